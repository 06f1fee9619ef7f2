"""What Discord's client makes of a message: who is called, and what can be clicked.

Written from what is known of the client's own rules, and of nothing of ours. Where the client
is not known to be harmless, this reading says that it is live.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 2000
SUPPRESS_EMBEDS = 1 << 2

_CODE_BLOCK = re.compile(r"```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```", re.IGNORECASE)
_INLINE_CODE = re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")
_ESCAPE = re.compile(r"\\[^0-9A-Za-z\s]")
_QUOTE = re.compile(r" *>>> ([\s\S]*)| *> [^\n]*(?:\n *> [^\n]*)*\n?")
_QUOTE_MARK = re.compile(r"^ *> ", re.MULTILINE)
_BARE = re.compile(r"(?:https?|steam|discord|ftp)://[^\s<]+", re.IGNORECASE)
_ANGLE = re.compile(
    r"<((?:https?|steam|discord|ftp)://[^>\s]*|(?:mailto|tel|sms):[^>\s]*"
    r"|[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+|\+\d+)>",
    re.IGNORECASE,
)
_LABEL = r"\[((?:\[[^\[\]]*\]|[^\[\]])*)\]"
_MASKED = re.compile(_LABEL + r"\(\s*(<?)((?:\([^()\s]*\)|[^\s\\()]|\\.)*+)>?[^()]*\)")
_MASKED_BADLY = re.compile(_LABEL + r"\(\s*(<?)([^\s]*?)>?\)")
_SCHEME = re.compile(r"[a-z][a-z0-9+.\-]*:", re.IGNORECASE)
_INVITE = re.compile(
    r"(?:discord(?:app)?\.com/invite|discord\.gg|discord\.me)/[\w-]+", re.IGNORECASE
)
_PILL = re.compile(r"<@[!&]?\d+>|<#\d+>|<a?:\w+:\d+>|</[^>\n]+:\d+>|<id:\w+>|@everyone|@here")
_CALL = re.compile(r"@(everyone|here)|<@!?(\d+)>|<@&(\d+)>")


@dataclass(frozen=True, slots=True)
class Live:
    """Something that can be clicked, or that looks like a call of somebody.

    `kind` is link, pill or invite. `previews`: the client may fetch it and show a card.
    """

    kind: str
    target: str
    previews: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message does to those who see it."""

    called: tuple[str, ...]
    live: tuple[Live, ...]
    unclosed: bool
    length: int
    shown: str


def read(body: Mapping[str, Any]) -> Reading:
    """Read the body of a request that posts or edits a message."""
    texts = list(_texts(body))
    quiet = bool(int(body.get("flags") or 0) & SUPPRESS_EMBEDS)
    found = [one for text in texts for one in _live(text)]
    found += [Live("link", url) for url in _urls(body)]
    if quiet:
        found = [Live(one.kind, one.target) for one in found]
    content = body.get("content") or ""
    return Reading(
        called=tuple(_called("\n".join(texts), body.get("allowed_mentions"))),
        live=tuple(found),
        unclosed=any("```" in "\0".join(_outside_code(text)) for text in texts),
        length=len(content),
        shown="\n".join(texts),
    )


def squashed(text: str) -> str:
    """The letters and digits alone: what must survive whatever is done to the marks."""
    return "".join(one for one in text if unicodedata.category(one)[0] in "LN")


def holds(parts: list[str], sentence: str, *, spare: int = 40) -> bool:
    """Whether the sentence stands in the parts, in order and whole.

    Where one part ends and the next one begins, up to `spare` letters may stand between.
    """
    wanted = squashed(sentence)
    if not wanted:
        return True
    letters = [squashed(part) for part in parts]
    return any(_continues(letters, index, wanted, spare) for index in range(len(letters)))


def _continues(letters: list[str], index: int, wanted: str, spare: int) -> bool:
    part = letters[index]
    if wanted in part:
        return True
    if index + 1 == len(letters):
        return False
    for cut in range(min(len(wanted), len(part)), 0, -1):
        at = part.rfind(wanted[:cut])
        if at >= 0 and len(part) - at - cut <= spare:
            return _goes_on(letters, index + 1, wanted[cut:], spare)
    return False


def _goes_on(letters: list[str], index: int, wanted: str, spare: int) -> bool:
    """The same from the beginning of a part on."""
    part = letters[index]
    at = part.find(wanted)
    if 0 <= at <= spare:
        return True
    if index + 1 == len(letters):
        return False
    for skipped in range(min(spare, len(part)) + 1):
        for left in range(min(spare, len(part) - skipped) + 1):
            middle = part[skipped : len(part) - left]
            if middle and wanted.startswith(middle):
                return _goes_on(letters, index + 1, wanted[len(middle) :], spare)
    return False


