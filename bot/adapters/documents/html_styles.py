"""What the styles of a page hide: by `style` attributes, and by rules in `<style>`.

Only plain selectors are understood (`p`, `.note`, `#top`, `p.note`); a page that hides with
cleverer ones shows more to us than to people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

_UNSEEN = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|content-visibility:hidden"
    r"|(?:font-size|opacity|zoom):0*\.?0+(?![.\d])|font-size:0*(?:\.\d+|1)(?:px|pt)"
    r"|(?:max-)?(?:height|width):0(?:px)?(?=;|!|$)[^{}]*overflow:hidden"
    r"|overflow:hidden[^{}]*(?:height|width):0(?:px)?(?=;|!|$)"
    r"|clip:rect\(0|clip-path:inset\((?:50|100)%|transform:scale\(0\)|color:transparent"
    r"|(?:left|top|right|bottom|text-indent|margin-left|margin-top):-(?:\d{4}|999))"
)
_WHITE = re.compile(
    r"(?:^|;)color:(?:white|#fff[0-9a-f]?|#fffff[0-9a-f]{1,3}|#fefefe"
    r"|rgba?\(25[0-5],25[0-5],25[0-5](?:,[\d.]+)?\)|hsla?\([^)]*,100%\))(?=;|!|$)"
)
_GROUND = re.compile(r"(?:^|;)background(?:-color|-image)?:([^;]+)")
_NO_GROUND = re.compile(
    r"(?:none|transparent|inherit|initial|unset|white|#fff|#ffffff|rgb\(255,255,255\))(?:!.*)?"
)
_NOISE = re.compile(r"/\*.*?\*/|\s+", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_BLOCK = re.compile(r"@[^{};]*+\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\}")
_RULE = re.compile(r"([^{}]++)\{([^{}]*+)\}")
_PLAIN = re.compile(r"([a-z][a-z0-9]*)?([.#][\w-]+)?", re.IGNORECASE)
_LAST = re.compile(r"[.#]?[\w-]+")
_LONGEST = 1_000_000
_MOST_ABOVE = 200


@dataclass(slots=True)
class _Rules:
    """Selectors by what they do. A selector is `tag`, `.class`, `#id` or `tag.class`."""

    unseen: set[str] = field(default_factory=set)
    white: set[str] = field(default_factory=set)
    ground: set[str] = field(default_factory=set)


class Styles:
    """The styles of one page."""

    def __init__(self, page: BeautifulSoup) -> None:
        self._rules = _Rules()
        source = "\n".join(style.get_text() for style in page.find_all("style"))
        source = _BLOCK.sub("", _COMMENT.sub("", source[:_LONGEST]))
        for selectors, said in _RULE.findall(source):
            self._learn(selectors, _bare(said))

    def hides(self, tag: Tag) -> bool:
        """Whether people see nothing of a tag that has this style."""
        style = _style(tag)
        names = list(_names(tag))
        if _UNSEEN.search(style) or not self._rules.unseen.isdisjoint(names):
            return True
        is_white = _WHITE.search(style) or not self._rules.white.isdisjoint(names)
        is_white = is_white or str(tag.get("color") or "").lower() in ("white", "#ffffff")
        return bool(is_white) and not self._has_ground(tag)

    def _has_ground(self, tag: Tag) -> bool:
        """Whether anything but white may lie behind a tag."""
        for at, above in enumerate((tag, *tag.parents)):
            if at > _MOST_ABOVE or above.has_attr("bgcolor") or _is_ground(_style(above)):
                return True
            if not self._rules.ground.isdisjoint(_names(above)):
                return True
        return False

    def _learn(self, selectors: str, said: str) -> None:
        rules = self._rules
        for selector in (each.strip().lower() for each in selectors.split(",")):
            if _is_ground(said):
                # Wherever the words of a selector stand, something may be behind them.
                rules.ground.update(_LAST.findall(selector))
            if selector and _PLAIN.fullmatch(selector):
                if _UNSEEN.search(said):
                    rules.unseen.add(selector)
                if _WHITE.search(said):
                    rules.white.add(selector)


def _names(tag: Tag) -> Iterator[str]:
    """The plain selectors that a tag answers to."""
    name = tag.name.lower()
    yield name
    if tag.get("id"):
        own = "#" + str(tag.get("id")).lower()
        yield own
        yield name + own
    classes = tag.get("class") or ""
    for each in classes if isinstance(classes, list) else classes.split():
        yield "." + each.lower()
        yield f"{name}.{each.lower()}"


def _style(tag: Tag) -> str:
    return _bare(str(tag.get("style") or "")) if tag.attrs else ""


def _bare(said: str) -> str:
    return _NOISE.sub("", said).lower()


def _is_ground(said: str) -> bool:
    return any(not _NO_GROUND.fullmatch(ground) for ground in _GROUND.findall(said))
