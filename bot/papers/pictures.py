"""Makes of a picture that somebody sent one that may be kept: small, and nothing in it but what it shows.

Where it was taken, when and with what goes; what is no picture, or would fill the memory, is refused."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from bot.errors import DongHanhError

FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/jpeg"
MOST_PIXELS = {"JPEG": 60_000_000}
"""No phone takes larger ones; a JPEG is opened as small as it is needed."""
MOST_PIXELS_ELSE = 16_000_000
"""Others are opened whole, each pixel in three or four bytes."""
SIDE = 1_600
MOST_BYTES = 1_000_000
_QUALITIES = (82, 70, 55, 40)


class NotAPicture(DongHanhError):
    """What was sent can not be read as a picture, or is too large."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture without anything beside it. Pictures that look alike have the same `likeness`: 16 hex
    digits."""

    content: bytes = field(repr=False)
    likeness: str


def cleaned(content: bytes) -> Cleaned:
    """The picture written anew, upright and no larger than is needed. Raises `NotAPicture`."""
    # Loaded where a picture comes: most servers never need it.
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as sent:
            if sent.width * sent.height > MOST_PIXELS.get(sent.format or "", MOST_PIXELS_ELSE):
                raise NotAPicture("too many pixels")
            sent.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(sent).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise NotAPicture(type(error).__name__) from None
    upright.thumbnail((SIDE, SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    small = bare.convert("L").resize((9, 8))
    return Cleaned(_written(bare), _likeness(small.tobytes()))


def _written(picture: object) -> bytes:
    content = io.BytesIO()
    for quality in _QUALITIES:
        content = io.BytesIO()
        picture.save(content, "JPEG", quality=quality, optimize=True)  # type: ignore[attr-defined]
        if content.tell() <= MOST_BYTES:
            break
    return content.getvalue()


def _likeness(grey: bytes) -> str:
    """Whether each point is brighter than its neighbour: that outlives another size and quality."""
    rows = (grey[start : start + 9] for start in range(0, 72, 9))
    bits = [row[place] > row[place + 1] for row in rows for place in range(8)]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"
