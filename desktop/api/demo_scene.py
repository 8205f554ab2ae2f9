"""Paints invented landscapes: what the demo engine gives when a picture is asked for.

A scene follows from prompt, size and index alone, so the same request gives the same picture.
Words in the prompt set the mood; without any, chance (seeded) does. Colours are straight sRGB,
floats from 0 to 1; arrays have the shape (height, width, 3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from desktop.domain.size import Size

Pixels = NDArray[np.float32]
_Colour = tuple[float, float, float]

_WORKING_SIDE = 1600
"""Longest side on which a scene is painted; larger ones are enlarged, their grain is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """Colours from the zenith to the ground as #rrggbb, and what is in the sky.

    `words` call the mood up; `light` is the height of sun or moon (0 horizon, 1 zenith).
    """

    words: tuple[str, ...]
    sky: tuple[str, ...]
    glow: str
    far: str
    near: str
    light: float = 0.25
    stars: bool = False
    water: bool = False
    roughness: float = 1.0


MOODS = (
    Mood(
        words=("dusk", "sunset", "evening", "warm", "autumn", "orange", "red", "fire"),
        sky=("#2b2350", "#7a3f6e", "#e0715c", "#ffc27a"),
        glow="#fff0c2",
        far="#b4637a",
        near="#241a35",
        light=0.2,
    ),
    Mood(
        words=("morning", "dawn", "mist", "fog", "spring", "pink", "soft"),
        sky=("#7fa6c9", "#bcd0dc", "#f3d9cf", "#fbeee0"),
        glow="#fffaf0",
        far="#b8c4d2",
        near="#3d5a5e",
        light=0.3,
        roughness=0.8,
    ),
    Mood(
        words=("night", "moon", "star", "dark", "midnight", "blue", "space"),
        sky=("#070b1e", "#101b3e", "#26406b", "#4f7391"),
        glow="#f2f5e9",
        far="#35547a",
        near="#060b18",
        light=0.62,
        stars=True,
    ),
    Mood(
        words=("sea", "ocean", "lake", "water", "beach", "boat", "river", "island"),
        sky=("#3f83b5", "#86b9d6", "#cfe4e6", "#fdf1d8"),
        glow="#fffbe8",
        far="#7ba3b5",
        near="#1f4a5c",
        light=0.34,
        water=True,
        roughness=0.7,
    ),
    Mood(
        words=("forest", "tree", "green", "garden", "grass", "jungle", "plant", "leaf"),
        sky=("#6f9fa8", "#a9c8bd", "#e4ecc9", "#f8f3d4"),
        glow="#fffde6",
        far="#8db39a",
        near="#16352b",
        light=0.38,
        roughness=1.25,
    ),
    Mood(
        words=("desert", "sand", "dune", "yellow", "gold", "summer", "dry"),
        sky=("#3d7f9b", "#8dbcc0", "#f4dcae", "#fbe8c4"),
        glow="#fff8df",
        far="#e3b27c",
        near="#7a3e22",
        light=0.45,
        roughness=0.45,
    ),
    Mood(
        words=("snow", "winter", "ice", "mountain", "white", "cold", "frost"),
        sky=("#5a7fb0", "#9db9d8", "#dbe5ef", "#f7f3f0"),
        glow="#ffffff",
        far="#c3d2e4",
        near="#44597a",
        light=0.3,
        roughness=1.7,
    ),
)


def scene(prompt: str, size: Size, index: int = 0) -> Pixels:
    """A landscape of that size."""
    import cv2

    chance = chance_for(prompt, size, index)
    work = size.scaled(min(1.0, _WORKING_SIDE / size.longest))
    painted = _paint(mood_for(prompt, chance), work, chance)
    if work != size:
        large = cv2.resize(painted, (size.width, size.height), interpolation=cv2.INTER_CUBIC)
        painted = np.asarray(large, np.float32)
    return np.asarray(np.clip(painted + _grain(size, chance), 0, 1), np.float32)


def chance_for(prompt: str, size: Size, index: int) -> np.random.Generator:
    """The same dice for the same request."""
    seed = hashlib.sha256(f"{prompt}\0{size}\0{index}".encode("utf-8", "replace")).digest()
    return np.random.default_rng(int.from_bytes(seed[:8], "little"))


