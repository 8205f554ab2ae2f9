"""The part of the canvas that moves the view: zoom, place, rotation and flip."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QCursor

from desktop.domain.open_work import ViewPlace
from desktop.domain.size import Box
from desktop.ui.canvas.canvas_surface import CanvasSurface
from desktop.ui.canvas.viewport import next_zoom

_AROUND_MASK = 0.15


class CanvasMotion(CanvasSurface):
    """Places are those of the widget; without one it is the pointer's, or the middle."""

    def zoom_to_fit(self) -> None:
        self._viewport.fit()
        self._show_all()

    def zoom_actual(self) -> None:
        """One pixel of the picture is one pixel of the screen."""
        self.set_zoom(1.0)

    def zoom_in(self) -> None:
        self.set_zoom(next_zoom(self.zoom, 1))

    def zoom_out(self) -> None:
        self.set_zoom(next_zoom(self.zoom, -1))

    def set_zoom(self, zoom: float, at: QPointF | None = None) -> None:
        """Zooms around a place: what shows there stays there."""
        place = (self._pointed() if at is None else at) * self.ratio
        self._viewport.set_zoom(zoom, place.x(), place.y())
        self._show_all()

    def zoom_to_box(self, box: Box) -> None:
        """Fills the view with a box of the picture."""
        self._viewport.show(box)
        self._show_all()

    def zoom_to_mask(self) -> None:
        """Fills the view with what is marked and some of its surroundings."""
        bounds = None if self._document is None else self._document.mask_bounds
        if bounds is not None:
            self.zoom_to_box(bounds.grown(round(_AROUND_MASK * max(bounds.width, bounds.height))))

    def pan(self, across: float, down: float) -> None:
        """Moves the picture by pixels of the view; what was shown is moved, not rendered again."""
        moved = self._viewport.pan(across, down)
        if moved != (0, 0):
            self._screen.scroll(*moved)
            self.update()
            self._view_moved()

    def turn_view(self, degrees: float) -> None:
        """Turns the view around its middle, clockwise."""
        self._viewport.turn(degrees, *self._middle())
        self._show_all()

    def turn_view_at(self, degrees: float, at: QPointF) -> None:
        """Turns the view around a place, clockwise."""
        place = at * self.ratio
        self._viewport.turn(degrees, place.x(), place.y())
        self._show_all()

    def flip_view(self) -> None:
        """Mirrors the view, which shows faults in a drawing that one has got used to."""
        self._viewport.flip(*self._middle())
        self._show_all()

    def stand_upright(self) -> None:
        """Takes rotation and flip back."""
        self._viewport.stand_upright()
        self._show_all()

    @property
    def view_place(self) -> ViewPlace:
        """How the picture lies in the view, to come back to it."""
        x, y = self._viewport.to_picture(*self._middle())
        port = self._viewport
        return ViewPlace(
            zoom=port.zoom, x=x, y=y, rotation=port.rotation, is_flipped=port.is_flipped
        )

    def set_view_place(self, place: ViewPlace) -> None:
        """Lays the picture as it lay."""
        self._viewport.lie(
            place.zoom, place.x, place.y, rotation=place.rotation, is_flipped=place.is_flipped
        )
        self._show_all()

    def _middle(self) -> tuple[float, float]:
        return self._viewport.view.width / 2, self._viewport.view.height / 2

    def _pointed(self) -> QPointF:
        place = self.mapFromGlobal(QPointF(QCursor.pos()))
        inside = QRectF(self.rect()).contains(place) and self.underMouse()
        return place if inside else QPointF(self.width() / 2, self.height() / 2)
