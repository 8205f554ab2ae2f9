"""The tray: pictures that guide an edit, in the order in which they are sent."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from desktop.domain.problems import Problem
from desktop.domain.recipe import PICTURE_LIMIT
from desktop.domain.reference import References
from desktop.domain.size import Size
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.message_bar import MessageBar
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons
from desktop.ui.mime import (
    clipboard_data,
    offered_bitmap,
    offered_files,
    offered_pictures,
    offers_picture,
)
from desktop.ui.picture_loader import PictureLoader
from desktop.ui.references.reference_delegate import ReferenceDelegate
from desktop.ui.references.reference_model import ReferenceModel
from desktop.ui.references.tray_menus import MenuChoice, Wish, add_menu, tile_menu
from desktop.ui.references.tray_view import TrayView, is_add_tile
from desktop.ui.tiles.tile_painting import TilePainter

_ROWS_SHOWN = 3


class ReferenceTray(QWidget):
    """Shows the references of a draft and says what the designer did with them.

    Places count from 0 among the references, the canvas picture left out. Signals:
    `files_dropped` with a list of Path, `image_dropped` with the bytes of a picture file,
    `stored_dropped` with the InputFile of a picture of the library, `choose_requested`,
    `paste_requested`, `moved(source, before)` as `domain.reference.move` takes it,
    `removed(place)`, `switched(place, is_on)`.
    """

    files_dropped = Signal(list)
    image_dropped = Signal(bytes)
    stored_dropped = Signal(object)
    choose_requested = Signal()
    paste_requested = Signal()
    moved = Signal(int, int)
    removed = Signal(int)
    switched = Signal(int, bool)

    def __init__(self, icons: Icons, loader: PictureLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("references")
        self._icons = icons
        self._loader = loader
        self._references: References = ()
        self._is_dropping = False
        self._place_to_choose: int | None = None
        self._menu: QMenu | None = None
        self._build()
        self._lay_out()
        self._connect()
        self.show_references(())

    def show_references(
        self,
        references: References,
        *,
        picture: Size | None = None,
        prices: tuple[str, ...] = (),
    ) -> None:
        """The tray as it stands; `picture` is the size of the picture on the canvas, if any.

        `prices` say in words what each reference costs, in the order of `references`.
        """
        current = self._view.currentIndex().row()
        self._references = references
        self._model.show_references(references, picture, prices)
        self._count.set_text(_count_words(references, has_picture=picture is not None))
        self._choose_again(current)
        self._fit_height()

    def show_canvas_thumbnail(self, pixmap: QPixmap | None) -> None:
        """The picture on the canvas as the first tile shows it."""
        self._delegate.show_canvas(pixmap)
        self._view.viewport().update()

    def show_problem(self, problem: Problem | None) -> None:
        """Says why something was not taken, such as the seventeenth picture; None is silent."""
        if problem is None:
            self._message.clear()
        else:
            self._message.show_problem(problem)

    # building

    def _build(self) -> None:
        self._title = QLabel("References", self)
        self._count = ElidedLabel(parent=self)
        self._message = MessageBar(self._icons, self)
        self._model = ReferenceModel(self)
        drawing = TilePainter(self._icons, self._loader, "references")
        self._delegate = ReferenceDelegate(self._model, drawing, self)
        self._view = TrayView(self._model, self._delegate, drawing, self)
        self._drawing = drawing

    def _lay_out(self) -> None:
        set_role(self._title, "heading")
        set_role(self._count, "soft")
        self._view.setAccessibleName("References")
        self.setAccessibleName("References")
        self._view.setAccessibleDescription(
            "Space leaves a picture out, Delete removes it, Ctrl and an arrow moves it."
        )
        self.setAcceptDrops(True)
        self.setFocusProxy(self._view)
        header = QHBoxLayout()
        header.setSpacing(8)
        header.addWidget(self._title)
        header.addWidget(self._count, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(header)
        column.addWidget(self._view)
        column.addWidget(self._message)
        column.addStretch(1)

    def _connect(self) -> None:
        self._view.moved.connect(self._say_moved)
        self._view.removed.connect(self._say_removed)
        self._view.switched.connect(self.switched)
        self._view.paste_requested.connect(self.paste_requested)
        self._view.tile_opened.connect(self._open_tile)
        self._view.clicked.connect(self._open_tile)
        self._loader.thumbnail_ready.connect(self._repaint)

    def _repaint(self, content: str, _pixels: int) -> None:
        self._view.repaint_where(
            lambda index: (
                (reference := self._model.tile(index).reference) is not None
                and reference.file.content == content
            )
        )

    def _choose_again(self, row: int) -> None:
        """After a change the current tile is the one that was moved, or stays where it was."""
        if self._place_to_choose is not None:
            self._view.choose_place(self._place_to_choose)
            self._place_to_choose = None
        elif row >= 0:
            self._view.setCurrentIndex(self._model.index(min(row, self._model.rowCount() - 1)))

    def _fit_height(self) -> None:
        height = self._view.height_for(self.width(), most_rows=_ROWS_SHOWN)
        if height != self._view.height():
            self._view.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_height()

    # what the designer does

    def _say_moved(self, source: int, before: int) -> None:
        self._place_to_choose = before - (source < before)
        self.moved.emit(source, before)

    def _say_removed(self, place: int) -> None:
        self._message.clear()
        self.removed.emit(place)

    def _open_tile(self, index: QModelIndex) -> None:
        """A click or Enter on the tile to add opens its menu."""
        is_open = self._menu is not None and self._menu.isVisible()
        if is_add_tile(self._model, index) and not is_open:
            tile = self._view.visualRect(index)
            below = self._view.viewport().mapToGlobal(tile.bottomLeft() + QPoint(0, 4))
            self._popup(self._add_menu(), below)

    def _add_menu(self) -> QMenu:
        can_paste = offers_picture(clipboard_data())
        return add_menu(self._icons, self, can_paste=can_paste)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        view, corner = self._view, event.globalPos()
        index = view.indexAt(view.viewport().mapFromGlobal(corner))
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = view.currentIndex()
            corner = view.viewport().mapToGlobal(view.visualRect(index).center())
        place = self._model.place_of(index.row())
        self._popup(self._add_menu() if place is None else self._tile_menu(place), corner)

    def _tile_menu(self, place: int) -> QMenu:
        is_on = self._references[place].is_on
        count = len(self._references)
        return tile_menu(self._icons, self, place=place, count=count, is_on=is_on)

    def _popup(self, menu: QMenu, corner: QPoint) -> None:
        self._menu = menu
        menu.triggered.connect(self._do_choice)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.destroyed.connect(self._forget_menu)
        menu.popup(corner)

    def _forget_menu(self) -> None:
        self._menu = None

    def _do_choice(self, action: QAction) -> None:
        choice = action.data()
        assert isinstance(choice, MenuChoice)
        place = choice.place
        match choice.wish:
            case Wish.CHOOSE:
                self.choose_requested.emit()
            case Wish.PASTE:
                self.paste_requested.emit()
            case Wish.SWITCH:
                self.switched.emit(place, not self._references[place].is_on)
            case Wish.MOVE_LEFT | Wish.MOVE_RIGHT:
                self._view.shift(place, by=-1 if choice.wish is Wish.MOVE_LEFT else 1)
            case Wish.REMOVE:
                self._say_removed(place)

    # drops from elsewhere

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is not self._view and offers_picture(event.mimeData()):
            event.acceptProposedAction()
            self._show_dropping(is_dropping=True)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self._show_dropping(is_dropping=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_dropping(is_dropping=False)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.take(event.mimeData(), is_own=event.source() is not None)

    def take(self, data: QMimeData, *, is_own: bool) -> None:
        """Says what a drop or the clipboard holds; `is_own`: it comes from this very window.

        Pictures of the library go by content only inside one program, because another one may
        have another library; from there they come as files like any other.
        """
        stored = offered_pictures(data) if is_own else ()
        for picture in stored:
            self.stored_dropped.emit(picture.file)
        if stored:
            return
        files = offered_files(data)
        bitmap = None if files else offered_bitmap(data)
        if files:
            self.files_dropped.emit(list(files))
        elif bitmap is not None:
            self.image_dropped.emit(bitmap)

    def _show_dropping(self, *, is_dropping: bool) -> None:
        self._is_dropping = is_dropping
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._is_dropping:
            painter = QPainter(self)
            self._drawing.rounded(painter, self._view.geometry(), "accent_soft", "accent")


def _count_words(references: References, *, has_picture: bool) -> str:
    """`3 of 16`; those that are left out keep their place and are named."""
    left_out = sum(not reference.is_on for reference in references)
    words = f"{len(references) + has_picture} of {PICTURE_LIMIT}"
    if has_picture:
        words += ", canvas included"
    return f"{words}, {left_out} left out" if left_out else words
