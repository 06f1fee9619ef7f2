"""Stands before every request: who may knock, how much they may bring, what may go out."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from connectors.web.words import LANGUAGE_COOKIE, Words, negotiated

LARGEST_BODY = 64 * 1024
# What is too large is still read to its end up to here, so that the refusal is heard.
_READ_AT_MOST = 1024 * 1024
_BODY_SECONDS = 15.0
_WRITES = {"POST", "PUT", "PATCH", "DELETE"}
# Probes come under whatever name a cluster has for us, and learn nothing.
_OPEN_TO_ANY_NAME = {"/livez", "/readyz"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_log = logging.getLogger(__name__)


class _Refusal(Exception):
    def __init__(self, status: int, key: str) -> None:
        self.status = status
        self.key = key
        super().__init__(key)


@dataclass(frozen=True, slots=True)
class Guard:
    """The outermost ASGI layer of ours around `app`.

    `names` are the host names under which people reach it. A page elsewhere can neither
    write here (own origin and JSON only) nor reach us by a name of its own. What nobody
    foresaw becomes a reference, and a line in the log.
    """

    app: ASGIApp
    names: Collection[str]
    words: Words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        outgoing = _Outgoing(send, is_static=scope["path"].startswith("/static/"))
        try:
            self._check(scope)
            incoming = await _whole(scope, receive)
            await self.app(scope, incoming, outgoing)
        except _Refusal as refusal:
            await self._answer(scope, outgoing, refusal.status, refusal.key)
        except Exception as error:  # noqa: BLE001 - a request's edge: nothing may get past it
            await self._trouble(scope, outgoing, error)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if scope["path"] not in _OPEN_TO_ANY_NAME and not self._is_ours(host):
            raise _Refusal(403, "error_host")
        if scope["method"] in _WRITES:
            _check_write(headers, host)

    def _is_ours(self, host: str) -> bool:
        name = _name(host)
        is_named = name in {"localhost", "127.0.0.1", "::1", *self.names}
        # A page elsewhere can point a name of its own at us, but not a bare address.
        is_wild = bool({"0.0.0.0", "::"} & set(self.names))  # noqa: S104 - compared, not bound
        return is_named or (is_wild and _is_address(name))

    async def _trouble(self, scope: Scope, outgoing: _Outgoing, error: Exception) -> None:
        reference = secrets.token_hex(4)
        # The traceback may hold what people wrote: only the kind and the place are logged.
        _log.error("A request went wrong: %s", _where(error), extra={"reference": reference})
        if not outgoing.has_begun:
            await self._answer(scope, outgoing, 500, "error_unforeseen", reference=reference)

    async def _answer(
        self, scope: Scope, send: Send, status: int, key: str, reference: str = ""
    ) -> None:
        headers = Headers(scope=scope)
        cookies = _cookies(headers)
        language = negotiated(
            cookies.get(LANGUAGE_COOKIE), accepted=headers.get("accept-language")
        )
        facts = {"reference": reference} if reference else {}
        body = {"error": self.words.say(key, language, **facts)} | facts
        sent = json.dumps(body, ensure_ascii=False).encode()
        start = [(b"content-type", b"application/json"), (b"connection", b"close")]
        start.append((b"content-length", str(len(sent)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": start})
        await send({"type": "http.response.body", "body": sent})


class _Outgoing:
    """Sends, with the headers that every answer has."""

    def __init__(self, send: Send, *, is_static: bool) -> None:
        self._send = send
        self._cache = "no-cache" if is_static else "no-store"
        self.has_begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            headers = MutableHeaders(scope=message)
            headers["Cache-Control"] = self._cache
            for name, value in _HEADERS.items():
                headers[name] = value
        await self._send(message)


def _check_write(headers: Headers, host: str) -> None:
    origin = headers.get("origin")
    if origin is not None and urlsplit_host(origin) != host.lower():
        raise _Refusal(403, "error_origin")
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise _Refusal(403, "error_origin")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise _Refusal(415, "error_kind")
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length[:20]) > _READ_AT_MOST:
        raise _Refusal(413, "error_size")


async def _whole(scope: Scope, receive: Receive) -> Receive:
    """Read the body now, so that nobody holds us up with one that never ends."""
    if scope["method"] not in _WRITES:
        return receive
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            body = await _read(receive)
    except TimeoutError:
        raise _Refusal(408, "error_slow") from None
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


async def _read(receive: Receive) -> bytes:
    body, size, is_more = bytearray(), 0, True
    while is_more and size <= _READ_AT_MOST:
        message = await receive()
        part = message.get("body", b"")
        is_more = message.get("more_body", False)
        size += len(part)
        body += part[: LARGEST_BODY + 1 - len(body)]
    if size > LARGEST_BODY:
        raise _Refusal(413, "error_size")
    return bytes(body)


def urlsplit_host(origin: str) -> str | None:
    """The host and port of an origin; None when it has none."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    return parts.netloc.lower() if parts.scheme in {"http", "https"} else None


def _name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _cookies(headers: Headers) -> Mapping[str, str]:
    pairs = [pair.strip().partition("=") for pair in headers.get("cookie", "").split(";")]
    return {name: value for name, _, value in pairs}


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "nowhere"
    return f"{type(error).__name__} in {place}"
