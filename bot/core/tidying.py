"""A quoted slice as people read it: its words, without marks that lay out a page. Pure.

Nothing but marks and white space is taken away, and nothing is taken from code; the citation
keeps the slice as it stands in the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.core.facts import CODE
from bot.domain.markdown import Kind, blocks

_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+(?:\[![A-Za-z]+\][ \t]*)?", re.MULTILINE)
_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->))*+-->|\{/\*(?:[^*]|\*(?!/\}))*+\*/\}")
# `<Step n={1}>these words</Step>`. A tag without its end may be a name: `<team>`.
_PAIR = re.compile(r"<([A-Za-z][\w.]*+)(?:\s[^<>]*+)?(?<!/)>([^<>]*+)</\1>")
_DEEPEST = 3
# A line that ends with two blanks or a backslash ends there on purpose.
_WRAP = re.compile(r"(?<![ \t])[ \t]?(?<!\\)\n[ \t]*")

_Change = Callable[[Kind, str], str]


def tidied(text: str) -> str:
    """The text without marks of block quotes, comments, tags around words and line wraps."""
    made = text
    for change in (_unquoted, _untagged, _unwrapped):
        made = _by_block(made, change)
    made = made.strip("\n").rstrip()
    return made if made.strip() else text


def _by_block(text: str, change: _Change) -> str:
    """Everything but blocks of code, changed block by block."""
    made, at = "", 0
    for block in blocks(text):
        part = text[block.start : block.end]
        made += text[at : block.start]
        made += part if block.kind is Kind.FENCE else change(block.kind, part)
        at = block.end
    return made + text[at:]


def _unquoted(_: Kind, part: str) -> str:
    return _QUOTED.sub("", part)


def _untagged(_: Kind, part: str) -> str:
    made, at = "", 0
    for code in CODE.finditer(part):
        made += _bare(part[at : code.start()]) + code[0]
        at = code.end()
    return made + _bare(part[at:])


def _bare(prose: str) -> str:
    made = _COMMENT.sub("", prose)
    for _ in range(_DEEPEST):
        made = _PAIR.sub(r"\2", made)
    return made


def _unwrapped(kind: Kind, part: str) -> str:
    """In one line what is wrapped for the eye; rows of a table stay rows."""
    is_prose = kind in {Kind.PARAGRAPH, Kind.ITEM} and not part.lstrip().startswith("|")
    return _WRAP.sub(" ", part) if is_prose else part
