"""What may help after a refusal: by where it happened and what it was about; nothing is sent."""

from __future__ import annotations

_STAGES = {
    "input": "Nothing was made. Reword the prompt, or leave out the picture it may object to.",
    "output": "The prompt passed, its result did not. Ask for a calmer pose, scene or style.",
}
_ANY_STAGE = "Change the wording or the picture it objects to, and try again."

_CATEGORIES = {
    "sexual": "Say what is worn, and leave out words about bodies.",
    "violence": "Leave out wounds, weapons in use and fights, or make it plainly a drawing.",
    "self-harm": "Leave out harm to oneself; if it is about you, someone near can help.",
    "hate": "Leave out marks and words that set a group of people down.",
    "harassment": "Leave out mockery of a person.",
    "illicit": "Leave out how something forbidden is done.",
    "minors": "Leave out people who are, or look, under age.",
    "copyright": "Describe the look in words of your own, without names of works or characters.",
    "public_figure": "Leave out names and faces of well-known people.",
}
_ALIASES = {"ip": "copyright", "intellectual": "copyright", "likeness": "public_figure"}


def advice(stage: str, categories: tuple[str, ...]) -> str:
    """Sentences on what to change; general where the service does not say what it was about."""
    said = [_STAGES.get(stage, _ANY_STAGE)]
    said += [_CATEGORIES.get(_known(category), "") for category in categories]
    return " ".join(dict.fromkeys(one for one in said if one))


def _known(category: str) -> str:
    """`sexual/minors` is about minors, `violence/graphic` about violence."""
    parts = category.lower().replace(" ", "_").replace("_and_", "/").split("/")
    if "minors" in parts:
        return "minors"
    names = (*_CATEGORIES, *_ALIASES)
    found = next((name for name in names if parts[0].startswith(name)), "")
    return _ALIASES.get(found, found)
