"""How large the result shall be: the service's choice, a preset, or any size the model makes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize

from desktop.domain.image_models import ImageModel
from desktop.domain.size import Size, SnappedSize, parse_size
from desktop.ui.controls.choice_box import SHORT_TEXT, ChoiceBox
from desktop.ui.controls.setting_row import SettingRow
from desktop.ui.icons import Icons
from desktop.ui.prompt.aspect_icon import aspect_icon, shape_name
from desktop.ui.prompt.custom_size import CustomSize
from desktop.ui.prompt.draft_change import changed
from desktop.ui.prompt.list_icon import list_icon

_AUTO = "auto"
_CUSTOM = "custom"
_HINT = "The size of the result in pixels"
_FIRST_CUSTOM = Size(1024, 1024)


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeOffer:
    """What decides the list: the model, the picture on the canvas, and what auto comes to.

    `may_be_part`: a region of the picture may be sent instead of all of it.
    """

    model: ImageModel
    picture: Size | None = None
    automatic: Size | None = None
    may_be_part: bool = False

    @property
    def takes_custom(self) -> bool:
        return not self.model.sizes.fixed

    @property
    def auto_text(self) -> str:
        """The size of the region that is sent, or the picture's, as near as the model makes it."""
        if self.picture is None:
            return "Auto"
        whole = self.model.sizes.snap(self.picture).size
        size = self.automatic or whole
        is_part = self.may_be_part and size != whole
        return f"Match the {'region' if is_part else 'picture'} ({size.shown})"

    @property
    def short_auto_text(self) -> str:
        return self.auto_text.removeprefix("Match the ").capitalize()


class SizeField(SettingRow):
    """A list of sizes; “Custom” opens width and height below it."""

    def __init__(self, icons: Icons) -> None:
        super().__init__("Size")
        self._icons = icons
        self._offer: SizeOffer | None = None
        self._size: Size | None = None
        self._is_custom = False
        self._reason = ""
        self._box = ChoiceBox("Size", self)
        self._custom = CustomSize(icons, self)
        self._lay_out_controls()
        self._box.activated.connect(self._say_item)
        self._custom.size_entered.connect(self._take)

    @property
    def box(self) -> ChoiceBox:
        return self._box

    @property
    def custom(self) -> CustomSize:
        return self._custom

    def show_size(self, size: Size | None, offer: SizeOffer) -> None:
        """Shows `size` (None: auto) among what `offer` holds; what is shown already stays."""
        if (size, offer) == (self._size, self._offer):
            return
        if offer != self._offer:
            self._offer = offer
            self._fill(offer)
        if size != self._size:
            self._size = size
            self._reason = ""
            self._is_custom = False
        self._show()

    def _lay_out_controls(self) -> None:
        self._box.setObjectName("size")
        self._box.setToolTip(_HINT)
        self._box.setIconSize(QSize(16, 16))
        self.put(self._box)
        self.put_below(self._custom)

    def _fill(self, offer: SizeOffer) -> None:
        self._box.clear()
        auto = "scan" if offer.picture is not None else "sparkles"
        self._box.addItem(list_icon(auto, self._icons), offer.auto_text, _AUTO)
        self._box.setItemData(0, offer.short_auto_text, SHORT_TEXT)
        for group in _by_shape(offer.model.presets):
            self._box.insertSeparator(self._box.count())
            for size in group:
                text = f"{size.shown}  {shape_name(size)}"
                self._box.addItem(aspect_icon(size, self._icons), text, str(size))
        if offer.takes_custom:
            self._box.insertSeparator(self._box.count())
            self._box.addItem(list_icon("ruler", self._icons), "Custom…", _CUSTOM)

    def _show(self) -> None:
        assert self._offer is not None
        name = _AUTO if self._size is None else str(self._size)
        place = -1 if self._is_custom else self._box.findData(name)
        is_custom = place < 0 and self._size is not None
        if is_custom:
            place = self._box.findData(_CUSTOM)
            self._box.setPlaceholderText(name if self._size is None else self._size.shown)
        self._box.setCurrentIndex(place)
        self._custom.setVisible(is_custom and self._offer.takes_custom)
        if self._size is not None:
            self._custom.show_size(self._size, self._offer.model.sizes.multiple)
        self._show_note()

    def _show_note(self) -> None:
        assert self._offer is not None
        rule = self._offer.model.sizes
        experimental = self._size is not None and rule.is_experimental(self._size)
        said = [self._reason] if self._reason else []
        if experimental:
            said.append("Experimental: above 2560×1440 the service's results vary more.")
        self.set_note(" ".join(said), is_warning=bool(said))

    def _say_item(self, place: int) -> None:
        value = str(self._box.itemData(place))
        self._is_custom = value == _CUSTOM
        if self._is_custom:
            self._take(self._seed())
            self._custom.take_focus()
            return
        self._say(parse_size(value), "")

    def _take(self, wanted: Size) -> None:
        """A size that was typed: the nearest legal one is taken, and the reason is said."""
        assert self._offer is not None
        snapped = self._offer.model.sizes.snap(wanted)
        self._is_custom = True
        self._say(snapped.size, _reason(wanted, snapped))

    def _say(self, size: Size | None, reason: str) -> None:
        is_new = size != self._size
        self._size, self._reason = size, reason
        self._show()
        if is_new:
            self.edited.emit(changed(size=size))

    def _seed(self) -> Size:
        """Where a custom size begins: what is chosen now, else the picture's own size."""
        offer = self._offer
        return self._size or (offer.picture if offer and offer.picture else _FIRST_CUSTOM)


def _reason(wanted: Size, snapped: SnappedSize) -> str:
    if not snapped.reasons:
        return ""
    return f"{snapped.reasons[0]} {wanted.shown} became {snapped.size.shown}."


def _by_shape(sizes: tuple[Size, ...]) -> list[list[Size]]:
    """Squares, wide ones and tall ones, each from small to large; groups that are empty go."""
    square = [size for size in sizes if size.width == size.height]
    wide = [size for size in sizes if size.width > size.height]
    tall = [size for size in sizes if size.width < size.height]
    return [sorted(group, key=_area) for group in (square, wide, tall) if group]


def _area(size: Size) -> int:
    return size.pixels
