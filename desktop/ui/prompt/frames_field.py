"""How many frames an animation has, and how long each of them stands."""

from __future__ import annotations

from desktop.domain.draft import Draft
from desktop.domain.image_models import USUAL_FRAMES, ImageModel
from desktop.domain.recipe import ANIMATED, FRAMES
from desktop.ui.controls.number_edit import NumberEdit
from desktop.ui.controls.number_range import NumberRange
from desktop.ui.controls.setting_row import SettingRow
from desktop.ui.prompt.draft_change import changed

_USUAL_MS = 200
_COUNT = NumberRange(minimum=FRAMES[0], maximum=FRAMES[-1], default=USUAL_FRAMES)
_TIME = NumberRange(minimum=20, maximum=10_000, default=_USUAL_MS, step=10, unit="ms")
_COUNT_HINT = "More frames make each of them smaller, and cost more"
_TIME_HINT = "How long a frame stands; the service rounds it to 10 milliseconds"


class FrameCountField(SettingRow):
    """Hidden unless an animation is asked for."""

    def __init__(self) -> None:
        super().__init__("Frames")
        self.edit = NumberEdit(_COUNT, "Frames", self)
        self.edit.set_hint(_COUNT_HINT)
        self.put(self.edit)
        self.edit.value_changed.connect(self._say)

    def show_frames(self, draft: Draft, model: ImageModel) -> None:
        self.setVisible(draft.output_format == ANIMATED and ANIMATED in model.formats)
        self.edit.set_value(draft.frame_count or USUAL_FRAMES)

    def _say(self, count: float) -> None:
        """What the service does by itself is left unsent."""
        self.edited.emit(changed(frame_count=None if count == USUAL_FRAMES else int(count)))


class FrameTimeField(SettingRow):
    """Hidden unless an animation is asked for."""

    def __init__(self) -> None:
        super().__init__("Each frame")
        self.edit = NumberEdit(_TIME, "Milliseconds for each frame", self)
        self.edit.set_hint(_TIME_HINT)
        self.put(self.edit)
        self.edit.value_changed.connect(self._say)

    def show_frames(self, draft: Draft, model: ImageModel) -> None:
        self.setVisible(draft.output_format == ANIMATED and ANIMATED in model.formats)
        self.edit.set_value(draft.frame_ms or _USUAL_MS)

    def _say(self, milliseconds: float) -> None:
        self.edited.emit(changed(frame_ms=None if milliseconds == _USUAL_MS else int(milliseconds)))
