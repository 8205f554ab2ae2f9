"""Every action of the window once: words, shortcut, icon; menus and tests read this table."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from desktop.ui.canvas.canvas_keys import CANVAS_SHORTCUTS
from desktop.ui.icons import Icons
from desktop.ui.shortcuts import KeyTable, Shortcut

SEPARATOR = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """One action; `keys` are shortcuts in Qt's portable form, the first is shown."""

    id: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    hint: str = ""
    is_checkable: bool = False


ACTIONS = (
    ActionSpec(id="open", text="Open…", keys=("Ctrl+O",), icon="folder-open"),
    ActionSpec(
        id="open_folder",
        text="Open folder…",
        icon="folder",
        hint="All its pictures: the first onto the canvas, the others as references",
    ),
    ActionSpec(
        id="open_address",
        text="Open from the web…",
        icon="download",
        hint="Fetches a picture from an https address; nothing is fetched unasked",
    ),
    ActionSpec(id="paste", text="Paste picture", keys=("Ctrl+V",), icon="clipboard-paste"),
    ActionSpec(
        id="add_references", text="Add references…", keys=("Ctrl+Shift+O",), icon="image-plus"
    ),
    ActionSpec(
        id="paste_reference", text="Paste as reference", keys=("Ctrl+Shift+V",), icon="image-plus"
    ),
    ActionSpec(id="save_as", text="Save picture as…", keys=("Ctrl+S", "Ctrl+Shift+S"), icon="save"),
    ActionSpec(
        id="export_chosen",
        text="Export chosen results…",
        keys=("Ctrl+Shift+E",),
        icon="download",
        hint="Everything that is chosen in the history, as files by a preset",
    ),
    ActionSpec(
        id="open_in",
        text="Open in another program…",
        icon="external-link",
        hint="What you save there comes back as a new version",
    ),
    ActionSpec(
        id="watched",
        text="Watched in other programs",
        hint="Pictures that were opened elsewhere; what is saved there comes back",
    ),
    ActionSpec(
        id="export_project",
        text="Export chosen as a project…",
        icon="package",
        hint="One portable file: the chosen results, and all that they went on from",
    ),
    ActionSpec(
        id="export_library",
        text="Export the library…",
        icon="package",
        hint="Everything as one portable file, checked by hash; keys are never in it",
    ),
    ActionSpec(
        id="import_project",
        text="Import project…",
        icon="package",
        hint="Takes a project file in; what is here already stays as it is",
    ),
    ActionSpec(id="show_library", text="Show library folder", icon="folder-open"),
    ActionSpec(
        id="move_library",
        text="Move library…",
        hint="Into another folder, at the next start: copied, compared, and only then removed",
    ),
    ActionSpec(id="close_picture", text="Close picture", keys=("Ctrl+W",), icon="x"),
    ActionSpec(id="settings", text="Settings…", keys=("Ctrl+,",), icon="settings"),
    ActionSpec(id="quit", text="Quit", keys=("Ctrl+Q",), icon="log-out"),
    ActionSpec(id="copy", text="Copy picture", keys=("Ctrl+Shift+C",), icon="copy"),
    ActionSpec(
        id="extend",
        text="Extend picture…",
        keys=("Ctrl+Alt+E",),
        icon="expand",
        hint="A larger canvas, whose new area a prompt fills",
    ),
    ActionSpec(
        id="remove_background",
        text="Remove background…",
        icon="scissors",
        hint="Makes it transparent; the colours that are left stay the picture's own",
    ),
    ActionSpec(
        id="invert_mask", text="Invert mask", keys=("Ctrl+I", "Ctrl+Shift+I"), icon="contrast"
    ),
    ActionSpec(id="clear_mask", text="Clear mask", keys=("Ctrl+D",), icon="trash-2"),
    ActionSpec(id="restore_mask", text="Restore mask", keys=("Ctrl+Shift+D",), icon="list-restart"),
    ActionSpec(
        id="resize",
        text="Picture size…",
        keys=("Ctrl+Alt+I",),
        icon="proportions",
        hint="Another number of pixels for the whole picture",
    ),
    ActionSpec(id="rotate_left", text="Rotate left", icon="rotate-ccw"),
    ActionSpec(id="rotate_right", text="Rotate right", icon="rotate-cw"),
    ActionSpec(id="rotate_half", text="Rotate half"),
    ActionSpec(id="mirror_across", text="Mirror left to right", icon="flip-horizontal-2"),
    ActionSpec(id="mirror_down", text="Mirror top to bottom", icon="flip-vertical-2"),
    ActionSpec(
        id="check_origin",
        text="Check its origin…",
        icon="fingerprint",
        hint="Asks the service for marks of the picture's origin; says first what is uploaded",
    ),
    ActionSpec(id="load_mask", text="Load mask…", icon="folder-open", hint="From a picture file"),
    ActionSpec(
        id="mask_from_clipboard",
        text="Mask from the clipboard",
        icon="clipboard-paste",
        hint="A picture on the clipboard becomes the mask; white is what changes",
    ),
    ActionSpec(id="save_mask", text="Save mask as…", icon="save", hint="White is what changes"),
    ActionSpec(
        id="mask_transparency",
        text="Mask what is transparent",
        hint="Marks what the picture leaves transparent",
    ),
    ActionSpec(
        id="protect_mask",
        text="Protect what is marked",
        icon="lock",
        hint="No edit changes a pixel of it; it is marked no more",
    ),
    ActionSpec(id="unprotect", text="Protect nothing", icon="lock-open"),
    ActionSpec(id="copy_mask", text="Copy mask", keys=("Ctrl+Alt+C",), icon="copy"),
    ActionSpec(
        id="paste_mask",
        text="Paste mask",
        keys=("Ctrl+Alt+V",),
        icon="clipboard-paste",
        hint="Lays the copied mask over this picture; it is scaled where that fits",
    ),
    ActionSpec(
        id="keep_mask",
        text="Keep mask…",
        icon="bookmark",
        hint="Keeps the mask with this picture, under a name",
    ),
    ActionSpec(id="kept_masks", text="Kept masks"),
    ActionSpec(id="zoom_in", text="Zoom in", keys=("Ctrl++", "Ctrl+="), icon="zoom-in"),
    ActionSpec(id="zoom_out", text="Zoom out", keys=("Ctrl+-",), icon="zoom-out"),
    ActionSpec(id="zoom_fit", text="Fit in window", keys=("Ctrl+0",), icon="maximize"),
    ActionSpec(id="zoom_actual", text="100 %", keys=("Ctrl+1",), icon="scan"),
    ActionSpec(id="hide_panels", text="Hide panels", keys=("F11",), is_checkable=True),
    ActionSpec(id="reset_layout", text="Reset layout"),
    ActionSpec(
        id="library",
        text="Library…",
        keys=("Ctrl+Shift+L",),
        icon="images",
        hint="Every result: find, sort, mark, compare, throw away",
    ),
    ActionSpec(id="focus_prompt", text="Go to the prompt", keys=("Ctrl+L",), icon="square-pen"),
    ActionSpec(id="generate", text="Generate", keys=("Ctrl+Return",), icon="sparkles"),
    ActionSpec(id="generate_first", text="Generate before all others", keys=("Ctrl+Shift+Return",)),
    ActionSpec(
        id="show_upload",
        text="What leaves this machine…",
        keys=("Ctrl+Alt+Return",),
        icon="scan-eye",
        hint="Shows the request as it would be sent, and sends nothing",
    ),
    ActionSpec(
        id="drafts_first",
        text="Drafts first…",
        icon="images",
        hint="A few cheap drafts to choose from; the chosen one leads the run in high quality",
    ),
    ActionSpec(
        id="finish_draft",
        text="Finish a draft…",
        hint="The result that is chosen in the history, again in high quality",
    ),
    ActionSpec(
        id="new_batch",
        text="New batch…",
        icon="list-plus",
        hint="Many pictures from a table or a folder, at half price, within a day",
    ),
    ActionSpec(
        id="batches",
        text="Batches…",
        icon="list",
        hint="How far they are, their failed lines, and their results",
    ),
    ActionSpec(
        id="new_set",
        text="New set…",
        icon="grid-3x3",
        hint="One master for many surfaces and languages, the first picture approved",
    ),
    ActionSpec(id="sets", text="Sets…", icon="layers", hint="What was made of each"),
    ActionSpec(id="cancel_all", text="Cancel all jobs", keys=("Ctrl+Shift+X",), icon="ban"),
    ActionSpec(
        id="costs",
        text="Costs and budgets…",
        icon="wallet",
        hint="What was spent and on what; budgets, limits and the project",
    ),
    ActionSpec(
        id="unsettled",
        text="Interrupted edits…",
        hint="What was sent and never settled, such as before a crash",
    ),
    ActionSpec(
        id="demo",
        text="Demo engine",
        hint="Answers are simulated; nothing is sent, and it costs nothing",
        is_checkable=True,
    ),
    ActionSpec(
        id="shortcuts",
        text="Keyboard shortcuts…",
        keys=("F1", "?"),
        icon="keyboard",
        hint="All shortcuts, to be searched and changed",
    ),
    ActionSpec(id="check_key", text="Add or change the key…", icon="key-round"),
    ActionSpec(id="open_logs", text="Open log folder", icon="folder"),
    ActionSpec(id="about", text="About Stet", icon="info"),
)

MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "File",
        ("open", "open_folder", "open_address", "paste", SEPARATOR, "add_references",
         "paste_reference", SEPARATOR, "save_as", "export_chosen", "open_in", "watched",
         "close_picture", SEPARATOR, "import_project", "export_project", "export_library",
         "show_library", "move_library", SEPARATOR, "settings", "quit"),
    ),
    ("Edit", ("undo", "redo", SEPARATOR, "copy", SEPARATOR, "extend", "remove_background")),
    (
        "Picture",
        ("resize", SEPARATOR, "rotate_left", "rotate_right", "rotate_half", SEPARATOR,
         "mirror_across", "mirror_down", SEPARATOR, "check_origin"),
    ),
    (
        "Mask",
        ("invert_mask", "clear_mask", "restore_mask", SEPARATOR, "load_mask",
         "mask_from_clipboard", "save_mask", "mask_transparency", SEPARATOR, "protect_mask",
         "unprotect", SEPARATOR, "copy_mask", "paste_mask", SEPARATOR, "keep_mask", "kept_masks"),
    ),
    (
        "View",
        ("zoom_in", "zoom_out", "zoom_fit", "zoom_actual", SEPARATOR, "show_prompt",
         "library", "show_history", "show_jobs", "show_steps", "hide_panels", SEPARATOR,
         "reset_layout"),
    ),
    (
        "Generate",
        ("focus_prompt", SEPARATOR, "generate", "generate_first", "show_upload", SEPARATOR,
         "drafts_first", "finish_draft", SEPARATOR,
         "new_set", "sets", "new_batch", "batches", SEPARATOR,
         "cancel_all", "unsettled", SEPARATOR, "costs", "demo"),
    ),
    ("Help", ("shortcuts", SEPARATOR, "check_key", "open_logs", SEPARATOR, "about")),
)  # fmt: skip


