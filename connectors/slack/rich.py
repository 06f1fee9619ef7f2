"""Blocks of a message, made so that other people's words cannot act. Pure.

A text element of rich text is shown as it is: Slack looks in it for no mention, no link and
no emoji. So that is where all words go that are not ours; links are elements of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.domain.markdown import Kind, blocks, plain

Piece = Mapping[str, Any]
"""An element, a part of a rich text, or a block, as Slack's JSON has them."""

LONGEST_TEXT = 2900
"""Characters of one element; Slack documents 3,000 for a section."""
_LONGEST_URL = 3000

# What turns the order of characters around, and control characters but tab and line end.
_UNSEEN = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\x00-\x08\x0b-\x1f\x7f]")
_ITEM = re.compile(r"^(\s*)[-*+][ \t]+")
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[^\n]*")
_QUOTED = re.compile(r"^>[ ]?")
_SCHEME = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{1,20}:)(?=//|[^\s:])")
_HOST = re.compile(r"(?<=\w)\.(?=[^\W\d_])")
_JOINER = "\u2060"


def seen(text: str) -> str:
    """The text without characters that have no look of their own but change how it reads."""
    return _UNSEEN.sub("", text.encode("utf-8", "replace").decode())


def words(text: str, *, is_bold: bool = False) -> list[Piece]:
    """Text elements that show the text as it is; none for no text."""
    shown = seen(text)
    style = {"style": {"bold": True}} if is_bold else {}
    return [
        {"type": "text", "text": shown[at : at + LONGEST_TEXT], **style}
        for at in range(0, len(shown), LONGEST_TEXT)
    ]


def link(url: str | None, text: str) -> list[Piece]:
    """The text as a link; as bare words when the address is no web address."""
    if url is None or not is_web(url):
        return words(text)
    return [{"type": "link", "url": url, "text": seen(text)[:LONGEST_TEXT] or url}]


def is_web(url: str) -> bool:
    """Whether Slack can show it as a link: http or https, with a host, in one piece."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_whole = not re.search(r"[\s<>|\x00-\x1f]", url) and len(url) <= _LONGEST_URL
    return is_whole and parts.scheme in {"http", "https"} and bool(parts.hostname)


def section(pieces: Sequence[Piece]) -> Piece:
    """A paragraph."""
    return {"type": "rich_text_section", "elements": list(pieces)}


def rich(parts: Sequence[Piece]) -> Piece:
    """A block of paragraphs, quotations and code."""
    return {"type": "rich_text", "elements": list(parts)}


def paragraph(text: str) -> Piece:
    """A block that says one thing."""
    return rich([section(words(text))])


def quotation(markdown: str, marks: str) -> list[Piece]:
    """What a document says, as quoted parts; `marks` stand behind its end."""
    parts: list[Piece] = []
    for kind, text in _parts(markdown):
        if kind is Kind.FENCE or kind is Kind.TABLE:
            parts.append({"type": "rich_text_preformatted", "elements": words(text)})
        elif parts and parts[-1]["type"] == "rich_text_quote":
            parts[-1]["elements"].extend(words(f"\n{text}"))
        else:
            parts.append({"type": "rich_text_quote", "elements": words(text)})
    if not parts or parts[-1]["type"] != "rich_text_quote":
        return [*parts, section(words(marks.strip()))]
    parts[-1]["elements"].extend(words(marks))
    return parts


def prose(markdown: str) -> str:
    """Lines of Markdown as plain words: no marks of emphasis, links by their text."""
    return "\n".join(_line(line) for line in markdown.splitlines())


def text_of(shown: Sequence[Piece]) -> str:
    """What a person reads of these blocks, for tests and for screen readers."""
    return "".join(_texts(list(shown))).strip()


def inert(text: str) -> str:
    """Text for the places where Slack does look for markup: mentions and links stay words."""
    quiet = _HOST.sub(f".{_JOINER}", _SCHEME.sub(rf"\1{_JOINER}", seen(text)))
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        quiet = quiet.replace(character, entity)
    return quiet


def _parts(markdown: str) -> Iterator[tuple[Kind, str]]:
    text = markdown.replace("\r\n", "\n")
    for block in blocks(text):
        raw = text[block.start : block.end]
        if block.kind is Kind.FENCE:
            yield block.kind, _without_fences(raw)
        elif block.kind is Kind.TABLE:
            yield block.kind, raw
        else:
            yield block.kind, prose(raw) if block.kind is not Kind.HEADING else block.title


def _without_fences(raw: str) -> str:
    lines = raw.splitlines()[1:]
    if lines and _FENCE.fullmatch(lines[-1]):
        lines.pop()
    return "\n".join(lines) or " "


def _line(line: str) -> str:
    item = _ITEM.match(line)
    if item:
        return f"{item[1]}• {plain(line[item.end() :])}"
    return plain(_QUOTED.sub("", line))


def _texts(pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        if piece["type"] in {"text", "link", "plain_text"}:
            yield piece["text"]
        elif piece["type"] == "button":
            yield f"[{piece['text']['text']}] "
        else:
            yield from _texts(piece.get("elements", ()))
            yield "\n"
