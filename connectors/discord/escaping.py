"""Words of others become Discord Markdown that reads well and does nothing. Pure.

Discord acts on mentions, addresses, invitations and custom emoji wherever they stand in a
message. So whatever a document, a model or a person wrote goes through here: code stays
code, bold stays bold, lists stay lists, an address is shown as code, which cannot be
pressed, and the rest is escaped.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_NOTHING = "\u200b"  # without width: breaks what Discord would read as one thing
_BOLD, _PLAIN = "\ue000", "\ue001"  # stand for ** until everything else is escaped
# Characters that turn the order of others around, control characters, and our own signs.
_UNSEEN = re.compile(
    r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ue000\ue001\u2028\u2029"
    r"\x00-\x08\x0b-\x1f\x7f\x85]"
)
# The last: an address that was cut off, to which our own signs would be added.
_ACTING = re.compile(
    r"@(?=everyone|here)|<(?=[@#:/]|a:|t:|id:|sound:)|:(?=//(?:[*_~|`\\\s]|$))", re.IGNORECASE
)
_SIGNS = re.compile(r"[\\*_~|`\[\]<>]")
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.\-]*:/{2,}|(?:discord(?:app)?\.(?:gg|com|new|me|io)|dsc\.gg)/)"
    r"(?:[!#-;=?-_a-~]+|[^\s<>`]+)",
    re.IGNORECASE,
)
_AFTER_ADDRESS = ".,;:!?)]}'*_~"
_CODE = re.compile(r"(?<!`)(`{1,2})(?!`)([^`\n]+)(?<!`)\1(?!`)")
_LINK = re.compile(r"(!?)\[([^\[\]\n]*)\]\(\s*<?([^()<>\s]*)>?(?:\s+\"[^\"\n]*\")?\s*\)")
_STRONG = re.compile(r"\*\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*\*")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([A-Za-z0-9+#-]{0,20})[^`]*$")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$")
_ITEM = re.compile(r"([ \t]*)(?:[-*+]|(\d{1,4})[.])[ \t]+(?=\S)")
_RULE = re.compile(r"[ \t]*([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$")
_START = re.compile(r"([ \t]*)(#|-|\d+(?=[.)]))")
_TICKS = re.compile(r"`{3,}")
_LONGEST_WORDS = 1000
_LONGEST_TITLE = 200
_LONGEST_CODE = 300
_LONGEST_LINK = 900


def lines(text: str) -> list[str]:
    """Markdown of others, line by line; every code fence that is opened is closed."""
    shown: list[str] = []
    fence, opened = "", 0
    for line in _UNSEEN.sub("", text.expandtabs(4)).split("\n"):
        opening = _FENCE.match(line)
        if fence:
            is_end = line.strip().startswith(fence) and not line.strip().strip(fence[0])
            if is_end:
                _close(shown, opened)
                fence = ""
            else:
                shown.append(_in_fence(line))
        elif opening:
            fence, opened = opening[1], len(shown)
            shown.append("```" + opening[2])
        elif not _TABLE_RULE.match(line):
            shown.append(defused(_line(line)))
    if fence:
        _close(shown, opened)
    return shown


def _close(shown: list[str], opened: int) -> None:
    """End the code block that began there; one without a word is none."""
    if any(line.strip() for line in shown[opened + 1 :]):
        shown.append("```")
    else:
        del shown[opened:]


def inline(text: str) -> str:
    """The same for what stands within a line, such as a name or a title."""
    return defused(_inline(" ".join(_UNSEEN.sub("", text).split())))


def literal(text: str) -> str:
    """Words as they are, with no Markdown of their own, such as what somebody typed."""
    return defused(_escape(_short(_UNSEEN.sub("", text), longest=_LONGEST_WORDS)))


def title(text: str) -> str:
    """The same for a title, which may be cut."""
    return defused(_escape(_short(_UNSEEN.sub("", text))))


def code(text: str) -> str:
    """A path or the like, as code; long ones are cut."""
    cut = _short(_UNSEEN.sub("", text).replace("`", "'"), longest=_LONGEST_CODE)
    return f"`{defused(cut)}`" if cut else ""


def link(label: str, address: str | None) -> str | None:
    """A link to a source, without a preview; None when `address` is none that is safe."""
    safe = _safe(address or "")
    words = _UNSEEN.sub("", label).translate({ord("["): "(", ord("]"): ")", ord("`"): "'"})
    dead = _ADDRESS.sub(lambda found: found[0].replace("/", f"{_NOTHING}/"), _short(words))
    shown = defused(_SIGNS.sub(r"\\\g<0>", dead))
    return f"[{shown}](<{safe}>)" if safe and shown else None


def defused(text: str) -> str:
    """Nothing in it mentions anybody or stands for an emoji, a command or a time."""
    return _ACTING.sub(rf"\g<0>{_NOTHING}", text)


def _safe(address: str) -> str:
    """The address, if it leads to the web and says where; empty otherwise."""
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host or "@" in parts.netloc:
        return ""
    if any(sign.isspace() for sign in address):
        return ""
    quoted = quote(address, safe=":/?#@!$&',;=%+~-._")
    return quoted if len(quoted) <= _LONGEST_LINK else ""


def _short(text: str, *, longest: int = _LONGEST_TITLE) -> str:
    bare = " ".join(text.split())
    return bare if len(bare) <= longest else bare[: longest - 1] + "…"


def _in_fence(line: str) -> str:
    return defused(_TICKS.sub(lambda found: _NOTHING.join(found[0]), line))


def _line(line: str) -> str:
    if _RULE.match(line):
        return "———"
    if heading := _HEADING.match(line):
        bare = _STRONG.sub(r"\1", heading[1])
        return f"**{_inline(bare)}**" if bare else ""
    if item := _ITEM.match(line):
        mark = f"{item[2]}." if item[2] else "-"
        return f"{item[1]}{mark} {_unstarted(_inline(line[item.end() :]))}"
    return _unstarted(_inline(line))


def _unstarted(line: str) -> str:
    """What would begin a heading, a list or small print begins nothing."""
    found = _START.match(line)
    if not found:
        return line
    if found[2].isdigit():
        return f"{line[: found.end()]}\\{line[found.end() :]}"
    return f"{found[1]}\\{line[len(found[1]) :]}"


def _inline(text: str) -> str:
    made, end = [], 0
    for found in _CODE.finditer(text):
        made.append(_prose(text[end : found.start()]))
        is_short = len(found[2]) <= _LONGEST_CODE
        made.append(code(found[2]) if is_short else _escape(found[2]))
        end = found.end()
    return _joined([*made, _prose(text[end:])])


def _prose(text: str) -> str:
    """First it becomes plain words, then these are escaped: nothing can arise in between."""
    plain = _ESCAPED.sub(r"\1", _STRONG.sub(rf"{_BOLD}\1{_PLAIN}", _LINK.sub(_unlinked, text)))
    return _escape(plain).replace(_BOLD, "**").replace(_PLAIN, "**")


def _unlinked(found: re.Match[str]) -> str:
    """The words of a link, and its address if it has one that people could type."""
    words, address = found[2].strip(), found[3]
    if found[1] or not _ADDRESS.fullmatch(address) or address in words:
        return words
    return f"{words} ({address})"


def _escape(text: str) -> str:
    made, end = [], 0
    for found in _ADDRESS.finditer(text):
        address = found[0].split(_BOLD)[0].split(_PLAIN)[0].rstrip(_AFTER_ADDRESS)
        start, stop = found.start(), found.start() + len(address)
        made += [_SIGNS.sub(r"\\\g<0>", text[end:start]), code(address)]
        end = stop
    return _joined([*made, _SIGNS.sub(r"\\\g<0>", text[end:])])


def _joined(pieces: list[str]) -> str:
    """Code that follows code at once stays apart from it."""
    text = ""
    for piece in filter(None, pieces):
        text += f"{_NOTHING}{piece}" if text[-1:] == piece[0] == "`" else piece
    return text
