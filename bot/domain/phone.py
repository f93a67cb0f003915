"""Vietnamese phone numbers as people write them."""

from __future__ import annotations

import re

_MOBILE = re.compile(r"(?:\+?84|0)([35789][0-9]{8})")
_LANDLINE = re.compile(r"(?:\+?84|0)(2[0-9]{8,9})")


def phone_number(written: str) -> str | None:
    """The number as +84…, or None when it is none. Blanks, dots and dashes do not matter."""
    plain = re.sub(r"[\s.\-()]", "", written)
    found = _MOBILE.fullmatch(plain) or _LANDLINE.fullmatch(plain)
    return f"+84{found.group(1)}" if found else None


def spoken(number: str) -> str:
    """A number the way it is read out in Vietnam: 0912 345 678, 0290 3822 123, 028 3822 1234."""
    local = "0" + number.removeprefix("+84") if number.startswith("+84") else number
    if not local.isdecimal():
        return local
    match len(local), local[:3]:
        case 10, _:
            return f"{local[:4]} {local[4:7]} {local[7:]}"
        case 11, "024" | "028":
            return f"{local[:3]} {local[3:7]} {local[7:]}"
        case 11, _:
            return f"{local[:4]} {local[4:8]} {local[8:]}"
    return local
