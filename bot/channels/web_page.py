"""The chat page and its files, read once and served from memory under the strictest policy a page can have.

Must not know anything about a visitor.
"""

from __future__ import annotations

import hashlib
import html
import json
import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.channels.web_frames import LONGEST_TEXT
from bot.errors import RefusedToStart

PAGE_TEXTS = frozenset(
    f"web.{name}"
    for name in (
        *("title", "tagline", "no_script", "demo", "log", "bot", "you", "label", "placeholder", "send"),
        *("connecting", "reconnecting", "offline", "sending", "waiting", "not_sent", "too_long"),
        *("typing", "newer", "choices", "picture", "file", "file_gone", "attach", "file_too_large"),
        *("cards", "card_poor", "card_near_poor", "card_newly_escaped", "card_sponsor"),
        *("card_hamlet_head", "card_ward_official", "card_ward_leader"),
    )
)
"""The msgids of all that the page itself says."""

_PLACEHOLDER = re.compile(r"\{\{ ([a-z_.]+) \}\}")
_FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
_NEVER = {"cache-control": "no-store"}
_GUARDS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
}


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    media_type: str


def _policy(origins: Sequence[str]) -> str:
    """The content security policy. Older Safari does not count sockets among 'self', so they are named."""
    sockets = [re.sub("^http", "ws", origin) for origin in origins]
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' blob: data:",
            " ".join(["connect-src 'self'", *sockets]),
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "worker-src 'self'",
            "trusted-types worker",
        )
    )


class Page:
    """The page in one language. `texts` maps each msgid of `PAGE_TEXTS` to its wording."""

    def __init__(
        self, texts: Mapping[str, str], *, language: str, origins: Sequence[str], demo: bool = False
    ) -> None:
        if missing := PAGE_TEXTS - texts.keys():
            raise RefusedToStart(f"the web page has no wording for {', '.join(sorted(missing))}")
        folder = resources.files("bot") / "web"
        self._files = dict(_files(folder / "static"))
        self._version = _digest(self._files)
        words = {name: texts[name] for name in PAGE_TEXTS}
        settings = {
            "language": language,
            "demo": "on" if demo else "off",
            "static": f"/static/{self._version}",
        }
        self._html = _fill((folder / "index.html").read_text(encoding="utf-8"), words | settings)
        self._headers = _GUARDS | _NEVER | {"content-security-policy": _policy(origins)}
        self._worker = self._work((folder / "worker.js").read_text(encoding="utf-8"))

    def routes(self) -> list[BaseRoute]:
        """The page at `/`; its files, whose addresses change with their content; what keeps them at hand."""
        return [
            Route("/", self._show, methods=["GET"]),
            Route("/worker.js", self._show_worker, methods=["GET"]),
            Route("/static/{version}/{name}", self._file, methods=["GET"]),
        ]

    async def _show(self, _request: Request) -> Response:
        return Response(self._html, media_type="text/html", headers=self._headers)

    def _work(self, template: str) -> str:
        """The worker; another page or other files make another version of it."""
        version = hashlib.sha256(f"{self._version} {self._html}".encode()).hexdigest()[:16]
        files = json.dumps([f"/static/{self._version}/{name}" for name in self._files])
        return template.replace("{{ version }}", version).replace("{{ files }}", files)

    async def _show_worker(self, _request: Request) -> Response:
        policy = {"content-security-policy": "default-src 'none'; connect-src 'self'"}
        return Response(self._worker, media_type="text/javascript", headers=_GUARDS | _NEVER | policy)

    async def _file(self, request: Request) -> Response:
        file = self._files.get(request.path_params["name"])
        if file is None:
            return Response(status_code=404, headers=_GUARDS | _NEVER)
        # During a roll-out an older page may ask here for its own version: served, but not to be kept.
        keeping = _FOREVER if request.path_params["version"] == self._version else _NEVER
        return Response(file.content, media_type=file.media_type, headers=_GUARDS | keeping)


def _files(folder: Traversable) -> list[tuple[str, _File]]:
    found = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return [(entry.name, _File(entry.read_bytes(), _media_type(entry.name))) for entry in found]


def _media_type(name: str) -> str:
    """The machine's own table may call scripts by another name, and browsers then refuse to run them."""
    return "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0] or "text/plain"


def _digest(files: Mapping[str, _File]) -> str:
    digest = hashlib.sha256()
    for name, file in files.items():
        digest.update(f"{name} {len(file.content)} ".encode() + file.content)
    return digest.hexdigest()[:16]


def _fill(template: str, values: Mapping[str, str]) -> str:
    """Put the values in their places, and all of them once as data for the scripts, which is not run."""
    data = json.dumps({**values, "limit": LONGEST_TEXT}, ensure_ascii=False, sort_keys=True)
    written = {name: html.escape(value) for name, value in values.items()}
    written["data"] = data.replace("<", "\\u003c")
    return _PLACEHOLDER.sub(lambda match: written[match[1]], template)
