"""Settings survive people, other versions and bad disks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from desktop.domain.problems import ProblemError, ProblemKind
from desktop.domain.profile import Profile
from desktop.domain.settings import BrushSettings, OverlaySettings, Settings, Theme
from desktop.storage import settings_file
from desktop.storage.settings_file import SettingsFile

CHANGED = Settings(
    theme=Theme.LIGHT,
    library="/pictures/Stet – Bücher",
    model="gpt-image-2.5-flare",
    previews=0,
    brush=BrushSettings(diameter=12.5, hardness=0.0),
    overlay=OverlaySettings(colour="#00ff88", opacity=1.0),
    profile="studio",
    profiles=(Profile(), Profile(id="studio", name="Studio", base_url="https://ai.example/v1")),
    window="AdnQ",
)


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "config" / "settings.json")


def write(file: SettingsFile, content: object) -> None:
    file.path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    file.path.write_text(text, encoding="utf-8")


def test_without_a_file_there_are_defaults(file: SettingsFile) -> None:
    assert file.load() == (Settings(), ())


def test_what_is_saved_comes_back(file: SettingsFile) -> None:
    file.save(CHANGED)
    assert file.load() == (CHANGED, ())
    file.save(Settings())
    assert file.load() == (Settings(), ())
    assert [path.name for path in file.path.parent.iterdir()] == ["settings.json"]


def test_names_of_other_versions_are_kept(file: SettingsFile) -> None:
    write(
        file,
        {
            "future": {"a": 1},
            "brush": {"diameter": 5, "angle": 45},
            "profiles": [{"id": "x", "base_url": "https://x.example", "region": "eu"}],
        },
    )
    settings, warnings = file.load()
    assert warnings == ()
    file.save(
        replace(
            settings, brush=BrushSettings(diameter=6), profiles=(settings.profiles[0], Profile())
        )
    )
    document = json.loads(file.path.read_text())
    assert document["future"] == {"a": 1}
    assert document["brush"]["diameter"] == 6
    assert document["brush"]["angle"] == 45
    assert document["profiles"][0]["region"] == "eu"
    assert "region" not in document["profiles"][1]


@pytest.mark.parametrize(
    ("content", "warning"),
    [
        ({"theme": "pink"}, "“theme” should be one of system, dark, light, not “pink”"),
        ({"previews": "two"}, "“previews” should be a whole number, not “two”"),
        ({"previews": True}, "“previews” should be a whole number, not True"),
        ({"previews": 9}, "“previews” should be from 0 to 3, not 9"),
        ({"jobs_at_once": 0}, "“jobs_at_once” should be from 1 to 16, not 0"),
        ({"library": 5}, "“library” should be text, not 5"),
        ({"brush": []}, "“brush” should be a group of names and values, not []"),
        ({"brush": {"hardness": 2}}, "“brush.hardness” should be from 0 to 1, not 2"),
        ({"brush": {"diameter": None}}, "“brush.diameter” should be a number, not None"),
        ({"overlay": {"colour": "red"}}, "“overlay.colour” should be a colour such as #e5233d"),
        ({"profiles": {}}, "“profiles” should be a list"),
        ({"profiles": [5]}, "“profiles[0]” has no id or base_url. That profile is left out."),
        ({"profiles": [{"id": "x"}]}, "“profiles[0]” has no id or base_url"),
        (
            {"profiles": [{"id": "x", "base_url": 1}]},
            "“profiles[0].base_url” should be text, not 1. That profile is left out.",
        ),
    ],
)
def test_a_bad_value_is_replaced_and_named(
    file: SettingsFile, content: object, warning: str
) -> None:
    write(file, content)
    settings, warnings = file.load()
    assert settings == Settings()
    assert len(warnings) == 1
    assert warning in warnings[0]


def test_the_good_values_beside_a_bad_one_count(file: SettingsFile) -> None:
    write(file, {"theme": 1, "model": "mine", "brush": {"diameter": "x", "hardness": 0.25}})
    settings, warnings = file.load()
    assert settings == Settings(model="mine", brush=BrushSettings(hardness=0.25))
    assert len(warnings) == 2


def test_a_file_with_slips_is_kept_when_it_is_saved_over(file: SettingsFile) -> None:
    write(file, {"profiles": [{"id": "x", "base_url": 1}], "theme": "dark"})
    file.save(file.load()[0])
    faulty = file.path.with_name("settings.json.faulty")
    assert json.loads(faulty.read_text())["profiles"] == [{"id": "x", "base_url": 1}]
    assert file.load() == (Settings(), ())


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "\x00\x01"])
def test_a_damaged_file_is_set_aside(file: SettingsFile, content: str) -> None:
    write(file, content)
    settings, (warning,) = file.load()
    assert settings == Settings()
    (aside,) = file.path.parent.glob("settings.json.damaged-*")
    assert aside.read_text() == content
    assert aside.name in warning
    assert file.load() == (Settings(), ())


def test_a_file_that_cannot_be_read_says_so(file: SettingsFile) -> None:
    file.path.mkdir(parents=True)
    settings, (warning,) = file.load()
    assert settings == Settings()
    assert "cannot be read" in warning


def test_a_full_disk_leaves_the_old_settings(
    file: SettingsFile, monkeypatch: pytest.MonkeyPatch, failing: Callable[[], Callable[..., None]]
) -> None:
    file.save(CHANGED)
    with monkeypatch.context() as patch:
        patch.setattr(settings_file, "write_whole", failing())
        with pytest.raises(ProblemError) as caught:
            file.save(Settings())
    assert caught.value.problem.kind is ProblemKind.DISK_FULL
    assert file.load() == (CHANGED, ())


def test_loading_needs_no_heavy_library() -> None:
    import subprocess
    import sys

    program = (
        "import sys; from pathlib import Path\n"
        "from desktop.storage.settings_file import SettingsFile\n"
        "from desktop.storage.model_table import load_models\n"
        "from desktop.storage.library import Library\n"
        "SettingsFile(Path('none')).load(); load_models(Path('resources/models.json'))\n"
        "print(sorted(set(sys.modules) & {'pydantic', 'keyring', 'openai', 'PIL', 'cv2', 'numpy'}))"
    )
    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
