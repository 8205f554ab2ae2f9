"""How pictures are taken out: format, size, colours and what is told beside them, under a name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.domain.size import Size

USUAL_QUALITY = 92
"""What is taken for JPEG and lossy WebP when nobody chose."""

USUAL_TEMPLATE = "{prompt}-{id}-{result}"

MOST_DPI = 9_600
LONGEST_SIDE = 30_000
"""Pixels along a side to which a picture is made larger or smaller."""


class ExportFormat(StrEnum):
    """What can be written; the values are the words of the command line."""

    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    TIFF = "tiff"
    PSD = "psd"
    ORA = "ora"
    ORIGINAL = "original"
    """The file as the service sent it, byte for byte."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """What a file of this format may end in; the first is given to new ones."""
        several = {"jpeg": (".jpg", ".jpeg"), "tiff": (".tif", ".tiff"), "original": ()}
        return several.get(self.value, (f".{self.value}",))

    @property
    def shown(self) -> str:
        """As people write it: `WebP`."""
        return _SHOWN.get(self.value, self.value.upper())

    @property
    def has_quality(self) -> bool:
        return self in {ExportFormat.JPEG, ExportFormat.WEBP}

    @property
    def has_alpha(self) -> bool:
        return self is not ExportFormat.JPEG

    @property
    def is_layered(self) -> bool:
        return self in {ExportFormat.PSD, ExportFormat.ORA}

    @property
    def is_flat(self) -> bool:
        """One picture whose size, colours and metadata can be chosen."""
        return not self.is_layered and self is not ExportFormat.ORIGINAL


_SHOWN = {"webp": "WebP", "ora": "OpenRaster", "psd": "Photoshop", "original": "As it came"}


class ExportColours(StrEnum):
    """Which colour profile the file has."""

    KEEP = "keep"
    """The picture's own."""
    SRGB = "srgb"
    """This and the others: converted, with their profile in the file."""
    DISPLAY_P3 = "display-p3"
    ADOBE_RGB = "adobe-rgb"

    @property
    def shown(self) -> str:
        """As people write it: `Adobe RGB`."""
        return _COLOURS_SHOWN[self.value]

    @property
    def profile_name(self) -> str:
        """What the profile in the file calls itself; Adobe's own name is for Adobe's profile."""
        is_adobe = self is ExportColours.ADOBE_RGB
        return "Compatible with Adobe RGB (1998)" if is_adobe else self.shown


_COLOURS_SHOWN = {
    "keep": "the picture's own",
    "srgb": "sRGB",
    "display-p3": "Display P3",
    "adobe-rgb": "Adobe RGB",
}


