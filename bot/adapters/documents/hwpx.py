"""The reader of Hangul word-processor files in their open form (.hwpx)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.adapters.documents import marks
from bot.adapters.documents.archive import LOCKED, Archive, Element, attribute, local
from bot.adapters.documents.ooxml import child, children, is_white
from bot.adapters.documents.text import EMPTY, HIDDEN, Reading, first_heading, name_of
from bot.domain.errors import DocumentUnreadable

VERSION = "hwpx/2"

_SECTION = re.compile(r"Contents/section(\d+)\.xml", re.IGNORECASE)
_PASSED_OVER = frozenset(
    ["header", "footer", "hiddenComment", "pageNum", "secPr", "linesegarray", "fieldBegin"]
)
_WIDEST = 200  # columns
_SMALLEST = 200  # hundredths of a point
_SIGNS = {"lineBreak": "\n", "tab": " ", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}


@dataclass(slots=True)
class _Looks:
    """What the header says: levels of headings by shape, and shapes that nobody sees."""

    levels: dict[str, int] = field(default_factory=dict)
    unseen: set[str] = field(default_factory=set)
    white: set[str] = field(default_factory=set)


class _Text:
    def __init__(self, looks: _Looks) -> None:
        self._looks = looks
        self.hid = False

    def blocks(self, parent: Element, *, ground: bool = False) -> Iterator[str]:
        for each in parent:
            name = local(each)
            if name == "p":
                yield from self._paragraph(each, ground=ground)
            elif name == "tbl":
                yield marks.table(self._rows(each))
            elif name not in _PASSED_OVER:
                yield from self.blocks(each, ground=True)

    def _paragraph(self, paragraph: Element, *, ground: bool) -> Iterator[str]:
        runs = children(paragraph, "run")
        words = "".join(self._run(run, ground=ground) for run in runs).strip()
        level = self._looks.levels.get(attribute(paragraph, "paraPrIDRef"), 0)
        is_heading = level and words and len(words) <= 200  # noqa: PLR2004 - longer is no heading
        yield marks.heading(level, words) if is_heading else marks.prose(words)
        for run in runs:
            yield from self.blocks(run, ground=ground)

    def _run(self, run: Element, *, ground: bool) -> str:
        shape = attribute(run, "charPrIDRef")
        words = "".join(_words(each) for each in children(run, "t"))
        is_white_on_white = shape in self._looks.white and not ground
        if words.strip() and (shape in self._looks.unseen or is_white_on_white):
            self.hid = True
            return ""
        return words

    def _rows(self, table: Element) -> Iterator[list[str]]:
        """The rows, with the short words of merged cells in all columns that they cover."""
        for row in children(table, "tr"):
            cells: list[str] = []
            found = children(row, "tc")
            for cell in found:
                words = marks.within(self.blocks(cell, ground=True))
                wide = (
                    attribute(span, "colSpan")
                    if (span := child(cell, "cellSpan")) is not None
                    else ""
                )
                cells += marks.spread(words, min(int(wide), _WIDEST) if wide.isdecimal() else 1)
            yield cells if len(found) > 1 else cells[:1]


def read_hwpx(archive: Archive, path: str) -> Reading:
    """A Hangul file: as `read_hwp` reads the older form. Raises DocumentUnreadable."""
    manifest = archive.try_tree("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise DocumentUnreadable(LOCKED)
    numbered = [(int(m[1]), m[0]) for n in archive.names if (m := _SECTION.fullmatch(n))]
    if not numbered:
        raise DocumentUnreadable("it is damaged: it has no text part; save it again")
    text = _Text(_looks(archive.try_tree("Contents/header.xml")))
    words = marks.joined(
        block for _, name in sorted(numbered) for block in text.blocks(archive.tree(name))
    )
    if not words:
        raise DocumentUnreadable(EMPTY)
    title = first_heading(words) or name_of(path)
    return Reading(title=title, text=words + "\n", remarks=(HIDDEN,) if text.hid else ())


def _looks(header: Element | None) -> _Looks:
    looks = _Looks()
    if header is None:
        return looks
    for shape in header.iter("{*}charPr"):
        name, size = attribute(shape, "id"), attribute(shape, "height")
        if size.isdecimal() and int(size) <= _SMALLEST:
            looks.unseen.add(name)
        shade = attribute(shape, "shadeColor").removeprefix("#")
        if is_white(attribute(shape, "textColor").removeprefix("#")) and (
            shade in ("", "none") or is_white(shade)
        ):
            looks.white.add(name)
    for shape in header.iter("{*}paraPr"):
        outline = child(shape, "heading")
        if outline is not None and attribute(outline, "type") == "OUTLINE":
            level = attribute(outline, "level")
            looks.levels[attribute(shape, "id")] = (int(level) if level.isdecimal() else 0) + 1
    return looks


def _words(text: Element) -> str:
    """Words with the signs that stand between them as elements; tracked deletions are not."""
    found = [text.text or ""]
    deleted = False
    for each in text:
        name = local(each)
        deleted = (deleted or name == "deleteBegin") and name != "deleteEnd"
        if not deleted:
            found += [_SIGNS.get(name, ""), each.tail or ""]
    return "".join(found)