def mood_for(prompt: str, chance: np.random.Generator) -> Mood:
    said = prompt.lower()
    called = [mood for mood in MOODS if any(word in said for word in mood.words)]
    choices = called or list(MOODS)
    return choices[int(chance.integers(len(choices)))]


def _paint(mood: Mood, size: Size, chance: np.random.Generator) -> Pixels:
    """From back to front: sky, light, clouds, ridges, and water where the mood has it."""
    horizon = float(chance.uniform(0.56, 0.66))
    picture = _sky(mood, size, horizon)
    light = (float(chance.uniform(0.22, 0.78)), horizon * (1 - mood.light) - 0.02)
    picture = _add_clouds(picture, mood, chance)
    if mood.stars:
        picture = _add_stars(picture, horizon, chance)
    picture = _add_light(picture, mood, light)
    picture = _add_ridges(picture, mood, horizon, chance)
    if mood.water:
        picture = _add_water(picture, horizon + 0.1, mood, chance)
    return _with_vignette(picture)


def _sky(mood: Mood, size: Size, horizon: float) -> Pixels:
    down = np.linspace(0, 1, size.height, dtype=np.float32) / horizon
    column = ramp(np.clip(down, 0, 1), mood.sky)
    return np.repeat(column[:, None, :], size.width, axis=1)


