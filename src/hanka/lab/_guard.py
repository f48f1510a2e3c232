"""Who may ask: the page itself, on this machine, or who has the token. And what an answer may do."""

from __future__ import annotations

import contextlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hanka.messages import gettext as _

__all__ = ["Door", "Guard"]

_COOKIE = "hanka"
_HTTP = 80
"""The port that a browser leaves out."""
_SAFE = ("GET", "HEAD", "OPTIONS")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Door:
    """Under which names the lab is asked, and with which secret.

    Attributes:
        hosts: of the Host header; empty for any, which a token makes safe.
        token: None where only this machine can ask at all.
    """

    hosts: frozenset[str]
    token: str | None = None

    @classmethod
    def local(cls, port: int) -> Door:
        """For this machine alone; by another name it is somebody else's page that asks (DNS rebinding)."""
        names = ("127.0.0.1", "localhost", "[::1]")
        return cls(frozenset([*(f"{name}:{port}" for name in names), *(names if port == _HTTP else ())]))


class Guard:
    """Lets in what may come in, and gives every answer its headers; no traceback leaves it."""

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._refusal(scope) or self._entrance(scope)
        await (answer or self._app)(scope, receive, sent)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if self._door.hosts and host.lower() not in self._door.hosts:
            return _refused(403, _("this address is not the lab's"))
        if origin is not None and origin.lower() not in (f"http://{host}".lower(), f"https://{host}".lower()):
            return _refused(403, _("only the lab's own page may ask this"))
        foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if scope["method"] not in _SAFE and (foreign or (origin is None and "sec-fetch-site" in headers)):
            return _refused(403, _("only the lab's own page may ask this"))
        if foreign and scope["path"].startswith("/api/"):
            return _refused(403, _("only the lab's own page may ask this"))
        return None

    def _entrance(self, scope: Scope) -> ASGIApp | None:
        token = self._door.token
        if token is None or token in _given(scope, token):
            return None
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("token", [])
        if scope["path"] == "/" and any(_same(each, token) for each in asked):
            answer = RedirectResponse("./", status_code=303)
            answer.set_cookie(_COOKIE, token, httponly=True, samesite="strict")
            return answer
        return _refused(403, _("the lab asks for its token: open the address that it printed"))


def _given(scope: Scope, token: str) -> Iterable[str]:
    """The token, if it came with the request."""
    headers = Headers(scope=scope)
    tokens = [headers.get("authorization", "").removeprefix("Bearer ")]
    with contextlib.suppress(CookieError):
        tokens += [m.value for n, m in SimpleCookie(headers.get("cookie", "")).items() if n == _COOKIE]
    return [token for each in tokens if _same(each, token)]


def _same(a: str, b: str) -> bool:
    return hmac.compare_digest(a.encode(), b.encode())


def _refused(status: int, text: str) -> JSONResponse:
    return JSONResponse({"error": {"en": text, "ja": text}}, status_code=status)
