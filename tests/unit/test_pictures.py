"""What is kept of a picture: what it shows, small, and nothing beside it."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from PIL import Image

from bot.papers import pictures
from bot.papers.pictures import MOST_BYTES, SIDE, NotAPicture, cleaned

ORIENTATION = 0x0112


def sent(form: str, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    content = io.BytesIO()
    picture.save(content, form, **options)
    return content.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_phones_send_is_written_anew_as_one_kind(form: str) -> None:
    kept = Image.open(io.BytesIO(cleaned(sent(form)).content))
    assert (kept.format, kept.size) == ("JPEG", (40, 20))


def test_a_picture_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    kept = Image.open(io.BytesIO(cleaned(sent("JPEG", exif=exif)).content))
    assert kept.size == (20, 40)
    assert not dict(kept.getexif())


def test_a_large_picture_is_made_small() -> None:
    bare = cleaned(sent("JPEG", (3000, 1500)))
    assert Image.open(io.BytesIO(bare.content)).size == (SIDE, SIDE // 2)
    assert len(bare.content) <= MOST_BYTES


def test_the_same_picture_looks_the_same_in_another_size_and_quality() -> None:
    first = cleaned(sent("JPEG", (800, 600), quality=90)).likeness
    again = cleaned(sent("WEBP", (400, 300), quality=50)).likeness
    assert (int(first, 16) ^ int(again, 16)).bit_count() <= 3


def test_a23_a_bomb_is_refused_before_it_is_opened() -> None:
    """A PNG that says it is 60,000 by 60,000."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    content = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    with pytest.raises(NotAPicture):
        cleaned(content)


def test_a23_one_with_too_many_points_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS_ELSE", 100)
    with pytest.raises(NotAPicture):
        cleaned(sent("PNG"))


@settings(max_examples=60)
@given(some.binary(max_size=300), some.sampled_from(["JPEG", "PNG", "WEBP"]), some.integers(0, 200))
def test_a23_whatever_is_sent_is_a_picture_or_is_refused(noise: bytes, form: str, place: int) -> None:
    whole = sent(form)
    try:
        bare = cleaned(whole[:place] + noise + whole[place + len(noise) :])
    except NotAPicture:
        return
    assert Image.open(io.BytesIO(bare.content)).format == "JPEG"
