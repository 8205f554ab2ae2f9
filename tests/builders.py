"""Pictures, masks, drafts, orders and services in one call, for tests of whole roads."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from desktop.api.image_client import ImageClient
from desktop.api.openai_client import OpenAIClient
from desktop.domain.draft import Draft
from desktop.domain.edit import Edit
from desktop.domain.identity import EditId, hash_of, new_edit_id
from desktop.domain.image_models import ModelTable
from desktop.domain.job_events import JobEvent
from desktop.domain.problems import Problem, ProblemError
from desktop.domain.profile import Profile
from desktop.domain.recipe import InputFile
from desktop.domain.reference import Reference
from desktop.domain.size import Box, Size
from desktop.jobs.edit_order import Capture, EditOrder
from desktop.jobs.pace import Paces
from desktop.jobs.run_edit import run_edit
from desktop.jobs.services import Clients, Services
from desktop.jobs.take_order import take_order
from desktop.storage.api_key import Keychain
from desktop.storage.library import Library
from desktop.storage.model_table import load_models
from tests.conftest import RESOURCES

Bytes = NDArray[np.uint8]
_T = TypeVar("_T")

LEGAL = Size(1024, 640)
"""The smallest usual size that goes to the service unscaled."""

SMALL = Draft(
    prompt="a red kite over the sea", quality="low", size=LEGAL, previews=0, output_format="jpeg"
)
"""A generation that costs the stand-in little time."""

PRICE = Decimal("0.01")
"""What an order costs at most, unless a test says otherwise."""


# --- pictures ------------------------------------------------------------------------------------


def photo(size: Size = LEGAL, seed: int = 1) -> Bytes:
    """Something like a photograph: soft colours with a little noise, (h, w, 3)."""
    chance = np.random.default_rng(seed)
    across = np.linspace(0, 3 + seed, size.width)[None, :, None]
    down = np.linspace(0, 2 + seed, size.height)[:, None, None]
    tint = np.array([0.0, 1.1, 2.3])
    soft = 128 + 70 * np.sin(across + tint) + 40 * np.cos(2 * down + tint)
    noisy: Bytes = (soft + chance.integers(-9, 10, soft.shape)).clip(0, 255).astype(np.uint8)
    return noisy


def png(pixels: Bytes, **options: Any) -> bytes:
    """A PNG by Pillow, packed quickly; (h, w) is grey, with 4 channels it has alpha."""
    return _file(pixels, "PNG", **{"compress_level": 1} | options)


def jpeg(pixels: Bytes, **options: Any) -> bytes:
    return _file(pixels, "JPEG", **options)


def _file(pixels: Bytes, kind: str, **options: Any) -> bytes:
    from PIL import Image

    store = io.BytesIO()
    Image.fromarray(pixels).save(store, kind, **options)
    return store.getvalue()


def opened(data: bytes) -> Bytes:
    """The pixels by Pillow, (h, w, 3)."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


def opened_by_cv2(data: bytes) -> Bytes:
    """The pixels by OpenCV, (h, w, 3) in RGB."""
    import cv2

    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    return np.ascontiguousarray(found[..., ::-1]).astype(np.uint8)


# --- masks ---------------------------------------------------------------------------------------

HOLE = Box(400, 220, 160, 120)
"""Where the usual mask is marked."""


def marked(size: Size = LEGAL, box: Box = HOLE) -> Bytes:
    """A mask (h, w), 255 inside `box`."""
    mask = np.zeros((size.height, size.width), np.uint8)
    mask[box.slices] = 255
    return mask


def white_mask(mask: Bytes) -> bytes:
    """A mask file without alpha: white means change."""
    return png(mask)


def clear_mask(mask: Bytes) -> bytes:
    """A mask file with alpha: transparent means change."""
    return png(np.dstack([np.full((*mask.shape, 3), 90, np.uint8), 255 - mask]))


# --- services ------------------------------------------------------------------------------------


def model_table() -> ModelTable:
    return load_models(RESOURCES / "models.json")


