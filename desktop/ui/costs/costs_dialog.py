"""What was spent, by what, and how far estimates were off; budgets and limits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.budget import Scope, SpendingSettings
from desktop.domain.ledger import EstimateError, Total
from desktop.domain.profile import Profile
from desktop.domain.rate_limits import TIERS
from desktop.jobs.spending_summary import SpendingSummary
from desktop.ui.controls.choice_box import ChoiceBox
from desktop.ui.controls.money import dollars
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.roles import set_role
from desktop.ui.costs.amount_field import AmountField
from desktop.ui.costs.totals_table import TotalsTable, told
from desktop.ui.dialogs.dialog_frame import DialogFrame
from desktop.ui.icons import Icons

_BUDGETS = {
    Scope.RUN: "This session",
    Scope.DAY: "Each day",
    Scope.MONTH: "Each month",
    Scope.PROJECT: "This project",
}


class CostsDialog(DialogFrame):
    """Signals: `spending_edited(SpendingSettings)`; `export_requested()`."""

    spending_edited = Signal(object)
    export_requested = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__("Costs", parent)
        self._icons = icons
        self._spending = SpendingSettings()
        self._profile = Profile()
        self._make_figures()
        self._make_settings()
        self._lay_out()
        self._connect()

    def sizeHint(self) -> QSize:
        return QSize(680, 560)

    def show_summary(self, summary: SpendingSummary) -> None:
        """What the ledger says now."""
        self._show_figure("today", summary.today)
        self._show_figure("month", summary.month)
        self._models.show_totals(summary.models)
        self._profiles.show_totals(summary.profiles)
        self._projects.show_totals(summary.projects)
        self._error.set_text(error_words(summary.error))
        for scope, label in self._so_far.items():
            label.setText(f"{dollars(summary.spent.of(scope))} so far")

    def show_spending(self, spending: SpendingSettings, profile: Profile) -> None:
        """Budgets, project and the limits of the profile in use."""
        self._spending, self._profile = spending, profile
        for scope, field in self._amounts.items():
            field.set_amount(spending.budgets.limit(scope, spending.project))
        if not self._project.hasFocus():
            self._project.setText(spending.project)
        self._amounts[Scope.PROJECT].setEnabled(bool(spending.project))
        hint = "" if spending.project else "Name a project first"
        self._amounts[Scope.PROJECT].setPlaceholderText(hint or "No budget")
        self._tier.setCurrentIndex(spending.limits_of(profile.id).tier)
        self._tier_label.setText(f"Usage tier at {profile.name}")

    # building

    def _make_figures(self) -> None:
        self._figures = {name: QLabel("…", self) for name in ("today", "month")}
        self._notes = {name: QLabel("", self) for name in self._figures}
        self._models = TotalsTable("By model, this month", parent=self)
        self._profiles = TotalsTable("By profile", parent=self)
        self._projects = TotalsTable("By project", "No project", self)
        self._error = Paragraph("", self, role="soft")

    def _make_settings(self) -> None:
        self._amounts = {
            scope: AmountField(f"Budget: {name.lower()}", self) for scope, name in _BUDGETS.items()
        }
        self._so_far = {scope: QLabel("", self) for scope in _BUDGETS}
        self._project = QLineEdit(self)
        self._project.setAccessibleName("Project")
        self._project.setPlaceholderText("None")
        self._project.setToolTip("New edits are counted to it, such as the name of a client's job")
        self._tier = ChoiceBox("Usage tier", self)
        self._tier.setToolTip("Holds jobs back before the service refuses them for their number")
        self._tier.addItem("As the service tells")
        for number, limits in TIERS.items():
            self._tier.addItem(f"Tier {number}: {limits.images} pictures a minute")
        self._tier_label = QLabel("Usage tier", self)
        self._export = QPushButton(self._icons.icon("download"), "Export as CSV…", self)
        self._export.setToolTip("Writes every request with its estimate and its cost to a table")

    def _lay_out(self) -> None:
        heads = QGridLayout()
        heads.setHorizontalSpacing(12)
        for column, (name, title) in enumerate((("today", "Today"), ("month", "This month"))):
            heads.addWidget(self._card(name, title), 0, column)
            heads.setColumnStretch(column, 1)
        tables = QGridLayout()
        tables.setHorizontalSpacing(24)
        for column, table in enumerate((self._models, self._profiles, self._projects)):
            tables.addWidget(table, 0, column, Qt.AlignmentFlag.AlignTop)
            tables.setColumnStretch(column, 1)
        self._content.addLayout(heads)
        self._content.addLayout(tables)
        self._content.addWidget(self._error)
        line = QFrame(self)
        set_role(line, "line")
        self._content.addWidget(line)
        self._content.addLayout(self._budget_rows())
        self._content.addStretch(1)
        self.add_side_button(self._export)
        self.add_close_button(is_main=True)

    def _card(self, name: str, title: str) -> QFrame:
        card = QFrame(self)
        set_role(card, "card")
        column = QVBoxLayout(card)
        column.setSpacing(2)
        heading = QLabel(title, card)
        set_role(heading, "soft")
        set_role(self._figures[name], "title")
        set_role(self._notes[name], "soft")
        self._notes[name].setWordWrap(True)
        for widget in (heading, self._figures[name], self._notes[name]):
            column.addWidget(widget)
        return card

    def _budget_rows(self) -> QFormLayout:
        rows = QFormLayout()
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(8)
        heading = QLabel("Budgets hold a job back before they are crossed", self)
        set_role(heading, "heading")
        rows.addRow(heading)
        rows.addRow("Project", self._project)
        for scope, name in _BUDGETS.items():
            row = QGridLayout()
            row.setHorizontalSpacing(12)
            set_role(self._so_far[scope], "soft")
            row.addWidget(self._amounts[scope], 0, 0)
            row.addWidget(self._so_far[scope], 0, 1)
            row.setColumnStretch(0, 1)
            row.setColumnStretch(1, 1)
            rows.addRow(f"{name}, US$", row)
        rows.addRow(self._tier_label, self._tier)
        return rows

    def _connect(self) -> None:
        for scope, field in self._amounts.items():
            field.amount_changed.connect(partial(self._say_budget, scope))
        self._project.editingFinished.connect(self._say_project)
        self._tier.activated.connect(self._say_tier)
        self._export.clicked.connect(self.export_requested)

    # showing and saying

    def _show_figure(self, name: str, total: Total) -> None:
        words = dollars(total.billed_usd)
        if total.maybe_usd:
            words += f" + {dollars(total.maybe_usd)} maybe"
        self._figures[name].setText(words)
        self._notes[name].setText(told(total))

    def _say_budget(self, scope: Scope, amount: Decimal | None) -> None:
        project = self._spending.project
        budgets = self._spending.budgets.changed(scope, amount, project)
        self._say(replace(self._spending, budgets=budgets))

    def _say_project(self) -> None:
        name = self._project.text().strip()
        if name != self._spending.project:
            self._say(replace(self._spending, project=name))

    def _say_tier(self, tier: int) -> None:
        limits = replace(self._spending.limits_of(self._profile.id), tier=tier)
        self._say(self._spending.with_limits(limits))

    def _say(self, spending: SpendingSettings) -> None:
        self.show_spending(spending, self._profile)
        self.spending_edited.emit(spending)


def error_words(error: EstimateError) -> str:
    """How far estimates were from costs, in plain numbers."""
    if not error.jobs:
        return "How exact estimates are shows as soon as a request has an estimate and a cost."
    jobs = "the last request" if error.jobs == 1 else f"the last {error.jobs} requests"
    side = "high" if error.mean >= 0 else "low"
    return (
        f"Estimates of {jobs} were usually {error.typical:.1%} off, at worst {error.worst:.1%}; "
        f"on average {abs(error.mean):.1%} too {side}. {error.within} of {error.jobs} costs lay "
        "inside the range."
    )
