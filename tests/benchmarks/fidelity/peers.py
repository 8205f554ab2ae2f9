"""The ways in which others put an answer back, rebuilt from their public descriptions.

Each takes the original, the answer (float RGB from 0 to 1) and the mask (255 change), and returns
the pasted picture. Sizes follow the sources named; all work at one scale, the picture's own.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from tests.benchmarks.fidelity.cases import Mask, as_uint8
from tests.benchmarks.fidelity.pictures import Pixels

Way = Callable[[Pixels, Pixels, Mask], Pixels]


def naive(original: Pixels, answer: Pixels, mask: Mask) -> Pixels:
    """The answer instead of the picture."""
    return answer


def hard_paste(original: Pixels, answer: Pixels, mask: Mask) -> Pixels:
    return np.where((mask > 0)[..., None], answer, original)


def krita_like(original: Pixels, answer: Pixels, mask: Mask) -> Pixels:
    """krita-ai-diffusion: grow, a wide feather outwards, Lab mean and deviation matched."""
    rows, columns = np.nonzero(mask)
    diagonal = float(np.hypot(np.ptp(rows), np.ptp(columns)))
    feather = max(32.0, 0.1 * diagonal)
    wide = _grown(mask, 4 + int(feather / 2))
    alpha = _blurred(wide, feather / 4)
    alpha = np.maximum(alpha, (mask > 0).astype(np.float32))
    return _mixed(original, _reinhard(original, answer, mask), alpha)


def invoke_like(original: Pixels, answer: Pixels, mask: Mask) -> Pixels:
    """InvokeAI: mask blur 16 by box."""
    side = 16 | 1
    return _mixed(original, answer, cv2.blur((mask > 0).astype(np.float32), (side, side)))


def crop_and_stitch_like(original: Pixels, answer: Pixels, mask: Mask) -> Pixels:
    """ComfyUI Crop & Stitch: 32 pixels of blend around the mask."""
    return _mixed(original, answer, _blurred(_grown(mask, 16), 32 / 3))


def iopaint_like(original: Pixels, answer: Pixels, mask: Mask) -> Pixels:
    """IOPaint: a mask blurred with a kernel of 23 pixels."""
    alpha = cv2.GaussianBlur((mask > 0).astype(np.float32), (23, 23), 0)
    return _mixed(original, answer, alpha)


def poisson(original: Pixels, answer: Pixels, mask: Mask) -> Pixels:
    """Seamless clone (flux-kontext-diff-merge's default)."""
    rows, columns = np.nonzero(mask)
    middle = (int(columns.min() + columns.max()) // 2, int(rows.min() + rows.max()) // 2)
    source, target = (as_uint8(one) for one in (answer, original))
    binary = np.where(mask > 0, 255, 0).astype(np.uint8)
    made = cv2.seamlessClone(source, target, binary, middle, cv2.NORMAL_CLONE)
    return np.asarray(made.astype(np.float32) / 255)


def ecc_and_lab(original: Pixels, answer: Pixels, mask: Mask) -> Pixels:
    """What a careful engineer would write first: affine ECC, Lab match, 16 pixels of feather."""
    height, width = mask.shape
    scale = 512 / max(width, height)
    grey = [
        cv2.resize(cv2.cvtColor(one, cv2.COLOR_RGB2GRAY), None, fx=scale, fy=scale)
        for one in (original, answer)
    ]
    keep = cv2.resize(np.where(mask > 0, 0, 255).astype(np.uint8), grey[0].shape[::-1])
    warp: Pixels = np.eye(2, 3, dtype=np.float32)
    rounds = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 60, 1e-5)
    try:
        _, found = cv2.findTransformECC(grey[0], grey[1], warp, cv2.MOTION_AFFINE, rounds, keep, 5)
        warp = np.asarray(found)
    except cv2.error:
        warp = np.eye(2, 3, dtype=np.float32)
    warp[:, 2] /= scale
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    moved = cv2.warpAffine(
        answer, warp, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    matched = _reinhard(original, np.clip(moved, 0, 1), mask)
    inside = cv2.distanceTransform((mask > 0).astype(np.uint8), cv2.DIST_L2, 5)
    return _mixed(original, matched, np.clip(inside / 16, 0, 1))


WAYS: dict[str, Way] = {
    "naive": naive,
    "hard paste": hard_paste,
    "krita-like": krita_like,
    "invoke-like": invoke_like,
    "crop&stitch-like": crop_and_stitch_like,
    "iopaint-like": iopaint_like,
    "poisson": poisson,
    "ecc+lab": ecc_and_lab,
}


def _grown(mask: Mask, by: int) -> Mask:
    tool = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return cv2.dilate(np.where(mask > 0, 255, 0).astype(np.uint8), tool)


def _blurred(mask: Mask, sigma: float) -> Pixels:
    return cv2.GaussianBlur((mask > 0).astype(np.float32), (0, 0), sigma)


def _mixed(original: Pixels, answer: Pixels, alpha: Pixels) -> Pixels:
    made = original + (answer - original) * alpha[..., None]
    return np.asarray(np.clip(made, 0, 1), dtype=np.float32)


def _reinhard(original: Pixels, answer: Pixels, mask: Mask) -> Pixels:
    """Mean and deviation of each Lab channel outside the mask brought to the original's."""
    outside = mask == 0
    true, seen = (cv2.cvtColor(one, cv2.COLOR_RGB2LAB) for one in (original, answer))
    mean_true, mean_seen = true[outside].mean(axis=0), seen[outside].mean(axis=0)
    ratio = true[outside].std(axis=0) / np.maximum(seen[outside].std(axis=0), 1e-3)
    matched = ((seen - mean_seen) * np.clip(ratio, 0.5, 2) + mean_true).astype(np.float32)
    return np.asarray(np.clip(cv2.cvtColor(matched, cv2.COLOR_LAB2RGB), 0, 1))
