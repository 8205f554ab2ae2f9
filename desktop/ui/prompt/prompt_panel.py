"""The panel to ask with: the prompt, what it is guided by, how it is made, what it costs."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from desktop.domain.cost import Estimate
from desktop.domain.draft import Draft
from desktop.domain.image_models import ImageModel
from desktop.domain.problems import Problem
from desktop.domain.recipe import PROMPT_LIMIT, RegionMode
from desktop.domain.region_offer import RegionOffer
from desktop.domain.size import Size
from desktop.ui.controls.message_bar import MessageBar
from desktop.ui.controls.paragraph import Paragraph
from desktop.ui.controls.tall_column import TallColumn
from desktop.ui.icons import Icons
from desktop.ui.prompt.blend_settings import BlendSettings
from desktop.ui.prompt.draft_change import DraftChange, changed
from desktop.ui.prompt.generate_bar import GenerateBar
from desktop.ui.prompt.prompt_counter import PromptCounter
from desktop.ui.prompt.prompt_field import PromptField
from desktop.ui.prompt.region_choice import RegionChoice
from desktop.ui.prompt.request_settings import RequestSettings
from desktop.ui.prompt.thinking_settings import ThinkingSettings
from desktop.ui.prompt.thread_view import ThreadView
from desktop.ui.prompt.welcome_card import WelcomeCard

_Shown = tuple[Draft, ImageModel, tuple[ImageModel, ...], Size | None]


class PromptPanel(QWidget):
    """Shows a draft, and says what the designer changed in it.

    Signals: `draft_edited` with a DraftChange; `generate_requested` and
    `generate_first_requested` only when nothing stands in the way; `upload_wanted` to see what
    would be sent; `key_wanted`, `demo_wanted`, `welcome_closed`; `pictures_pasted` with the
    QMimeData of pictures pasted into the prompt; `note_entered(int)` when the cursor comes into the
    line of a note, 0 when it leaves it; `prompt_left` when the prompt lost the focus. The `turns`
    above the prompt say what is done with those of a conversation.
    Nothing is signalled for what the program shows.
    """

    draft_edited = Signal(object)
    apart_switched = Signal(bool)
    generate_requested = Signal()
    generate_first_requested = Signal()
    upload_wanted = Signal()
    key_wanted = Signal()
    demo_wanted = Signal()
    welcome_closed = Signal()
    pictures_pasted = Signal(object)
    note_entered = Signal(int)
    prompt_left = Signal()

    def __init__(self, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: _Shown | None = None
        self._can_generate = False
        self._welcome = WelcomeCard(icons, self)
        self._prompt = PromptField(self)
        self._counter = PromptCounter(self)
        self._added = Paragraph("", self, role="soft")
        self._notes = MessageBar(icons, self)
        self.turns = ThreadView(icons, self)
        self._settings = RequestSettings(icons, self)
        self._thinking = ThinkingSettings(icons, self)
        self._region = RegionChoice(icons, self)
        self._blend = BlendSettings(icons, self)
        self._bar = GenerateBar(icons)
        self._tray = QVBoxLayout()
        self._scroll = QScrollArea(self)
        self._lay_out()
        self._connect()

    def set_tray(self, widget: QWidget) -> None:
        """Puts the tray of references between prompt and settings, for Tab as well."""
        self._tray.addWidget(widget)
        before: QWidget = self._prompt
        for child in (widget, *widget.findChildren(QWidget)):
            if child.focusPolicy() is not Qt.FocusPolicy.NoFocus:
                QWidget.setTabOrder(before, child)
                before = child

    def show_draft(
        self,
        draft: Draft,
        model: ImageModel,
        models: tuple[ImageModel, ...],
        *,
        automatic: Size | None = None,
    ) -> None:
        """Shows `draft`, with `model` as its row of the table and `models` as the list.

        `automatic` is the size that auto comes to, where the caller knows it. Cheap when only the
        prompt has changed, so it may be called for every key.
        """
        self._show_prompt(draft)
        shown = (replace(draft, prompt=""), model, models, automatic)
        if shown == self._shown:
            return
        self._shown = shown
        self._settings.show_draft(draft, model, models, automatic)
        self._thinking.show_draft(draft, model)
        self._blend.show_draft(draft)

    def show_regions(
        self, offers: tuple[RegionOffer, ...], chosen: RegionMode, *, with_overview: bool = False
    ) -> None:
        """What can be sent of the picture, and which of it is chosen; nothing without a mask."""
        self._region.show_offers(offers, chosen, with_overview=with_overview)

    def show_places(self, places: tuple[RegionOffer, ...], price: str, *, is_apart: bool) -> None:
        """Several marked places that could have a request each, and what that costs in all."""
        self._region.show_places(places, price, is_apart=is_apart)

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Generate can be pressed when there are none, and says why when it cannot."""
        self._can_generate = not problems
        self._bar.show_problems(problems)

    def show_estimate(self, estimate: Estimate | None) -> None:
        self._bar.estimate.show_estimate(estimate)

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """What Stet changed by itself, until it is closed; nothing hides it."""
        if notes:
            self._notes.show_message("\n".join(notes))
        else:
            self._notes.clear()

    def show_added(self, words: str) -> None:
        """What the prompt says besides when it is sent; nothing is said of nothing."""
        if words != self._added.text():
            self._added.set_text(words)
            self._added.setVisible(bool(words))

    def show_demo(self, *, is_on: bool) -> None:
        """Whether the demo engine answers."""
        self._bar.show_demo(is_on=is_on)

    def show_welcome(self, *, is_on: bool) -> None:
        """The card for those who have no key yet."""
        self._welcome.setVisible(is_on)

    def set_recent_prompts(self, prompts: tuple[str, ...]) -> None:
        """Earlier prompts for Alt+Up, the latest first."""
        self._prompt.set_recent(prompts)

    def focus_prompt(self) -> None:
        self._prompt.setFocus()

    def focus_note(self, number: int) -> None:
        """The cursor goes to the end of the line that belongs to a note."""
        self._prompt.focus_line_of(number)

    def sizeHint(self) -> QSize:
        return QSize(320, 720)

    def minimumSizeHint(self) -> QSize:
        return QSize(280, 320)

    def _show_prompt(self, draft: Draft) -> None:
        self._prompt.show_prompt(draft.prompt)
        self._count(draft.prompt)
        wanted = _placeholder(draft)
        if wanted != self._prompt.placeholderText():
            self._prompt.setPlaceholderText(wanted)

    def _count(self, prompt: str) -> None:
        self._counter.show_count(len(prompt))
        self._prompt.show_wrong(is_wrong=len(prompt) > PROMPT_LIMIT)

    def _lay_out(self) -> None:
        inside = TallColumn()
        column = inside.column
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addWidget(self._welcome)
        column.addWidget(self.turns)
        column.addLayout(self._asking())
        column.addLayout(self._tray)
        for part in (self._notes, self._settings, self._thinking, self._region, self._blend):
            column.addWidget(part)
        column.addStretch(1)
        self._welcome.hide()
        self._lay_out_scroll(inside)

    def _asking(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(self._prompt)
        column.addWidget(self._counter)
        column.addWidget(self._added)
        self._added.hide()
        return column

    def _lay_out_scroll(self, inside: QWidget) -> None:
        self._scroll.setWidget(inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._bar)

    def _connect(self) -> None:
        self._prompt.prompt_edited.connect(self._say_prompt)
        self._prompt.generate_pressed.connect(self._ask)
        self._prompt.generate_first_pressed.connect(self._ask_first)
        self._prompt.pictures_pasted.connect(self.pictures_pasted)
        self._prompt.note_entered.connect(self.note_entered)
        self._prompt.left.connect(self.prompt_left)
        self._settings.edited.connect(self._say)
        self._thinking.edited.connect(self._say)
        self._region.edited.connect(self._say)
        self._region.apart_switched.connect(self.apart_switched)
        self._blend.edited.connect(self._say)
        self._bar.generate_requested.connect(self._ask)
        self._bar.upload_wanted.connect(self.upload_wanted)
        self._bar.key_wanted.connect(self.key_wanted)
        self._welcome.key_wanted.connect(self.key_wanted)
        self._welcome.demo_wanted.connect(self.demo_wanted)
        self._welcome.closed.connect(self.welcome_closed)

    def _say_prompt(self, prompt: str) -> None:
        self._count(prompt)
        self.draft_edited.emit(changed(prompt=prompt))

    def _say(self, change: DraftChange) -> None:
        """What is shown next may be the old draft again, and must then be shown anew."""
        self._shown = None
        self.draft_edited.emit(change)

    def _ask(self) -> None:
        if self._can_generate:
            self.generate_requested.emit()

    def _ask_first(self) -> None:
        if self._can_generate:
            self.generate_first_requested.emit()


def _placeholder(draft: Draft) -> str:
    if draft.conversation is not None and draft.conversation.previous is not None:
        return "Say what to change further"
    if draft.picture is None:
        return "Describe the picture you want"
    if draft.has_mask:
        return "Say what the marked part should become"
    return "Say what to change"
