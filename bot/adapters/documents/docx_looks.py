"""How words look in a Word file, by its styles: levels of headings, and what nobody sees."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.adapters.documents.archive import Archive, Element
from bot.adapters.documents.ooxml import child, children, is_white, linked, value

_LEVEL = re.compile(r"(?:heading|제목|개요)\s*(\d)", re.IGNORECASE)
_TITLE = re.compile(r"title|제목", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")
_SMALLEST = 4  # half points


@dataclass(slots=True)
class Style:
    """What a style says; a missing answer is that of the style it is based on.

    `listed` is how deep in lists its paragraphs stand.
    """

    name: str = ""
    level: int = 0
    base: str = ""
    hidden: bool | None = None
    white: bool | None = None
    size: int | None = None
    shaded: bool = False
    listed: int | None = None


@dataclass(slots=True)
class Look:
    """How words look where we are: `ground` is true on a coloured ground."""

    hidden: bool = False
    white: bool = False
    size: int = 20
    ground: bool = False

    @property
    def unseen(self) -> bool:
        """Whether people see nothing of words that look so."""
        return self.hidden or self.size <= _SMALLEST or (self.white and not self.ground)


def styles_of(archive: Archive, part: str) -> dict[str, Style]:
    """The styles that the text in `part` may have, by their ids."""
    found = {}
    for name in linked(archive, part, "styles"):
        for each in children(archive.tree(name), "style"):
            style = Style(name=value(child(each, "name")), base=value(child(each, "basedOn")))
            outline = value(child(each, "pPr", "outlineLvl"))
            if outline.isdecimal():
                style.level = int(outline) + 1
            elif level := _LEVEL.match(style.name):
                style.level = int(level[1])
            elif _TITLE.fullmatch(style.name):
                style.level = 1
            read_look(style, child(each, "rPr"))
            if (number := child(each, "pPr", "numPr")) is not None:
                depth = value(child(number, "ilvl"))
                style.listed = int(depth) if depth.isdecimal() else 0
            style.shaded = any(is_coloured(shade) for shade in each.iter("{*}shd"))
            found[value(each, "styleId")] = style
    return found


def read_look(style: Style, properties: Element | None) -> None:
    """Put into `style` what the properties of words say of their look."""
    if properties is None:
        return
    if (vanish := child(properties, "vanish")) is not None:
        style.hidden = value(vanish) not in _OFF
    if color := value(child(properties, "color")):
        theme = value(child(properties, "color"), "themeColor")
        style.white = is_white(color) or theme in ("background1", "light1")
    if (size := value(child(properties, "sz"))).isdecimal():
        style.size = int(size)
    style.shaded = is_coloured(child(properties, "shd")) or (
        value(child(properties, "highlight")) not in ("", "none", "white")
    )


def apply(look: Look, style: Style) -> None:
    """Change `look` by what `style` says."""
    look.hidden = look.hidden if style.hidden is None else style.hidden
    look.white = look.white if style.white is None else style.white
    look.size = look.size if style.size is None else style.size
    look.ground = look.ground or style.shaded


def is_coloured(shade: Element | None) -> bool:
    """Whether a shading is anything but white."""
    if value(shade, "themeFill") not in ("", "background1", "light1"):
        return True
    if value(shade) == "solid":  # the ground is then all pattern, in its own colour
        color = value(shade, "color")
        return color.lower() not in ("", "auto") and not is_white(color)
    fill = value(shade, "fill")
    return bool(fill) and fill.lower() != "auto" and not is_white(fill)