def _texts(body: Mapping[str, Any]) -> Iterator[str]:
    """Every text of a message in which the client looks for marks."""
    if body.get("content"):
        yield body["content"]
    for embed in body.get("embeds") or ():
        yield from (embed[name] for name in ("title", "description") if embed.get(name))
        for field in embed.get("fields") or ():
            yield from (field["name"], field["value"])
    yield from _of_components(body.get("components") or ())


def _of_components(components: Any) -> Iterator[str]:
    for component in components:
        if isinstance(component.get("content"), str):
            yield component["content"]
        yield from _of_components(component.get("components") or ())


def _urls(body: Mapping[str, Any]) -> Iterator[str]:
    """Addresses outside of texts: those of embeds and of buttons."""
    for embed in body.get("embeds") or ():
        yield from (embed[name] for name in ("url",) if embed.get(name))
        for name in ("image", "thumbnail", "footer", "author", "video"):
            held = embed.get(name) or {}
            yield from (held[key] for key in ("url", "icon_url", "proxy_url") if held.get(key))
    yield from _of_buttons(body.get("components") or ())


def _of_buttons(components: Any) -> Iterator[str]:
    for component in components:
        if component.get("url"):
            yield component["url"]
        media = component.get("media") or {}
        if media.get("url"):
            yield media["url"]
        yield from _of_buttons(component.get("components") or ())


def _called(text: str, allowed: Mapping[str, Any] | None) -> Iterator[str]:
    """Who is told. Code and backslashes are no protection: it is the server that decides."""
    parse = (
        {"everyone", "users", "roles"} if allowed is None else set(allowed.get("parse") or ())
    )
    named = allowed or {}
    for match in _CALL.finditer(text):
        everyone, user, role = match.groups()
        if everyone and "everyone" in parse:
            yield match.group()
        if user and ("users" in parse or user in map(str, named.get("users") or ())):
            yield match.group()
        if role and ("roles" in parse or role in map(str, named.get("roles") or ())):
            yield match.group()


def _live(text: str, *, in_quote: bool = False) -> Iterator[Live]:
    """What the client turns into something, from left to right."""
    for kind, match in _tokens(text, in_quote=in_quote):
        if kind == "quote":
            yield from _live(_unquoted(match.group()), in_quote=True)
        elif kind == "masked":
            yield from _masked(match, in_quote=in_quote)
        elif kind == "angle":
            yield Live("link", match[1])
        elif kind == "bare":
            yield Live("link", match.group().rstrip(".,:;\"')]"), previews=True)
        elif kind in {"pill", "invite"}:
            yield Live(kind, match.group(), previews=kind == "invite")


def _masked(match: re.Match[str], *, in_quote: bool) -> Iterator[Live]:
    target = match[3].strip("<>")
    yield from _live(match[1], in_quote=in_quote)
    if _SCHEME.match(target) or _INVITE.search(target):
        yield Live("link", re.sub(r"\\(.)", r"\1", target), previews=not match[2])
    else:
        yield from _live(match.group()[len(match[1]) + 2 :], in_quote=True)


_RULES: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "`": (("block", _CODE_BLOCK), ("inline", _INLINE_CODE)),
    "\\": (("escape", _ESCAPE),),
    "<": (("angle", _ANGLE), ("pill", _PILL)),
    "@": (("pill", _PILL),),
    "[": (("masked", _MASKED), ("masked", _MASKED_BADLY)),
    "d": (("bare", _BARE), ("invite", _INVITE)),
    **dict.fromkeys("hsf", (("bare", _BARE),)),
}
_STARTS = re.compile(r"[\\`<@\[]|(?i:https?://|steam://|ftp://|discord)|(?<=\n)[ >]")


def _tokens(text: str, *, in_quote: bool) -> Iterator[tuple[str, re.Match[str]]]:
    at = 0
    while at < len(text):
        starts_line = at == 0 or text[at - 1] == "\n"
        quote = _QUOTE.match(text, at) if starts_line and not in_quote else None
        kind, match = ("quote", quote) if quote else _rule(text, at)
        if match:
            yield kind, match
            at = match.end()
        elif following := _STARTS.search(text, at + 1):
            at = following.start()
        else:
            return


def _rule(text: str, at: int) -> tuple[str, re.Match[str] | None]:
    for kind, pattern in _RULES.get(text[at].lower(), ()):
        if match := pattern.match(text, at):
            return kind, match
    return "", None


def _outside_code(text: str, *, in_quote: bool = False) -> Iterator[str]:
    """The text without what stands in code, and without what a backslash disarms."""
    at = 0
    for kind, match in _tokens(text, in_quote=in_quote):
        yield text[at : match.start()]
        at = match.end()
        if kind == "quote":
            yield from _outside_code(_unquoted(match.group()), in_quote=True)
        elif kind not in {"block", "inline", "escape"}:
            yield match.group()
    yield text[at:]


def _unquoted(quote: str) -> str:
    """What stands in a quotation; a second mark in it is only text."""
    bare = quote.lstrip(" ")
    return bare[4:] if bare.startswith(">>> ") else _QUOTE_MARK.sub("", quote)
