"""The strip over the canvas in which a result is chosen, or the original kept."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.edit import Edit, Result
from desktop.domain.identity import ContentHash
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.tiles.tile_painting import TilePainter
from desktop.ui.tiles.tile_sheet import Flow
from desktop.ui.tiles.tile_view import TileView
from desktop.ui.variations.variation_delegate import VariationDelegate
from desktop.ui.variations.variation_model import Choice, VariationModel
from desktop.ui.variations.verdict_card import Judged, VerdictCard

STRIP_HEIGHT = 132
_ONE_TILE = 148
_USE = "Makes what you see the picture; undo takes it back (Enter)"
_GO_ON = "Uses this with the same mask, to say what to change further in a conversation"
_FOREIGN = "Lays it in although it shows another scene; undo takes it back"


class VariationStrip(QFrame):
    """Nothing is merged until the designer says so.

    Signals carry the index of a Result: `previewed(index or None)` when another choice is looked
    at, None for the original; `accepted(index)`; `go_on_requested(index)` to use it and
    talk about it further; `declined` when the original is kept;
    `anew_accepted` instead of `accepted` for one that is blended anew; `blink_toggled(bool)`. What
    is done about a verdict the `card` says.
    """

    previewed = Signal(object)
    accepted = Signal(int)
    declined = Signal()
    go_on_requested = Signal(int)
    anew_accepted = Signal()
    blink_toggled = Signal(bool)

    def __init__(self, icons: Icons, loader: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("variations")
        self._icons = icons
        self._loader = loader
        self._edit: Edit | None = None
        self._is_anew = False
        self._build()
        self._lay_out()
        self._connect()
        self.hide()

    @property
    def card(self) -> VerdictCard:
        """The verdict on what is looked at, and what can be done about it."""
        return self._card

    def show_edit(self, edit: Edit, original: ContentHash | None = None) -> None:
        """Offers the results of `edit` beside the original and previews the first of them."""
        self._edit = edit
        self._adjust.setChecked(False)
        self._model.show_edit(edit, original)
        self.show()
        self._view.setCurrentIndex(self._model.index(1 if edit.results else 0))

    def choose(self, result: int) -> None:
        """Previews the result of that index, as if it had been clicked."""
        for row in range(self._model.rowCount()):
            index = self._model.index(row)
            found = self._model.choice(index).result
            if found is not None and found.index == result:
                self._view.setCurrentIndex(index)

    def close_strip(self) -> None:
        """Takes the strip away without a word."""
        self.hide()
        self.stop_blinking()
        self._model.clear()

    def take_focus(self) -> None:
        """So that the arrow keys, Enter and Esc mean the strip."""
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_anew(self, result: Result) -> None:
        """The result that is looked at, as it is when blended anew; it is not stored yet."""
        self._is_anew = True
        self._show_judged(result)

    def show_working(self, words: str, *, holds: bool = False) -> None:
        """Something takes a moment; `holds`: nothing can be chosen meanwhile. Empty: it is over."""
        for part in (self._view, self._use, self._go_on, self._keep, self._card):
            part.setEnabled(not holds)
        self._say_words(words)

    def stop_blinking(self) -> None:
        self._blink.setChecked(False)

    # building

    def _build(self) -> None:
        self._card = VerdictCard(self._icons, self)
        self._blink = _tool("eye", "Blink between before and after", self._icons, self)
        self._adjust = _tool(
            "sliders-horizontal", "Blend anew: feather, grow, colours", self._icons, self
        )
        self._banner = QLabel("Preview", self)
        self._words = ElidedLabel(parent=self)
        self._keep = QPushButton("Keep original", self)
        self._go_on = _tool("message-square-reply", "Go on", self._icons, self)
        self._go_on.setCheckable(False)
        self._use = QPushButton("Use this", self)
        self._model = VariationModel(self)
        drawing = TilePainter(self._icons, self._loader, "variations")
        self._delegate = VariationDelegate(self._model, drawing, self)
        self._view = _ChoiceView(self._model, self._delegate, self)

    def _lay_out(self) -> None:
        self._dress()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._banner)
        line.addWidget(self._words, 1)
        line.addWidget(self._blink)
        line.addWidget(self._adjust)
        line.addWidget(self._go_on)
        line.addWidget(self._keep)
        line.addWidget(self._use)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(8)
        column.addLayout(line)
        choices = QHBoxLayout()
        choices.setSpacing(12)
        choices.addWidget(self._view, 1)
        choices.addWidget(self._card)
        column.addLayout(choices)

    def _dress(self) -> None:
        set_role(self, "card")
        set_role(self._banner, "banner")
        set_role(self._words, "soft")
        set_role(self._use, "primary")
        self.setAccessibleName("Results to choose from")
        self._view.setAccessibleName("Original and results")
        self._view.setFixedHeight(STRIP_HEIGHT)
        self._view.setMinimumWidth(_ONE_TILE)
        self._card.setFixedHeight(STRIP_HEIGHT)
        self._banner.setToolTip("What you see is not part of the picture yet.")
        self._keep.setToolTip("Keeps the picture as it was; the results stay in the history (Esc)")
        self._go_on.setToolTip(_GO_ON)
        self.setFocusProxy(self._view)

    def _connect(self) -> None:
        self._view.selectionModel().currentChanged.connect(self._say_previewed)
        self._view.tile_opened.connect(self._accept)
        self._use.clicked.connect(self._accept_current)
        self._go_on.clicked.connect(self._go_on_current)
        self._keep.clicked.connect(self._decline)
        self._blink.toggled.connect(self.blink_toggled)
        self._adjust.toggled.connect(self._show_blending)
        self._loader.thumbnail_ready.connect(self._repaint)

    def _repaint(self, content: str, _pixels: int) -> None:
        def shows_it(index: QModelIndex) -> bool:
            return self._model.choice(index).content == content

        self._view.repaint_where(shows_it)

    # what the designer does

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._decline()
        else:
            super().keyPressEvent(event)

    def _say_previewed(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        choice = self._model.choice(index)
        self._is_anew = False
        self._say_words("")
        is_result = choice.result is not None
        self._use.setEnabled(is_result)
        self._go_on.setVisible(is_result)
        self._banner.setVisible(is_result)
        self._show_judged(choice.result)
        self.previewed.emit(choice.result.index if choice.result is not None else None)

    def _say_words(self, words: str) -> None:
        """These, or what is looked at."""
        index = self._view.currentIndex()
        if words or index.isValid():
            self._words.set_text(words or _description(self._model.choice(index)))

    def _show_judged(self, result: Result | None) -> None:
        """The verdict; what does not fit at all is not offered as if it did."""
        judged = None
        if result is not None and self._edit is not None:
            judged = Judged(edit=self._edit, result=result)
        self._card.show_judged(judged)
        is_laid_in = judged is not None and judged.is_laid_in
        for button in (self._blink, self._adjust):
            button.setEnabled(is_laid_in)
        if not is_laid_in:
            self.stop_blinking()
            self._adjust.setChecked(False)
        is_foreign = judged is not None and judged.is_foreign
        self._use.setText("Use anyway" if is_foreign else "Use this")
        set_role(self._use, "" if is_foreign else "primary")
        self._use.setToolTip(_FOREIGN if is_foreign else _USE)

    def _show_blending(self, is_open: bool) -> None:  # noqa: FBT001  # a slot
        self._card.show_blending(is_open=is_open)

    def _accept_current(self) -> None:
        index = self._view.currentIndex()
        result = self._model.choice(index).result if index.isValid() else None
        if result is not None:
            self._take(result)

    def _go_on_current(self) -> None:
        index = self._view.currentIndex()
        result = self._model.choice(index).result if index.isValid() else None
        if result is not None:
            self.close_strip()
            self.go_on_requested.emit(result.index)

    def _accept(self, index: QModelIndex) -> None:
        """The original is kept, a result is used; either way the strip has done its work.

        A result of another scene is not taken in passing: its button must be pressed.
        """
        if not index.isValid():
            return
        result = self._model.choice(index).result
        if result is None:
            self._decline()
        elif self._is_foreign(result):
            self._use.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._take(result)

    def _take(self, result: Result) -> None:
        if self._is_anew:
            self.anew_accepted.emit()
            return
        self.close_strip()
        self.accepted.emit(result.index)

    def _is_foreign(self, result: Result) -> bool:
        edit = self._edit
        return edit is not None and Judged(edit=edit, result=result).is_foreign

    def _decline(self) -> None:
        self.close_strip()
        self.declined.emit()


class _ChoiceView(TileView):
    """One row of choices; Esc goes on to the strip."""

    def __init__(self, model: VariationModel, delegate: VariationDelegate, parent: QWidget) -> None:
        super().__init__(delegate, parent)
        self._choices = delegate
        self.setModel(model)
        self.set_spacing(gap=8, margin=0)
        self.set_flow(Flow.ONE_ROW)

    def tile_size_for(self, room: QSize) -> QSize:
        return self._choices.size_for(room.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


def _tool(icon: str, hint: str, icons: Icons, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setIcon(icons.icon(icon))
    button.setCheckable(True)
    button.setToolTip(hint)
    button.setAccessibleName(hint)
    return button


def _description(choice: Choice) -> str:
    if choice.result is None:
        return "The picture as it was"
    parts = (choice.name, choice.result.picture.size.shown, choice.labels)
    return " · ".join(part for part in parts if part)
