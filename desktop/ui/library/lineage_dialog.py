"""The window with a result's tree, and what changed on the way."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget

from desktop.domain.edit import Edit
from desktop.domain.library_item import ItemNumber
from desktop.domain.lineage import Lineage, LineageNode
from desktop.ui.controls.key_value import KeyValue
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.icons import Icons
from desktop.ui.library.change_words import marked_prompt, recipe_changes, spoken_changes
from desktop.ui.library.lineage_view import LineageView
from desktop.ui.picture_loader import PictureLoader

_HINT = "Arrow keys walk the tree. Ctrl and a click choose a second result to compare with."


class LineageDialog(DialogFrame):
    """Signals: `canvas_wanted(LibraryItem)` to go on from a result, `details_wanted(LibraryItem)`;
    `compare_wanted(item or None, item)`: None is what the second was made from;
    `changes_wanted(LineageNode or None, LineageNode)`: answered by `show_changes`."""

    canvas_wanted = Signal(object)
    details_wanted = Signal(object)
    compare_wanted = Signal(object, object)
    changes_wanted = Signal(object, object)

    def __init__(self, icons: Icons, loader: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__("Where it came from", parent)
        self._icons = icons
        self._view = LineageView(icons, loader, self)
        self._heading = Paragraph("", self)
        self._prompt = QLabel(self)
        self._facts = KeyValue(self)
        self._canvas = QPushButton(
            icons.icon("square-pen", "accent_text"), " Go on from here", self
        )
        self._compare = QPushButton(icons.icon("columns-2"), " Compare", self)
        self._details = QPushButton(icons.icon("info"), " Details…", self)
        self._lay_out()
        self._connect()
        self.resize(self.sizeHint())

    @property
    def view(self) -> LineageView:
        return self._view

    def sizeHint(self) -> QSize:
        return QSize(1080, 640)

    def show_lineage(self, lineage: Lineage, chosen: ItemNumber) -> None:
        self._view.show_lineage(lineage, chosen)
        self._view.setFocus()

    def show_changes(self, before: Edit | None, after: Edit) -> None:
        """What differs between the chosen result and the one it is held against."""
        old = before.recipe.prompt if before is not None else ""
        new = after.recipe.prompt
        if before is None:
            self._heading.set_text("The prompt it began with")
            self._prompt.setText(marked_prompt(new, new, self._icons))
        else:
            same = old == new
            self._heading.set_text("The prompt is the same" if same else "Changes of the prompt")
            self._prompt.setText(marked_prompt(old, new, self._icons))
        self._prompt.setAccessibleName(spoken_changes(old, new) if before else new)
        self._facts.show_facts(recipe_changes(before, after) if before is not None else ())

    def _lay_out(self) -> None:
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._prompt.setWordWrap(True)
        self._prompt.setTextFormat(Qt.TextFormat.RichText)
        self._prompt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_role(self._heading, "heading")
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(12, 0, 4, 0)
        column.setSpacing(8)
        for widget in (self._heading, self._prompt, self._facts):
            column.addWidget(widget)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setMinimumWidth(220)
        area.setWidget(sheet)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self._view)
        split.addWidget(area)
        split.setStretchFactor(0, 1)
        split.setSizes([760, 280])
        self.add(split, 1)
        self.add(Paragraph(_HINT, self, role="soft"))
        hints = (
            (self._details, "Everything that is known of the chosen result"),
            (self._compare, "The two chosen ones, or the chosen one with what it was made from"),
            (self._canvas, "Puts the chosen result on the canvas, to branch off there (Enter)"),
        )
        for button, hint in hints:
            button.setToolTip(hint)
        self.add_side_button(self._details)
        self.add_close_button()
        self.add_button(self._compare)
        set_role(self._canvas, "primary")
        self.add_button(self._canvas)

    def _connect(self) -> None:
        self._view.chosen_changed.connect(self._show_chosen)
        self._view.opened.connect(self.canvas_wanted)
        self._canvas.clicked.connect(self._say_canvas)
        self._details.clicked.connect(self._say_details)
        self._compare.clicked.connect(self._say_compare)

    def _pair(self) -> tuple[LineageNode | None, LineageNode] | None:
        """What is held against what: two chosen nodes by age, or one and its parent."""
        chosen = sorted(self._view.chosen(), key=lambda node: node.item.number)
        if len(chosen) == 2:
            return chosen[0], chosen[1]
        if not chosen:
            return None
        parent = chosen[0].parent
        return (None if parent is None else self._view.lineage.node(parent)), chosen[0]

    def _show_chosen(self) -> None:
        pair = self._pair()
        is_one = len(self._view.chosen()) == 1
        self._canvas.setEnabled(is_one and pair is not None and pair[1].item.ref is not None)
        self._details.setEnabled(is_one)
        self._compare.setEnabled(pair is not None and pair[0] is not None)
        if pair is not None:
            self.changes_wanted.emit(*pair)

    def _say_canvas(self) -> None:
        pair = self._pair()
        if pair is not None:
            self.canvas_wanted.emit(pair[1].item)

    def _say_details(self) -> None:
        pair = self._pair()
        if pair is not None:
            self.details_wanted.emit(pair[1].item)

    def _say_compare(self) -> None:
        pair = self._pair()
        if pair is not None and pair[0] is not None:
            self.compare_wanted.emit(pair[0].item, pair[1].item)