def ramp(at: NDArray[np.float32], stops: Sequence[str]) -> Pixels:
    """Colours along evenly spaced stops, eased so that no band shows."""
    colours = np.array([rgb(stop) for stop in stops], np.float32)
    places = np.linspace(0, 1, len(stops))
    channels = [np.interp(at, places, colours[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)


def _add_light(picture: Pixels, mood: Mood, place: tuple[float, float]) -> Pixels:
    """Sun or moon: a disc with a soft edge inside a wide glow."""
    height, width = picture.shape[:2]
    unit = min(width, height)
    down, across = _grid(height, width)
    away = np.hypot(across - place[0] * width, down - place[1] * height) / unit
    disc = _step(0.052, 0.047, away)
    glow = 0.55 * np.exp(-away / 0.11) + 0.28 * np.exp(-away / 0.42)
    strength = np.clip(np.maximum(disc, glow), 0, 1)[..., None]
    return _mixed(picture, rgb(mood.glow), strength)


def _add_clouds(picture: Pixels, mood: Mood, chance: np.random.Generator) -> Pixels:
    """Long, thin veils that catch the light."""
    height, width = picture.shape[:2]
    veil = _noise(height, width, (3, 9), chance) - 0.5 * _noise(height, width, (2, 3), chance)
    fade = np.linspace(1.0, 0.15, height, dtype=np.float32)[:, None]
    strength = _step(0.28, 0.75, veil) * fade * (0.16 if mood.stars else 0.42)
    return _mixed(picture, rgb(mood.glow), strength[..., None])


def _add_stars(picture: Pixels, horizon: float, chance: np.random.Generator) -> Pixels:
    import cv2

    height, width = picture.shape[:2]
    sky = np.zeros((height, width), np.float32)
    count = 420
    rows = (chance.beta(1, 1.7, count) * horizon * height).astype(int)
    columns = chance.integers(0, width, count)
    sky[rows, columns] = chance.power(0.35, count) * 1.6
    soft = cv2.GaussianBlur(sky, (0, 0), max(0.8, height / 1400)) * 3.2
    brighter = picture + np.asarray(soft, np.float32)[..., None]
    return np.asarray(np.clip(brighter, 0, 1), np.float32)


def _add_ridges(picture: Pixels, mood: Mood, horizon: float, chance: np.random.Generator) -> Pixels:
    """Hills one behind the other, each darker and nearer than the one before, mist between."""
    height, width = picture.shape[:2]
    count = 3 if mood.water else 6
    for number in range(count):
        near = number / max(1, count - 1) if not mood.water else 0.35 * number / (count - 1)
        top = horizon - 0.05 + 0.34 * near**1.3
        reach = (0.13 - 0.05 * near) * mood.roughness
        crest = (top - reach * _ridge(width, chance, mood.roughness)) * height
        depth = (np.arange(height, dtype=np.float32)[:, None] - crest[None, :]) / height
        body = _rgb_between(mood.far, mood.near, near)
        mist = _rgb_between(mood.sky[-1], body, 0.35 + 0.65 * near)
        shade = np.clip(depth / 0.22, 0, 1)[..., None] * (0.62 * (1 - near))
        colours = _mixed(np.broadcast_to(np.array(body, np.float32), picture.shape), mist, shade)
        cover = np.clip(depth * height + 0.5, 0, 1)[..., None]
        picture = (picture + (colours - picture) * cover).astype(np.float32)
    return picture


def _add_water(picture: Pixels, shore: float, mood: Mood, chance: np.random.Generator) -> Pixels:
    """What lies above the shore, mirrored, rippled and a little darker."""
    import cv2

    height, width = picture.shape[:2]
    line = int(shore * height)
    down, across = _grid(height - line, width)
    deep = down / max(1, height - line)
    waves = _noise(height - line, width, (4, 44), chance) - 0.5
    rows = np.clip(line - 1 - down * 1.15 + waves * (0.02 + 0.1 * deep) * height, 0, line - 1)
    columns = np.clip(across + waves * 0.02 * width, 0, width - 1)
    mirror = cv2.remap(picture, columns, rows.astype(np.float32), cv2.INTER_LINEAR)
    tint = (0.18 + 0.4 * deep)[..., None]
    picture = picture.copy()
    picture[line:] = _mixed(np.asarray(mirror, np.float32), rgb(mood.near), tint)
    return picture


def _ridge(width: int, chance: np.random.Generator, roughness: float) -> NDArray[np.float32]:
    """A skyline from 0 to 1 across the width."""
    at = np.linspace(0, 1, width)
    line = np.zeros(width)
    for octave in range(7):
        points = 3 * 2**octave + 1
        heights = chance.random(points)
        place = at * (points - 1)
        low = np.minimum(place.astype(int), points - 2)
        ease = place - low
        ease = ease * ease * (3 - 2 * ease)
        line += (heights[low] * (1 - ease) + heights[low + 1] * ease) * (
            0.46 + 0.06 * min(roughness, 1.4)
        ) ** octave
    return np.asarray(line / line.max(), np.float32)


def _noise(
    height: int, width: int, cells: tuple[int, int], chance: np.random.Generator
) -> NDArray[np.float32]:
    """Clouds of noise from 0 to 1; `cells` across and down in the coarsest of five octaves."""
    import cv2

    total = np.zeros((height, width), np.float32)
    for octave in range(5):
        small = chance.random((cells[1] * 2**octave + 1, cells[0] * 2**octave + 1))
        large = cv2.resize(small.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
        total += np.asarray(large, np.float32) * 0.5 ** (octave + 1)
    return total


def _with_vignette(picture: Pixels) -> Pixels:
    height, width = picture.shape[:2]
    down, across = _grid(height, width)
    away = np.hypot(across / width - 0.5, down / height - 0.5)
    return np.asarray(picture * (1 - 0.22 * _step(0.35, 0.75, away))[..., None], np.float32)


def _grain(size: Size, chance: np.random.Generator) -> Pixels:
    """A breath of film grain, which also hides banding in the sky."""
    tile = chance.normal(0, 0.012, (256, 256, 1)).astype(np.float32)
    times = (-(-size.height // 256), -(-size.width // 256), 1)
    return np.tile(tile, times)[: size.height, : size.width]


def _grid(height: int, width: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    down, across = np.mgrid[0:height, 0:width]
    return down.astype(np.float32), across.astype(np.float32)


def _step(start: float, end: float, value: NDArray[np.float32]) -> NDArray[np.float32]:
    """Smoothly from 0 at `start` to 1 at `end`; `start` may be the larger one."""
    along = np.clip((value - start) / (end - start), 0, 1)
    return np.asarray(along * along * (3 - 2 * along), np.float32)


def _mixed(picture: Pixels, colour: _Colour | Pixels, strength: NDArray[np.float32]) -> Pixels:
    return np.asarray(picture + (np.asarray(colour, np.float32) - picture) * strength, np.float32)


def rgb(colour: str | _Colour) -> _Colour:
    if not isinstance(colour, str):
        return colour
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _rgb_between(one: str | _Colour, other: str | _Colour, share: float) -> _Colour:
    pairs = zip(rgb(one), rgb(other), strict=True)
    red, green, blue = (first + (second - first) * share for first, second in pairs)
    return red, green, blue
