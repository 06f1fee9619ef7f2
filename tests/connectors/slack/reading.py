"""Reads an outgoing message as Slack would: what it shows, whom it calls, where it leads.

Written from Slack's documentation of formatting, and not from the connector, which it
judges. Where the documentation leaves room, it reads in the way that does more harm.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_ENTITY = re.compile(r"<([^<>\n]+)>")
_MARKDOWN_LINK = re.compile(r"(!?)\[[^\]]*\]\(\s*<?([^)\s>]+)")
_REFERENCE = re.compile(r"(?m)^\s{0,3}\[[^\]]+\]:\s*<?(\S+)")
_BARE = re.compile(
    r"(?i)(?:\b[a-z][a-z0-9+.-]*://[^\s<>|]+"  # any scheme with an authority
    r"|\b(?:mailto|tel|javascript|data|slack|vbscript|file):(?=[\w/+\[])[^\s<>|]+"
    r"|\bwww\.(?=\w)[^\s<>|]+"
    r"|[\w.%+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w@/.])(?:\w(?:[\w-]*\w)?\.)+(?:xn--[a-z0-9]+|[^\W\d_]{2,24})\b(?:/[^\s<>|]*)?)"
)
_CALLS = re.compile(r"(?<![\w`])@(?:here|channel|everyone)\b")
_LIVE = {"usergroup": "usergroup_id", "user": "user_id", "channel": "channel_id"}


@dataclass
class Effects:
    """Whom a message calls, where it leads, what it loads, and whether previews may appear."""

    mentions: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    previews: bool = False

    def foreign(self, allowed: set[str]) -> list[str]:
        """What leads elsewhere than to these addresses."""
        return [one for one in (*self.links, *self.images) if one not in allowed]


def effects(method: str, args: Mapping[str, Any]) -> Effects:
    """What the call of this method does, apart from showing words."""
    found = Effects()
    is_parsed = args.get("parse") == "full" or bool(args.get("link_names"))
    if args.get("mrkdwn") is not False:
        _mrkdwn(str(args.get("text") or ""), found, is_verbatim=False, calls=is_parsed)
    _markdown(str(args.get("markdown_text") or ""), found)
    for block in args.get("blocks") or []:
        _walk(block, found)
    for attachment in args.get("attachments") or []:
        _walk(attachment, found)
    for chunk in args.get("chunks") or []:
        if chunk.get("type") == "markdown_text":
            _markdown(chunk["text"], found)
        elif chunk.get("type") == "blocks":
            _walk(chunk["blocks"], found)
        else:
            _loose(chunk, found)
    if method == "chat.postMessage":
        flags = (args.get("unfurl_links"), args.get("unfurl_media"))
        found.previews = any(flag is not False for flag in flags)
    return found


def _walk(part: Any, found: Effects) -> None:
    if isinstance(part, list):
        for one in part:
            _walk(one, found)
    if not isinstance(part, dict):
        return
    if part.get("type") == "mrkdwn":
        is_verbatim = part.get("verbatim") is True
        _mrkdwn(part["text"], found, is_verbatim=is_verbatim, calls=not is_verbatim)
    elif part.get("type") == "markdown":
        _markdown(part["text"], found)
    else:
        _element(part, found)
        for value in part.values():
            _walk(value, found)


def _element(part: Mapping[str, Any], found: Effects) -> None:
    kind = part.get("type")
    if kind in {"broadcast", "user", "usergroup", "channel", "team"}:
        found.mentions.append(f"{kind} {part.get(_LIVE.get(kind, 'range'))}")
    loads = [part.get(name) for name in ("image_url", "thumb_url", "video_url", "title_url")]
    found.images += [str(one) for one in loads if one]
    if kind in {"image", "video", "file"} and not any(loads):
        found.images.append(str(part))
    if part.get("url"):
        found.links.append(str(part["url"]))


def _mrkdwn(text: str, found: Effects, *, is_verbatim: bool, calls: bool) -> None:
    for entity in _ENTITY.findall(text):
        target = entity.split("|")[0]
        if target[:1] in {"@", "#", "!"}:
            found.mentions.append(target)
        else:
            found.links.append(html.unescape(target))
    plain = _ENTITY.sub(" ", text)
    if not is_verbatim:
        found.links += [html.unescape(one) for one in _BARE.findall(plain)]
    if calls:
        found.mentions += _CALLS.findall(plain)


def _markdown(text: str, found: Effects) -> None:
    for is_image, target in _MARKDOWN_LINK.findall(text):
        (found.images if is_image else found.links).append(target)
    found.links += _REFERENCE.findall(text)
    rest = _REFERENCE.sub(" ", _MARKDOWN_LINK.sub(" ", text))
    _mrkdwn(rest, found, is_verbatim=False, calls=True)


def _loose(part: Any, found: Effects) -> None:
    """Where nothing says how a string is read, it is read as Markdown."""
    if isinstance(part, str):
        _markdown(part, found)
    values = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for value in values:
        _loose(value, found)


def shown(blocks: list[dict[str, Any]], text: str = "") -> str:
    """What people read: of the blocks, or of the text where there are none."""
    if not blocks:
        return html.unescape(text)
    return "\n".join(_words(block) for block in blocks)


def _words(part: Any) -> str:
    return "".join(_said(part))


def _said(part: Any) -> Iterator[str]:
    for one in part if isinstance(part, list) else []:
        yield from _said(one)
    if not isinstance(part, dict):
        return
    yield _own_words(part)
    for name in ("fields", "elements", "accessory", "positive_button", "negative_button"):
        yield from _said(part.get(name))
    if str(part.get("type")).startswith("rich_text_"):
        yield "\n"


def _own_words(part: Mapping[str, Any]) -> str:
    kind, text = part.get("type"), part.get("text")
    if isinstance(text, dict):
        return f"[{text['text']}]" if kind == "button" else _words(text)
    if isinstance(text, str):
        return html.unescape(text) if kind == "mrkdwn" else text
    if kind in {"user", "usergroup", "broadcast", "channel"}:
        return f"@{part.get(_LIVE.get(str(kind), 'range'))}"
    return str(part["url"]) if kind == "link" else ""