@dataclass
class Naps:
    """Takes the place of `asyncio.sleep`: says how long it should have been, and does not wait."""

    taken: list[float] = field(default_factory=list)
    on_nap: Callable[[], None] = lambda: None

    def clock(self) -> float:
        """A clock for which the naps have really passed."""
        return time.monotonic() + sum(self.taken)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        self.on_nap()
        await asyncio.sleep(0)


@dataclass
class Done:
    """How an edit went: its events in order, and the edit or what went wrong."""

    events: list[JobEvent]
    edit: Edit | None = None
    problem: Problem | None = None

    @property
    def names(self) -> list[str]:
        return [type(event).__name__ for event in self.events]


@dataclass
class Studio:
    """A library and the way to a service, as a job is given them."""

    library: Library
    make_client: Callable[[str], ImageClient]
    naps: Naps = field(default_factory=Naps)

    def __post_init__(self) -> None:
        self.services = Services(
            library=self.library,
            models=model_table(),
            clients=Clients(self.make_client),
            sleep=self.naps,
            paces=Paces(self.naps.clock),
        )

    def picture(self, pixels: Bytes | None = None, name: str = "photo.png") -> InputFile:
        """A picture in the library."""
        return self.file(png(photo() if pixels is None else pixels), name)

    def file(self, data: bytes, name: str) -> InputFile:
        height, width = opened(data).shape[:2]
        content = self.library.pictures.put(data, Path(name).suffix)
        assert content == hash_of(data)
        return InputFile(content=content, name=name, size=Size(width, height))

    def order(
        self,
        draft: Draft = SMALL,
        *,
        picture: InputFile | None = None,
        mask: Bytes | None = None,
        references: tuple[InputFile, ...] = (),
        **choices: Any,
    ) -> EditOrder:
        """What Generate would hand to the queue; `choices` are the draft's own."""
        listed = tuple(Reference(file=file) for file in references)
        size = picture.size if picture else None
        chosen = replace(
            draft, references=listed, picture=size, has_mask=mask is not None, **choices
        )
        capture = Capture(draft=chosen, picture=picture, mask=mask)
        return take_order(new_edit_id(), capture, self.library.pictures, highest_usd=PRICE)

    def edit_order(self, **choices: Any) -> EditOrder:
        """A masked edit of a photograph that goes out unscaled."""
        usual: dict[str, Any] = {"picture": self.picture(), "mask": marked(), "size": None}
        wanted = usual | choices
        return self.order(**wanted)

    def loop(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Runs `work` on a loop of its own and ends all connections."""

        async def main() -> _T:
            try:
                return await work
            finally:
                await self.services.clients.close()

        return asyncio.run(main())

    def run(self, order: EditOrder) -> Done:
        """The whole edit."""
        done = Done(events=[])

        async def main() -> None:
            try:
                done.edit = await run_edit(order, self.services, done.events.append)
            except ProblemError as error:
                done.problem = error.problem

        self.loop(main())
        return done

    def states(self) -> dict[EditId, str]:
        """What the journal holds, as the next start would find it."""
        return {one.edit: one.state.value for one in self.library.journal.unsettled()}

    def bytes_of(self, file: Any) -> bytes:
        """The bytes of an InputFile or StoredPicture."""
        return self.library.pictures.read(file.content)


class Ring:
    """A keychain's backend that keeps passwords in a dictionary and claims to be KWallet."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.trouble: Exception | None = None

    def get_password(self, service: str, username: str, /) -> str | None:
        self._fail()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str, /) -> None:
        self._fail()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str, /) -> None:
        self._fail()
        del self.kept[service, username]

    def _fail(self) -> None:
        if self.trouble is not None:
            raise self.trouble


Ring.__module__ = "keyring.backends.kwallet"


def keychain_with(*rings: Ring) -> Callable[[], Keychain]:
    """Takes the place of the class `Keychain`; without rings there is no keychain at all."""
    return lambda: Keychain(lambda: rings)


def studio_for(library: Library, url: str, key: str) -> Studio:
    """Services that ask the service at `url` with `key`."""
    profile = Profile(base_url=url)
    return Studio(library, lambda _profile: OpenAIClient(profile, key))
