"""What it will cost, before it is sent: the total always, the parts on demand."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from desktop.domain.cost import Estimate, TokenRange
from desktop.ui.controls.elided_label import ElidedLabel
from desktop.ui.controls.key_value import KeyValue
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.icons import Icons
from desktop.ui.prompt.estimate_words import (
    parts,
    short_tokens_text,
    tokens_text,
    total_text,
)

_TALLEST = 190
_NOT_YET = "No estimate yet"


class EstimateView(QWidget):
    """Total and tokens on one line; below it, when opened, the parts and what is uncertain."""

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._total = ElidedLabel(_NOT_YET, self)
        self._tokens = ElidedLabel(parent=self)
        self._arrow = QToolButton(self)
        self._parts = KeyValue(self, with_figures=True)
        self._caveats = Paragraph(parent=self, role="soft")
        self._inside = QWidget()
        self._detail = QScrollArea(self)
        self._estimate: Estimate | None = None
        self.setObjectName("estimate")
        self._lay_out()
        self._arrow.clicked.connect(self._toggle)
        self.show_estimate(None)

    @property
    def total(self) -> str:
        return self._total.text()

    @property
    def tokens(self) -> str:
        return self._tokens.text()

    @property
    def is_expanded(self) -> bool:
        return not self._detail.isHidden()

    def show_estimate(self, estimate: Estimate | None) -> None:
        """Shows `estimate`; None while there is nothing to price."""
        self._estimate = estimate
        self._arrow.setVisible(estimate is not None)
        if estimate is None:
            self._show_head(_NOT_YET, None)
            self.set_expanded(is_expanded=False)
            return
        has_output = estimate.output_tokens.high > 0
        tokens = estimate.total_tokens if has_output else None
        self._show_head(total_text(estimate), tokens)
        self._fill_detail()

    def set_expanded(self, *, is_expanded: bool) -> None:
        self._detail.setVisible(is_expanded)
        self._arrow.setIcon(self._icons.icon("chevron-down" if is_expanded else "chevron-up"))
        hint = "Hide the parts of the price" if is_expanded else "Show the parts of the price"
        self._arrow.setToolTip(hint)
        self._arrow.setAccessibleName(hint)
        self._fill_detail()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and not self._arrow.isHidden():
            self._toggle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_detail()

    def _show_head(self, total: str, tokens: TokenRange | None) -> None:
        self._total.set_text(total)
        self._tokens.set_text(short_tokens_text(tokens) if tokens else "")
        exactly = tokens_text(tokens) if tokens else ""
        self.setToolTip(exactly)
        said = ", ".join(part for part in (total, exactly) if part)
        self.setAccessibleName(f"Estimate: {said}")

    def _lay_out(self) -> None:
        set_role(self._total, "title")
        set_role(self._tokens, "soft")
        self._tokens.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._arrow.setIconSize(QSize(14, 14))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._total, 3)
        head.addWidget(self._tokens, 2)
        head.addWidget(self._arrow)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._detail)
        column.addLayout(head)
        self._lay_out_detail()

    def _lay_out_detail(self) -> None:
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(8)
        column.addWidget(self._parts)
        column.addWidget(self._caveats)
        self._detail.setWidget(self._inside)
        self._detail.setWidgetResizable(True)
        self._detail.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._detail.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _toggle(self) -> None:
        self.set_expanded(is_expanded=not self.is_expanded)

    def _fill_detail(self) -> None:
        """Folded away it costs nothing, so that a key in the prompt stays cheap."""
        if self._estimate is None or not self.is_expanded:
            return
        self._parts.show_facts(parts(self._estimate))
        self._caveats.set_text(" ".join(self._estimate.caveats))
        self._caveats.setVisible(bool(self._estimate.caveats))
        self._fit_detail()

    def _fit_detail(self) -> None:
        """As tall as the parts at this width, up to a limit from which they scroll."""
        layout = self._inside.layout()
        assert layout is not None
        layout.invalidate()
        wanted = layout.totalHeightForWidth(self.width())
        if wanted < 0:
            wanted = layout.totalSizeHint().height()
        self._detail.setFixedHeight(min(_TALLEST, wanted))
