"""The reader of OpenDocument texts (.odt)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.adapters.documents import marks
from bot.adapters.documents.archive import LOCKED, Archive, Element, attribute, local
from bot.adapters.documents.ooxml import is_white
from bot.adapters.documents.text import HIDDEN, Reading, first_heading, name_of
from bot.domain.errors import DocumentUnreadable

VERSION = "odt/1"

_MOST_REPEATED = 100
_PASSED_OVER = frozenset(
    [
        "tracked-changes",
        "annotation",
        "annotation-end",
        "note-citation",
        "sequence-decls",
        "forms",
    ]
)


@dataclass(frozen=True, slots=True)
class _Style:
    base: str
    unseen: bool | None
    ground: bool


class _Text:
    """An OpenDocument text while it is read."""

    def __init__(self, styles: dict[str, _Style]) -> None:
        self._styles = styles
        self.hid = False

    def blocks(self, parent: Element, *, depth: int = -1) -> Iterator[str]:
        for each in parent:
            name = local(each)
            if name == "h":
                level = attribute(each, "outline-level")
                yield marks.heading(int(level) if level.isdecimal() else 1, self._line(each))
            elif name == "p":
                words = self._line(each)
                yield marks.item(words, depth=depth) if depth >= 0 else marks.prose(words)
                yield from self._frames(each)
            elif name == "list":
                for entry in each:
                    yield from self.blocks(entry, depth=depth + 1)
            elif name == "table":
                yield marks.table(self._rows(each))
            elif name == "section" and attribute(each, "display") == "none":
                self.hid = True
            elif name in ("section", "index-body", "table-of-content", "text-box", "frame"):
                yield from self.blocks(each, depth=depth)

    def _line(self, paragraph: Element) -> str:
        unseen = self._is_unseen(paragraph)
        return "".join(self._words(paragraph, unseen=unseen)).strip()

    def _words(self, parent: Element, *, unseen: bool) -> Iterator[str]:
        yield self._seen(parent.text, unseen=unseen)
        for each in parent:
            name = local(each)
            if name == "s":
                yield " " * min(int(attribute(each, "c") or 1), 8)
            elif name in ("tab", "line-break"):
                yield " " if name == "tab" else "\n"
            elif name == "note":
                yield " (" + "".join(self._words(each, unseen=unseen)).strip() + ")"
            elif name in ("hidden-text", "hidden-paragraph"):
                self.hid = True
            elif name not in _PASSED_OVER and name not in ("frame", "custom-shape"):
                hidden = self._is_unseen(each) if attribute(each, "style-name") else unseen
                yield from self._words(each, unseen=hidden)
            yield self._seen(each.tail, unseen=unseen)

    def _seen(self, words: str | None, *, unseen: bool) -> str:
        # Line ends and runs of blanks in the XML are one blank on the page.
        words = " ".join((words or "").replace("\n", " ").split(" "))
        if unseen and words.strip():
            self.hid = True
            return ""
        return words

    def _frames(self, paragraph: Element) -> Iterator[str]:
        for box in paragraph.iter("{*}text-box"):
            yield from self.blocks(box)

    def _rows(self, table: Element) -> Iterator[list[str]]:
        for row in table.iter("{*}table-row"):
            cells: list[str] = []
            for cell in row:
                if local(cell) in ("table-cell", "covered-table-cell"):
                    words = " ".join(self.blocks(cell))
                    repeated = attribute(cell, "number-columns-repeated")
                    times = min(int(repeated), _MOST_REPEATED) if repeated.isdecimal() else 1
                    cells.extend([words] * times if words else [""] * min(times, 1))
            yield cells

    def _is_unseen(self, element: Element) -> bool:
        name, passed = attribute(element, "style-name"), set[str]()
        unseen: bool | None = None
        while name in self._styles and name not in passed:
            passed.add(name)
            style = self._styles[name]
            if style.ground:
                return False
            unseen = style.unseen if unseen is None else unseen
            name = style.base
        return bool(unseen)


def read_odt(archive: Archive, path: str) -> Reading:
    """An OpenDocument text: headings, lists, tables, notes. Raises DocumentUnreadable."""
    manifest = archive.try_tree("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise DocumentUnreadable(LOCKED)
    content = archive.try_tree("content.xml")
    body = next(content.iter("{*}text"), None) if content is not None else None
    if content is None or body is None:
        raise DocumentUnreadable("it is damaged: it has no text part; save it again")
    text = _Text(_styles(content) | _styles(archive.try_tree("styles.xml")))
    words = marks.joined(text.blocks(body))
    title = first_heading(words) or name_of(path)
    return Reading(title=title, text=words + "\n", remarks=(HIDDEN,) if text.hid else ())


def _styles(tree: Element | None) -> dict[str, _Style]:
    if tree is None:
        return {}
    return {
        attribute(style, "name"): _Style(attribute(style, "parent-style-name"), *_look(style))
        for style in tree.iter("{*}style")
    }


def _look(style: Element) -> tuple[bool | None, bool]:
    """Whether words in a style are unseen, if it says so, and whether on a coloured ground."""
    unseen: bool | None = None
    ground = False
    for properties in style:
        fill = attribute(properties, "background-color")
        ground = ground or bool(fill and fill != "transparent" and not is_white(fill[1:]))
        if local(properties) == "text-properties":
            color, size = attribute(properties, "color"), attribute(properties, "font-size")
            if color or size or attribute(properties, "display"):
                unseen = (
                    attribute(properties, "display") == "none"
                    or is_white(color.removeprefix("#"))
                    or size in ("0pt", "1pt", "0.1pt", "0in", "0cm")
                )
    return unseen, ground
