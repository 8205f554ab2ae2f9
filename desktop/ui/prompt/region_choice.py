"""What is sent of the picture: its region or all of it, with the detail and the price of each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.recipe import RegionMode
from desktop.domain.region_offer import RegionOffer
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.money import dollars
from desktop.ui.controls.roles import set_role
from desktop.ui.controls.section import Section
from desktop.ui.icons import Icons
from desktop.ui.prompt.draft_change import changed
from desktop.ui.region_words import detail_number, price_words, region_sentences
from desktop.ui.wording import as_tooltip

_OVERVIEW = "Send the whole along, small"
_NAMES = {
    RegionMode.AUTO: ("Region", "The mask with its surroundings; the frame on the canvas"),
    RegionMode.BOX: ("Region as drawn", "The frame as it was drawn on the canvas"),
    RegionMode.WHOLE: ("Whole picture", "All of the picture, scaled to what the model takes"),
}


class RegionChoice(QWidget):
    """Seen only while there is something to choose.

    Signals: `edited` with a DraftChange; `apart_switched(bool)`, one request for each place.
    """

    edited = Signal(object)
    apart_switched = Signal(bool)

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._section = Section("Sent to the model", icons, self)
        self._group = QButtonGroup(self)
        self._rows = {mode: _OfferRow(mode, self) for mode in _NAMES}
        self.overview = QCheckBox(_OVERVIEW, self)
        self.apart = QCheckBox(self)
        self.apart.hide()
        self._lay_out()
        self.apart.clicked.connect(self.apart_switched)
        self.overview.clicked.connect(self._say_overview)
        self._group.idClicked.connect(self._say)
        self.hide()

    @property
    def rows(self) -> dict[RegionMode, _OfferRow]:
        return self._rows

    def show_offers(
        self, offers: tuple[RegionOffer, ...], chosen: RegionMode, *, with_overview: bool
    ) -> None:
        """Shows what can be sent; hidden when nothing is offered."""
        self.setVisible(bool(offers))
        offered = {offer.mode: offer for offer in offers}
        for mode, row in self._rows.items():
            row.show_offer(offered.get(mode))
        if chosen in offered:
            self._rows[chosen].button.setChecked(True)
        self._show_overview(offered.get(chosen), is_on=with_overview)

    def show_places(self, places: tuple[RegionOffer, ...], price: str, *, is_apart: bool) -> None:
        """Several marked places that could have a request each; fewer than two: no choice."""
        self.apart.setVisible(len(places) > 1)
        self.apart.setChecked(is_apart)
        if len(places) < 2:
            return
        self.apart.setText(f"One request each for {len(places)} places · {price}")
        sizes = ", ".join(f"{one.sent.shown} ({detail_number(one.detail)})" for one in places)
        hint = "Each place is sent with its own surroundings, and each result is yours to judge."
        self.apart.setToolTip(as_tooltip(hint, f"Sent as {sizes} pixels per pixel."))

    def _show_overview(self, offer: RegionOffer | None, *, is_on: bool) -> None:
        size = offer.overview if offer is not None else None
        self.overview.setVisible(size is not None)
        self.overview.setChecked(is_on)
        if offer is None or size is None:
            return
        more = f" · {dollars(offer.overview_usd)} more" if offer.overview_usd else ""
        self.overview.setText(f"{_OVERVIEW}{more}")
        self.overview.setToolTip(
            f"The whole picture goes along as a small reference ({size.shown}), so that the model "
            "knows the scene around the region"
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._section)
        for place, row in enumerate(self._rows.values()):
            self._group.addButton(row.button, place)
            self._section.set_content(row)
        self._section.set_content(self.overview)
        self._section.set_content(self.apart)

    def _say_overview(self) -> None:
        self.edited.emit(changed(overview=self.overview.isChecked()))

    def _say(self, place: int) -> None:
        mode = list(self._rows)[place]
        if mode is RegionMode.BOX:
            self.edited.emit(changed(region_mode=mode))
        else:
            self.edited.emit(changed(region_mode=mode, region=None))


class _OfferRow(QWidget):
    """A name to choose, and beside it the price and the detail."""

    def __init__(self, mode: RegionMode, parent: QWidget) -> None:
        super().__init__(parent)
        name, self._hint = _NAMES[mode]
        self.button = QRadioButton(name, self)
        self.words = ElidedLabel(parent=self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_role(self.words, "soft")
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(8)
        row.addWidget(self.button, 0, 0)
        row.addWidget(self.words, 0, 1)
        row.setColumnStretch(1, 1)
        self.hide()

    def show_offer(self, offer: RegionOffer | None) -> None:
        self.setVisible(offer is not None)
        if offer is None:
            return
        words = f"{price_words(offer)} · {detail_number(offer.detail)} px per px"
        self.words.set_text(words)
        tooltip = as_tooltip(self._hint, *region_sentences(offer))
        self.button.setToolTip(tooltip)
        self.setToolTip(tooltip)
        self.button.setAccessibleName(f"{self.button.text()}, {words}")
