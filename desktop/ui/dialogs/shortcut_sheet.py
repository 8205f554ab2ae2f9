"""The sheet of all shortcuts: searched by typing, changed in place, with conflicts shown."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desktop.domain.shortcuts import KeyHabit, ShortcutSettings
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.roles import set_role
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.icons import Icons
from desktop.ui.shortcuts import KeyTable, Shortcut

_HABITS = {KeyHabit.PHOTOSHOP: "Photoshop", KeyHabit.KRITA: "Krita"}
_ID = Qt.ItemDataRole.UserRole
_SIZE = (720, 620)
_ROW = 24
_FIXED = "This one cannot be changed"


class ShortcutSheet(DialogFrame):
    """Signals: `table_changed(KeyTable)` after every change; it holds at once."""

    table_changed = Signal(object)

    def __init__(self, table: KeyTable, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__("Keyboard shortcuts", parent)
        self._table = table
        self._icons = icons
        self._search = QLineEdit(self)
        self._habit = ChoiceBox("Keys as in", self)
        self._tree = QTreeWidget(self)
        self._keys = QKeySequenceEdit(self)
        self._set = QPushButton("Use these keys", self)
        self._remove = QPushButton("No keys", self)
        self._usual = QPushButton("Usual keys", self)
        self._said = QLabel(self)
        self._set_up()
        self._lay_out()
        self._connect()
        self._fill()
        self._search.setFocus()

    def choose(self, name: str) -> None:
        """Goes to an action."""
        for item in self._items():
            if item.data(0, _ID) == name:
                self._tree.setCurrentItem(item)

    # building

    def _set_up(self) -> None:
        self.setObjectName("shortcuts")
        self.resize(*_SIZE)
        self._search.setPlaceholderText("Search by action or key")
        self._search.setAccessibleName("Search shortcuts")
        self._search.setClearButtonEnabled(True)
        self._habit.setMinimumWidth(180)
        self._habit.setToolTip("The program whose keys your hands know")
        for words in _HABITS.values():
            self._habit.addItem(f"Keys as in {words}")
        self._habit.setCurrentIndex(list(_HABITS).index(self._table.settings.habit))
        self._tree.setColumnCount(3)
        self._tree.setHeaderLabels(["Action", "Keys", ""])
        self._tree.setAccessibleName("Shortcuts")
        self._tree.setRootIsDecorated(False)
        self._tree.setIndentation(12)
        header = self._tree.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, 290)
        header.resizeSection(1, 190)
        self._keys.setMaximumSequenceLength(1)
        self._keys.setAccessibleName("New keys")
        self._keys.setToolTip("Press the keys that shall call the action")
        set_role(self._said, "soft")
        self._said.setWordWrap(True)

    def _lay_out(self) -> None:
        top, change = QWidget(self), QWidget(self)
        row = QHBoxLayout(top)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._search, 1)
        row.addWidget(self._habit)
        row = QHBoxLayout(change)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._keys, 1)
        for button in (self._set, self._remove, self._usual):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.add(top)
        self.add(self._tree, 1)
        self.add(self._said)
        self.add(change)
        reset = QPushButton("All usual keys", self)
        reset.setToolTip("Takes back every change of yours")
        reset.clicked.connect(self._reset)
        self.add_side_button(reset)
        self.add_close_button(is_main=False)

    def _connect(self) -> None:
        self._search.textChanged.connect(self._fill)
        self._habit.activated.connect(self._choose_habit)
        self._tree.currentItemChanged.connect(self._follow)
        self._tree.itemActivated.connect(self._begin)
        self._keys.keySequenceChanged.connect(self._warn)
        self._set.clicked.connect(self._take)
        self._remove.clicked.connect(partial(self._change, ()))
        self._usual.clicked.connect(self._take_back)

    # showing

    def _fill(self) -> None:
        """Everything that was searched for, by group; the chosen action stays chosen."""
        chosen = self._chosen
        conflicts = self._table.conflicts()
        names = {one.id: one.text for one in self._table.shortcuts}
        self._tree.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        for one in self._table.found(self._search.text()):
            group = groups.get(one.group) or self._group(one.group)
            groups[one.group] = group
            said = ", ".join(names[other] for other in conflicts.get(one.id, ()))
            item = _item(one, said, is_changed=self._table.is_changed(one.id))
            if said:
                item.setIcon(2, self._icons.icon("triangle-alert"))
            group.addChild(item)
        self._tree.expandAll()
        if chosen is not None:
            self.choose(chosen.id)
        self._follow()

    def _group(self, text: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([text])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setSizeHint(0, QSize(0, _ROW))
        font = self._tree.font()
        font.setBold(True)
        item.setFont(0, font)
        self._tree.addTopLevelItem(item)
        item.setFirstColumnSpanned(True)
        return item

    def _items(self) -> list[QTreeWidgetItem]:
        tops = (self._tree.topLevelItem(at) for at in range(self._tree.topLevelItemCount()))
        found = (top.child(at) for top in tops if top is not None for at in range(top.childCount()))
        return [item for item in found if item is not None]

    @property
    def _chosen(self) -> Shortcut | None:
        item = self._tree.currentItem()
        name = None if item is None else item.data(0, _ID)
        return next((one for one in self._table.shortcuts if one.id == name), None)

    def _follow(self) -> None:
        """The row below belongs to the chosen action."""
        one = self._chosen
        can_change = one is not None and not one.is_fixed
        for widget in (self._keys, self._set, self._remove):
            widget.setEnabled(can_change)
            widget.setToolTip("" if one is None or can_change else _FIXED)
        self._usual.setEnabled(one is not None and self._table.is_changed(one.id))
        keys = one.keys[0] if one is not None and one.keys and can_change else ""
        self._keys.setKeySequence(QKeySequence(keys))
        self._warn()

    def _warn(self) -> None:
        """What else the typed keys call."""
        one, typed = self._chosen, self._typed
        if one is None:
            self._said.setText("Choose an action to change its keys.")
            return
        if one.is_fixed:
            self._said.setText(f"{one.text}: {_FIXED.lower()}.")
            return
        others: tuple[str, ...] = ()
        if typed:
            others = self._table.with_keys(one.id, (typed,)).conflicts().get(one.id, ())
        names = {other.id: other.text for other in self._table.shortcuts}
        said = ", ".join(f"“{names[other]}”" for other in others)
        self._said.setText(f"These keys also call {said}." if said else f"Keys for “{one.text}”:")

    # changing

    @property
    def _typed(self) -> str:
        return self._keys.keySequence().toString(QKeySequence.SequenceFormat.PortableText)

    def _begin(self) -> None:
        if self._keys.isEnabled():
            self._keys.setFocus()

    def _take(self) -> None:
        if self._typed:
            self._change((self._typed,))

    def _take_back(self) -> None:
        one = self._chosen
        if one is not None:
            settings = self._table.settings
            kept = tuple(choice for choice in settings.choices if choice.action != one.id)
            self._show(self._table.with_settings(replace(settings, choices=kept)))

    def _change(self, keys: tuple[str, ...]) -> None:
        one = self._chosen
        if one is not None and not one.is_fixed:
            self._show(self._table.with_keys(one.id, keys))

    def _choose_habit(self, place: int) -> None:
        settings = replace(self._table.settings, habit=list(_HABITS)[place])
        self._show(self._table.with_settings(settings))

    def _reset(self) -> None:
        settings = ShortcutSettings(habit=self._table.settings.habit)
        self._show(self._table.with_settings(settings))

    def _show(self, table: KeyTable) -> None:
        self._table = table
        self._fill()
        self.table_changed.emit(table)

    def event(self, event: QEvent) -> bool:
        """Keys that are being typed for an action do nothing else meanwhile."""
        if event.type() == QEvent.Type.ShortcutOverride and self._keys.hasFocus():
            event.accept()
            return True
        return super().event(event)


def _item(shortcut: Shortcut, clash: str, *, is_changed: bool) -> QTreeWidgetItem:
    native = QKeySequence.SequenceFormat.NativeText
    keys = "  or  ".join(QKeySequence(key).toString(native) or key for key in shortcut.keys)
    said = f"Also: {clash}" if clash else ("Changed" if is_changed else "")
    item = QTreeWidgetItem([shortcut.text, keys, said])
    item.setData(0, _ID, shortcut.id)
    item.setToolTip(2, said)
    item.setSizeHint(0, QSize(0, _ROW))
    if shortcut.is_fixed:
        item.setToolTip(0, _FIXED)
    return item
