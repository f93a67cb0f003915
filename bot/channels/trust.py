"""Whom this process trusts at the other end of a line, read once: each reading takes time and memory."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def trusted() -> ssl.SSLContext:
    """The authorities that httpx trusts, for every client of this process."""
    return httpx.create_ssl_context()
