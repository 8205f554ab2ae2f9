"""What the commands are called; in a module of its own, because every start asks for it."""

COMMANDS = (
    "generate",
    "edit",
    "reblend",
    "estimate",
    "history",
    "library",
    "costs",
    "key",
    "origin",
    "batch",
    "set",
    "drafts",
    "finish",
)
