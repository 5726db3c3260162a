"""Whose report it is: an accent colour and a logo, looked at before they are used."""
from __future__ import annotations

import dataclasses
import io
import warnings

from PIL import Image, ImageOps

from simulation.inputs import Fault, ScenarioError
from simulation.reporting.hexes import HEX
from simulation.words import said

MOST_BYTES = 2_000_000
LEAST_SIDE, MOST_SIDE = 16, 6_000       # pixels of the file
KEPT_SIDE = 1_200                       # pixels of the longer side that a report holds
MOST_RATIO = 12                         # longer side to shorter
KINDS = ("PNG", "JPEG")


@dataclasses.dataclass(frozen=True)
class Logo:
    """A picture as PNG, drawn anew from what was given: nothing else of the file goes into a report."""

    png: bytes
    width: int
    height: int

    def fitted(self, width: float, height: float) -> tuple[float, float]:
        """Its size inside a frame, in the frame's unit."""
        scale = min(width / self.width, height / self.height)
        return self.width * scale, self.height * scale


@dataclasses.dataclass(frozen=True)
class Branding:
    """accent: as #RRGGBB, or nothing for the app's own."""

    accent: str = ""
    logo: Logo | None = None


def branding(accent: str = "", logo: bytes = b"") -> Branding:
    """The branding of a report; raises ScenarioError that names what is wrong and what to give."""
    return Branding(accent_of(accent), logo_of(logo) if logo else None)


def accent_of(text: str) -> str:
    text = text.strip()
    if text and not HEX.fullmatch(text):
        raise ScenarioError([Fault("accent", said("is {given}; give a colour such as #4353D6", given=text[:40]))])
    return text.upper()


def logo_of(data: bytes) -> Logo:
    """The logo from a PNG or JPEG file; raises ScenarioError."""
    if len(data) > MOST_BYTES:
        raise _fault(said("takes {given} MB; give at most {most} MB", given=f"{len(data) / 1e6:.1f}", most=f"{MOST_BYTES / 1e6:.0f}"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=KINDS)
        width, height = picture.size
    except Image.DecompressionBombWarning as e:
        raise _fault(said("is too large a picture; give at most {most} pixels on a side", most=MOST_SIDE)) from e
    except Exception as e:    # Pillow raises whatever a broken file makes it raise
        raise _fault(said("is no picture that can be read; give a PNG or a JPEG file")) from e
    if not min(width, height) >= LEAST_SIDE or max(width, height) > MOST_SIDE:
        raise _fault(said("has {width} by {height} pixels; give {least} to {most} on each side", width=width, height=height, least=LEAST_SIDE,
                          most=MOST_SIDE))
    if max(width, height) > MOST_RATIO * min(width, height):
        raise _fault(said("has {width} by {height} pixels; give a picture at most {most} times as long as it is wide", width=width, height=height,
                          most=MOST_RATIO))
    try:
        picture = ImageOps.exif_transpose(picture)
        picture = picture.convert("RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB")
        picture.thumbnail((KEPT_SIDE, KEPT_SIDE))
        held = io.BytesIO()
        picture.save(held, "PNG")
    except Exception as e:    # cut off, or damaged inside
        raise _fault(said("is a damaged picture; save it anew as PNG")) from e
    return Logo(held.getvalue(), *picture.size)


def _fault(message: str) -> ScenarioError:
    return ScenarioError([Fault("logo", message)])
