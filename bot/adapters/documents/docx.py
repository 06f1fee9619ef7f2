"""The reader of Word files (.docx)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.adapters.documents import marks
from bot.adapters.documents.archive import Archive, Element, local
from bot.adapters.documents.ooxml import child, children, is_white, linked, main_part, value
from bot.adapters.documents.text import HIDDEN, Reading, first_heading, name_of
from bot.domain.errors import DocumentUnreadable

VERSION = "docx/1"

_LEVEL = re.compile(r"(?:heading|제목|개요)\s*(\d)", re.IGNORECASE)
_TITLE = re.compile(r"title|제목", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")
_SMALLEST = 4  # half points
_DDE = re.compile(r"^\s*DDE(?:AUTO)?\b", re.IGNORECASE)
# What stands around text without being shown as such.
_PASSED_OVER = frozenset(
    [
        "pPr",
        "rPr",
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "Fallback",
        "sdtPr",
        "footnoteRef",
    ]
)


@dataclass(slots=True)
class _Style:
    """What a style says; a missing answer is that of the style it is based on."""

    name: str = ""
    level: int = 0
    base: str = ""
    hidden: bool | None = None
    white: bool | None = None
    size: int | None = None
    shaded: bool = False


@dataclass(slots=True)
class _Look:
    """How words look where we are: `ground` is true on a coloured ground."""

    hidden: bool = False
    white: bool = False
    size: int = 20
    ground: bool = False

    @property
    def unseen(self) -> bool:
        return self.hidden or self.size <= _SMALLEST or (self.white and not self.ground)


@dataclass(slots=True)
class _Word:
    """A Word file while it is read."""

    archive: Archive
    part: str
    styles: dict[str, _Style]
    hid: bool = False
    notes: list[str] = field(default_factory=list)

    def blocks(self, parent: Element, look: _Look) -> Iterator[str]:
        for each in parent:
            name = local(each)
            if name == "p":
                yield from self._paragraph(each, look)
            elif name == "tbl":
                yield self._table(each, look)
            elif name in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
                yield from self.blocks(each, look)

    def _paragraph(self, paragraph: Element, look: _Look) -> Iterator[str]:
        properties = child(paragraph, "pPr")
        style = self._style(value(child(properties, "pStyle")))
        look = self._styled(look, style, properties)
        words = "".join(self._words(paragraph, look)).strip()
        outline = value(child(properties, "outlineLvl"))
        level = int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else style.level  # noqa: PLR2004 - 9 is body text
        if level and len(words) <= 200:  # noqa: PLR2004 - longer ones are paragraphs that look like headings
            yield marks.heading(level, words)
        elif child(properties, "numPr") is not None and words:
            depth = value(child(properties, "numPr", "ilvl"))
            yield marks.item(words, depth=int(depth) if depth.isdecimal() else 0)
        else:
            yield marks.prose(words)
        for box in self._boxes(paragraph) if len(paragraph) > 1 else ():
            yield from self.blocks(box, _Look(ground=True))

    def _words(self, parent: Element, look: _Look) -> Iterator[str]:
        for each in parent:
            name = local(each)
            if name == "r":
                yield from self._run(each, look)
            elif name not in _PASSED_OVER and name != "txbxContent":
                yield from self._words(each, look)

    def _run(self, run: Element, look: _Look) -> Iterator[str]:
        properties = child(run, "rPr")
        style = self._style(value(child(properties, "rStyle")))
        unseen = self._styled(look, style, properties).unseen
        for each in run:
            name = local(each)
            if name == "instrText" and _DDE.match(each.text or ""):
                raise DocumentUnreadable(
                    "it holds a DDE field, which starts programs: delete it and save again"
                )
            words = _signs(each, name)
            if unseen and words.strip():
                self.hid = True
            else:
                yield words

    def _boxes(self, paragraph: Element) -> Iterator[Element]:
        """The text boxes that hang on a paragraph, each once."""
        for box in paragraph.iter("{*}txbxContent"):
            ancestors = {local(above) for above in box.iterancestors()}
            if "Fallback" not in ancestors and _owner(box) is paragraph:
                yield box

    def _table(self, table: Element, look: _Look) -> str:
        style = self._style(value(child(table, "tblPr", "tblStyle")))
        rows = []
        for row in _rows(table):
            cells: list[str] = []
            for cell in _cells(row):
                ground = look.ground or style.shaded or _is_coloured(child(cell, "tcPr", "shd"))
                inner = _Look(look.hidden, look.white, look.size, ground)
                merged = child(cell, "tcPr", "vMerge")
                is_below = merged is not None and value(merged) != "restart"
                cells.append("" if is_below else " ".join(self.blocks(cell, inner)))
            rows.append([_bare(cell) for cell in cells])
        return marks.table(rows)

    def _style(self, name: str) -> _Style:
        return self.styles.get(name, _Style())

    def _styled(self, look: _Look, style: _Style, properties: Element | None) -> _Look:
        look = _Look(look.hidden, look.white, look.size, look.ground)
        for each in self._lineage(style):
            _apply(look, each)
        own = _Style()
        _read_look(own, properties)
        _apply(look, own)
        return look

    def _lineage(self, style: _Style) -> list[_Style]:
        found: list[_Style] = []
        while style.name and style not in found:
            found.append(style)
            style = self._style(style.base)
        return found[::-1]


def read_docx(archive: Archive, path: str) -> Reading:
    """A Word file: headings by their styles, lists, tables, text boxes, footnotes.

    What is struck out by a tracked change is left out, what is inserted by one stands.
    Raises DocumentUnreadable.
    """
    part = main_part(archive)
    body = child(archive.tree(part), "body") if part else None
    if body is None:
        raise DocumentUnreadable("it is damaged: it has no text part; save it again")
    word = _Word(archive, part, _styles(archive, part))
    text = marks.joined([*word.blocks(body, _Look()), *_footnotes(word)])
    title = first_heading(text) or name_of(path)
    return Reading(title=title, text=text + "\n", remarks=(HIDDEN,) if word.hid else ())


def _footnotes(word: _Word) -> Iterator[str]:
    for kind in ("footnotes", "endnotes"):
        for part in linked(word.archive, word.part, kind):
            for note in word.archive.tree(part):
                if not value(note, "type"):
                    yield from word.blocks(note, _Look())


def _styles(archive: Archive, part: str) -> dict[str, _Style]:
    found = {}
    for name in linked(archive, part, "styles"):
        for each in children(archive.tree(name), "style"):
            style = _Style(name=value(child(each, "name")), base=value(child(each, "basedOn")))
            outline = value(child(each, "pPr", "outlineLvl"))
            if outline.isdecimal():
                style.level = int(outline) + 1
            elif level := _LEVEL.match(style.name):
                style.level = int(level[1])
            elif _TITLE.fullmatch(style.name):
                style.level = 1
            _read_look(style, child(each, "rPr"))
            style.shaded = any(_is_coloured(shade) for shade in each.iter("{*}shd"))
            found[value(each, "styleId")] = style
    return found


def _read_look(style: _Style, properties: Element | None) -> None:
    if properties is None:
        return
    if (vanish := child(properties, "vanish")) is not None:
        style.hidden = value(vanish) not in _OFF
    if color := value(child(properties, "color")):
        theme = value(child(properties, "color"), "themeColor")
        style.white = is_white(color) or theme in ("background1", "light1")
    if (size := value(child(properties, "sz"))).isdecimal():
        style.size = int(size)
    style.shaded = _is_coloured(child(properties, "shd")) or (
        value(child(properties, "highlight")) not in ("", "none", "white")
    )


def _apply(look: _Look, style: _Style) -> None:
    look.hidden = look.hidden if style.hidden is None else style.hidden
    look.white = look.white if style.white is None else style.white
    look.size = look.size if style.size is None else style.size
    look.ground = look.ground or style.shaded


def _is_coloured(shade: Element | None) -> bool:
    fill = value(shade, "fill")
    return bool(fill) and fill.lower() != "auto" and not is_white(fill)


def _signs(element: Element, name: str) -> str:
    if name == "t":
        return element.text or ""
    if name in ("br", "cr"):
        return "\n"
    return {"tab": " ", "noBreakHyphen": "-"}.get(name, "")


def _rows(table: Element) -> Iterator[Element]:
    for each in table:
        if local(each) == "tr":
            yield each
        elif local(each) in ("sdt", "sdtContent", "ins"):
            yield from _rows(each)


def _cells(row: Element) -> Iterator[Element]:
    for each in row:
        if local(each) == "tc":
            yield each
        elif local(each) in ("sdt", "sdtContent"):
            yield from _cells(each)


def _owner(box: Element) -> Element | None:
    return next((above for above in box.iterancestors() if local(above) == "p"), None)


def _bare(cell: str) -> str:
    """The words of a cell without the marks of blocks within it."""
    return re.sub(r"^(?:#{1,6}|-) ", "", cell, flags=re.MULTILINE)