_MADE_ELSEWHERE = (
    Shortcut(id="undo", text="Undo", group="Edit", keys=("Ctrl+Z",)),
    Shortcut(id="redo", text="Redo", group="Edit", keys=("Ctrl+Shift+Z", "Ctrl+Y")),
)


def all_shortcuts() -> tuple[Shortcut, ...]:
    """The canvas's and the window's, as they are without anybody's changes."""
    group_of = {name: title for title, names in MENUS for name in names}
    window = tuple(
        Shortcut(
            id=spec.id,
            text=spec.text.rstrip("…"),
            group=group_of.get(spec.id, "View"),
            keys=spec.keys,
        )
        for spec in ACTIONS
    )
    both = (*CANVAS_SHORTCUTS, *_MADE_ELSEWHERE, *window)
    groups = dict.fromkeys(one.group for one in both)
    return tuple(one for group in groups for one in both if one.group == group)


class Actions:
    """The actions of one window by their id."""

    def __init__(self, icons: Icons, window: QWidget) -> None:
        self._all = {spec.id: _make(spec, icons, window) for spec in ACTIONS}

    def __getitem__(self, name: str) -> QAction:
        return self._all[name]

    def add(self, name: str, action: QAction) -> None:
        """An action that is made elsewhere, such as undo and redo."""
        self._all[name] = action

    def all(self) -> list[QAction]:
        return list(self._all.values())

    def set_keys(self, table: KeyTable) -> None:
        """Which keys call them from now on; the menus show the first."""
        known = {one.id for one in table.shortcuts}
        for name, action in self._all.items():
            if name in known:
                action.setShortcuts([QKeySequence(key) for key in table.keys(name)])

    def fill(self, bar: QMenuBar) -> dict[str, QMenu]:
        """Puts all menus into the bar, called by Alt and first letter; gives them by name."""
        menus = {}
        for title, names in MENUS:
            menu = bar.addMenu(f"&{title}")
            menus[title] = menu
            for name in names:
                if name == SEPARATOR:
                    menu.addSeparator()
                elif name in self._all:
                    menu.addAction(self._all[name])
        return menus


def _make(spec: ActionSpec, icons: Icons, window: QWidget) -> QAction:
    action = QAction(spec.text, window)
    action.setObjectName(f"action_{spec.id}")
    if spec.icon:
        action.setIcon(icons.icon(spec.icon))
    action.setShortcuts([QKeySequence(key) for key in spec.keys])
    action.setCheckable(spec.is_checkable)
    action.setToolTip(spec.hint or spec.text)
    return action
