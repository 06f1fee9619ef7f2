"""The reader of Word files (.docx)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.adapters.documents import marks
from bot.adapters.documents.archive import Archive, Element, local
from bot.adapters.documents.docx_looks import (
    Look,
    Style,
    apply,
    is_coloured,
    read_look,
    styles_of,
)
from bot.adapters.documents.drawings import drawn
from bot.adapters.documents.ooxml import child, is_white, linked, main_part, value
from bot.adapters.documents.text import HIDDEN, Reading, first_heading, name_of
from bot.domain.errors import DocumentUnreadable

VERSION = "docx/2"

_NAMED = re.compile(r"[^\W\d_]{3}")  # not "Page 3" alone: what names something
_WIDEST = 63  # columns of a table, as Word has it
_OUTLINE = frozenset("012345678")  # 9 is body text
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
        "rt",
    ]
)


@dataclass(slots=True)
class _Word:
    """A Word file while it is read."""

    archive: Archive
    part: str
    styles: dict[str, Style]
    hid: bool = False
    notes: list[str] = field(default_factory=list)

    def blocks(self, parent: Element, look: Look) -> Iterator[str]:
        for each in parent:
            name = local(each)
            if name == "p":
                yield from self._paragraph(each, look)
            elif name == "tbl":
                yield self._table(each, look)
            elif name in ("sdt", "sdtContent", "ins", "customXml", "moveTo"):
                yield from self.blocks(each, look)

    def _paragraph(self, paragraph: Element, look: Look) -> Iterator[str]:
        properties = child(paragraph, "pPr")
        style = self._style(value(child(properties, "pStyle")))
        look = self._styled(look, style, properties)
        words = "".join(self._words(paragraph, look)).strip()
        outline = value(child(properties, "outlineLvl"))
        level = int(outline) + 1 if outline in _OUTLINE else self._level(style)
        if level and len(words) <= 200:  # noqa: PLR2004 - longer ones are paragraphs that look like headings
            yield marks.heading(level, words)
        elif words and (depth := self._depth(style, properties)) is not None:
            yield marks.item(words, depth=depth)
        else:
            yield marks.prose(words)
        yield from self._hanging(paragraph)

    def _words(self, parent: Element, look: Look) -> Iterator[str]:
        for each in parent:
            name = local(each)
            if name == "r":
                yield from self._run(each, look)
            elif name not in _PASSED_OVER and name != "txbxContent":
                yield from self._words(each, look)

    def _run(self, run: Element, look: Look) -> Iterator[str]:
        properties = child(run, "rPr")
        style = self._style(value(child(properties, "rStyle")))
        unseen = self._styled(look, style, properties).unseen
        for each in run:
            name = local(each)
            if name == "instrText" and _DDE.match(each.text or ""):
                raise DocumentUnreadable(
                    "it holds a DDE field, which starts programs: delete it and save again"
                )
            if name == "ruby":  # how it is read stands above it, and is left out
                yield from self._words(each, look)
            words = _signs(each, name)
            if unseen and words.strip():
                self.hid = True
            else:
                yield words

    def _hanging(self, paragraph: Element) -> Iterator[str]:
        """The text boxes, charts and diagrams that hang on a paragraph."""
        if next(paragraph.iter("{*}drawing", "{*}pict", "{*}AlternateContent"), None) is None:
            return
        for box in self._boxes(paragraph):
            yield from self.blocks(box, Look(ground=True))
        for drawing in paragraph.iter("{*}drawing"):
            if _owner(drawing) is paragraph:
                yield from drawn(self.archive, self.part, drawing)

    def _boxes(self, paragraph: Element) -> Iterator[Element]:
        """The text boxes of a paragraph, each once."""
        for box in paragraph.iter("{*}txbxContent"):
            ancestors = {local(above) for above in box.iterancestors()}
            if "Fallback" not in ancestors and _owner(box) is paragraph:
                yield box

    def _table(self, table: Element, look: Look) -> str:
        style = self._style(value(child(table, "tblPr", "tblStyle")))
        rows: list[list[str]] = []
        for row in _rows(table):
            cells: list[str] = []
            for cell in _cells(row):
                ground = look.ground or style.shaded or is_coloured(child(cell, "tcPr", "shd"))
                inner = Look(look.hidden, look.white, look.size, ground)
                merged = child(cell, "tcPr", "vMerge")
                is_below = merged is not None and value(merged) != "restart"
                words = marks.within(self.blocks(cell, inner))
                if is_below and rows:
                    above = next(iter(rows[-1][len(cells) : len(cells) + 1]), "")
                    words = marks.spread(above, 2)[1]
                cells.extend(marks.spread(words, _span(cell)))
            rows.append(cells if len(list(_cells(row))) > 1 else cells[:1])
        return marks.table(rows)

    def _style(self, name: str) -> Style:
        return self.styles.get(name, Style())

    def _styled(self, look: Look, style: Style, properties: Element | None) -> Look:
        look = Look(look.hidden, look.white, look.size, look.ground)
        for each in self._lineage(style):
            apply(look, each)
        own = Style()
        read_look(own, properties)
        apply(look, own)
        return look

    def _level(self, style: Style) -> int:
        return next((each.level for each in reversed(self._lineage(style)) if each.level), 0)

    def _depth(self, style: Style, properties: Element | None) -> int | None:
        """How deep in lists a paragraph stands; None when in none."""
        if (number := child(properties, "numPr")) is not None:
            depth = value(child(number, "ilvl"))
            return None if value(child(number, "numId")) == "0" else _number(depth)
        own = (each.listed for each in reversed(self._lineage(style)))
        return next((depth for depth in own if depth is not None), None)

    def _lineage(self, style: Style) -> list[Style]:
        found: list[Style] = []
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
    word = _Word(archive, part, styles_of(archive, part))
    page = Look(ground=_has_ground(archive.tree(part)))
    text = marks.joined(
        [
            *word.blocks(body, page),
            *_footnotes(word),
            *_around(word, "header"),
            *_around(word, "footer"),
        ]
    )
    title = first_heading(text) or name_of(path)
    return Reading(title=title, text=text + "\n", remarks=(HIDDEN,) if word.hid else ())


def _has_ground(document: Element) -> bool:
    """Whether the pages themselves are coloured."""
    color = value(child(document, "background"), "color")
    return bool(color) and color.lower() != "auto" and not is_white(color)


def _around(word: _Word, kind: str) -> Iterator[str]:
    """What stands above or below every page, each once; numbers of pages alone do not."""
    passed = set[str]()
    for part in linked(word.archive, word.part, kind):
        inside = _Word(word.archive, part, word.styles)
        words = "\n\n".join(inside.blocks(word.archive.tree(part), Look(ground=True))).strip()
        if words not in passed and _NAMED.search(words):
            yield words
        passed.add(words)


def _footnotes(word: _Word) -> Iterator[str]:
    for kind in ("footnotes", "endnotes"):
        for part in linked(word.archive, word.part, kind):
            for note in word.archive.tree(part):
                if not value(note, "type"):
                    yield from word.blocks(note, Look())


def _signs(element: Element, name: str) -> str:
    if name == "t":
        return element.text or ""
    if name in ("br", "cr"):
        return "\n"
    return {"tab": " ", "noBreakHyphen": "-"}.get(name, "")


def _rows(table: Element) -> Iterator[Element]:
    for each in table:
        if local(each) == "tr":
            if child(each, "trPr", "del") is None:  # a tracked change took it away
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


def _span(cell: Element) -> int:
    """How many columns a cell is wide."""
    return min(max(_number(value(child(cell, "tcPr", "gridSpan"))), 1), _WIDEST)


def _number(said: str) -> int:
    return int(said) if said.isdecimal() else 0