class ExportMetadata(StrEnum):
    """What the file tells besides its pixels; profile and resolution say what these mean, and stay.

    The values are the words of the command line.
    """

    RECIPE = "recipe"
    """What the picture tells of itself, that it was made with AI, and the recipe."""
    PICTURE = "picture"
    """The same without the recipe."""
    NONE = "none"
    """Nothing at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPreset:
    """A way of exporting under a name.

    `quality` from 1 to 100, where the format has one; WebP of quality 100 is lossless. `bounds`
    is what the picture is made to fit into (never enlarged for it), with `cuts` what it is made to
    fill exactly, cut on two sides; None leaves its size alone. `dpi` replaces the picture's own.
    """

    name: str = ""
    format: ExportFormat = ExportFormat.PNG
    quality: int = USUAL_QUALITY
    bounds: Size | None = None
    cuts: bool = False
    colours: ExportColours = ExportColours.KEEP
    dpi: int | None = None
    metadata: ExportMetadata = ExportMetadata.PICTURE
    template: str = USUAL_TEMPLATE

    def __post_init__(self) -> None:
        if not 1 <= self.quality <= 100:
            raise ValueError(f"Quality goes from 1 to 100, not {self.quality}.")
        if self.dpi is not None and not 1 <= self.dpi <= MOST_DPI:
            raise ValueError(f"A resolution lies between 1 and {MOST_DPI} dpi, not {self.dpi}.")
        if self.bounds is not None and self.bounds.longest > LONGEST_SIDE:
            raise ValueError(f"A side is at most {LONGEST_SIDE} pixels long.")

    @property
    def is_lossless(self) -> bool:
        """Whether every pixel that is written can be read back as it was."""
        if self.format is ExportFormat.WEBP:
            return self.quality == 100
        return self.format is not ExportFormat.JPEG

    def says_the_same(self, other: ExportPreset) -> bool:
        """All but the name is equal."""
        return replace(self, name="") == replace(other, name="")


BUILT_IN = (
    ExportPreset(name="Full quality (PNG)"),
    ExportPreset(
        name="Web (WebP, 2048 px)",
        format=ExportFormat.WEBP,
        quality=82,
        bounds=Size(2048, 2048),
        colours=ExportColours.SRGB,
    ),
    ExportPreset(
        name="Web (JPEG, 2048 px)",
        format=ExportFormat.JPEG,
        quality=85,
        bounds=Size(2048, 2048),
        colours=ExportColours.SRGB,
    ),
    ExportPreset(
        name="Wide colour (JPEG, Display P3)",
        format=ExportFormat.JPEG,
        quality=95,
        colours=ExportColours.DISPLAY_P3,
    ),
    ExportPreset(name="Print (TIFF, 300 dpi)", format=ExportFormat.TIFF, dpi=300),
    ExportPreset(name="Print (JPEG, 300 dpi)", format=ExportFormat.JPEG, quality=95, dpi=300),
    ExportPreset(
        name="Square post (1080×1080)",
        format=ExportFormat.JPEG,
        quality=90,
        bounds=Size(1080, 1080),
        cuts=True,
        colours=ExportColours.SRGB,
    ),
    ExportPreset(
        name="Portrait post (1080×1350)",
        format=ExportFormat.JPEG,
        quality=90,
        bounds=Size(1080, 1350),
        cuts=True,
        colours=ExportColours.SRGB,
    ),
    ExportPreset(
        name="Story (1080×1920)",
        format=ExportFormat.JPEG,
        quality=90,
        bounds=Size(1080, 1920),
        cuts=True,
        colours=ExportColours.SRGB,
    ),
    ExportPreset(
        name="Link preview (1200×630)",
        format=ExportFormat.JPEG,
        quality=90,
        bounds=Size(1200, 630),
        cuts=True,
        colours=ExportColours.SRGB,
    ),
    ExportPreset(name="Layers (Photoshop)", format=ExportFormat.PSD),
    ExportPreset(name="Layers (OpenRaster)", format=ExportFormat.ORA),
    ExportPreset(name="As it came", format=ExportFormat.ORIGINAL),
)
"""The presets that everybody has, by purpose; the sizes of posts are those that networks ask for
in 2026."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSettings:
    """The designer's own presets, and what was chosen last."""

    presets: tuple[ExportPreset, ...] = ()
    last: ExportPreset = ExportPreset()

    @property
    def all(self) -> tuple[ExportPreset, ...]:
        return (*BUILT_IN, *self.presets)

    def named(self, name: str) -> ExportPreset | None:
        """The preset of that name, whatever its case; the designer's own first."""
        wanted = name.strip().casefold()
        own_first = (*self.presets, *BUILT_IN)
        return next((one for one in own_first if one.name.casefold() == wanted), None)

    def with_preset(self, preset: ExportPreset) -> ExportSettings:
        """With one preset more, in place of the designer's own of the same name."""
        others = self.without(preset.name).presets
        return replace(self, presets=(*others, preset))

    def without(self, name: str) -> ExportSettings:
        wanted = name.strip().casefold()
        kept = tuple(one for one in self.presets if one.name.casefold() != wanted)
        return replace(self, presets=kept)
