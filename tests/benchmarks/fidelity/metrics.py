"""How far a result is from the truth: outside the mask, in the ring at its edge, and inside."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from tests.benchmarks.fidelity.cases import Mask, depth
from tests.benchmarks.fidelity.pictures import Pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Lower is better, except PSNR (dB) and SSIM; crispness 1 is the truth's own."""

    outside_share: float
    outside_most: float
    ring: float
    ring_95: float
    seam: float
    gradient: float
    psnr: float
    ssim: float
    tone: float
    crisp: float


def score(made: Pixels, original: Pixels, truth: Pixels, mask: Mask) -> Score:
    """All pictures float RGB from 0 to 1, `made` on the 8-bit grid."""
    inside = mask > 0
    within = depth(mask)
    signed = within - depth(np.where(inside, 0, 255).astype(np.uint8))
    outside = np.abs(made - original).max(axis=2)[~inside]
    ring = _delta_e(made, truth, inside & (within <= 16), blur=1.0)
    tone = _delta_e(made, truth, inside, blur=6.0)
    return Score(
        outside_share=float(np.mean(outside > 0)),
        outside_most=float(outside.max()) * 255,
        ring=float(ring.mean()),
        ring_95=float(np.percentile(ring, 95)),
        seam=_seam(made, truth, signed),
        gradient=_gradient_ratio(made, truth, signed),
        psnr=psnr(made, truth, inside),
        ssim=_similarity(made, truth, inside),
        tone=float(tone.mean()),
        crisp=_crispness(made, inside) / max(1e-6, _crispness(truth, inside)),
    )


def psnr(made: Pixels, truth: Pixels, where: Mask) -> float:
    """In dB over the pixels of `where` (bool); 99 is equal."""
    error = np.mean((made[where].astype(np.float64) - truth[where]) ** 2)
    return float(min(99.0, -10 * np.log10(error + 1e-12)))


def edge_error(made: Pixels, truth: Pixels, mask: Mask) -> float:
    """Mean Lab distance in the 16 px inside the edge: a plain stand-in for `Score.ring`."""
    ring = (mask > 0) & (depth(mask) <= 16)
    first, second = (_lab(cv2.GaussianBlur(one, (0, 0), 1.0))[ring] for one in (made, truth))
    return float(np.sqrt(((first - second) ** 2).sum(axis=1)).mean())


def _delta_e(made: Pixels, truth: Pixels, where: Mask, *, blur: float) -> Pixels:
    from skimage.color import deltaE_ciede2000

    first, second = (_lab(cv2.GaussianBlur(one, (0, 0), blur))[where] for one in (made, truth))
    return np.asarray(deltaE_ciede2000(first, second), dtype=np.float32)


def _lab(pixels: Pixels) -> Pixels:
    return cv2.cvtColor(np.clip(pixels, 0, 1), cv2.COLOR_RGB2LAB)


def _seam(made: Pixels, truth: Pixels, signed: Pixels) -> float:
    """Gradient of the Lab error across the edge, ΔE per pixel, mean within 6 pixels of it."""
    band = np.abs(signed) < 6
    error = cv2.GaussianBlur(_lab(made) - _lab(truth), (0, 0), 1.0)
    return float(_across(error, signed)[band].mean())


def _across(values: Pixels, signed: Pixels) -> Pixels:
    """Length of the gradient of `values` (h, w, c) along the normal of the mask's edge."""
    smooth = cv2.GaussianBlur(signed, (0, 0), 2.0)
    normal_x, normal_y = (cv2.Sobel(smooth, cv2.CV_32F, x, 1 - x) / 8 for x in (1, 0))
    length = np.hypot(normal_x, normal_y) + 1e-6
    along_x, along_y = (cv2.Sobel(values, cv2.CV_32F, x, 1 - x) / 8 for x in (1, 0))
    step = (along_x * normal_x[..., None] + along_y * normal_y[..., None]) / length[..., None]
    return np.asarray(np.sqrt((step**2).sum(axis=2)))


def _gradient_ratio(made: Pixels, truth: Pixels, signed: Pixels) -> float:
    """How much steeper the result is across the edge than the truth; 1 is as it should be."""
    band = np.abs(signed) < 3
    first, second = (_across(_lab(one), signed)[band].mean() for one in (made, truth))
    return float(first / max(1e-6, float(second)))


def _similarity(made: Pixels, truth: Pixels, inside: Mask) -> float:
    from skimage.metrics import structural_similarity

    first, second = (cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) for one in (made, truth))
    _, full = structural_similarity(first, second, data_range=1.0, full=True)
    return float(full[inside].mean())


def _crispness(pixels: Pixels, inside: Mask) -> float:
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    return float((grey - cv2.GaussianBlur(grey, (0, 0), 1.5))[inside].std())
