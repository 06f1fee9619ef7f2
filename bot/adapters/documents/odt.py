"""The reader of OpenDocument texts (.odt)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bot.adapters.documents import marks
from bot.adapters.documents.archive import LOCKED, Archive, Element, attribute, local
from bot.adapters.documents.ooxml import is_white
from bot.adapters.documents.text import HIDDEN, Reading, first_heading, name_of
from bot.domain.errors import DocumentUnreadable

VERSION = "odt/2"

_MOST_REPEATED = 100
_NO_SIZE = ("0pt", "1pt", "0.1pt", "0in", "0cm")
SHAPES = ("text-box", "custom-shape", "rect", "ellipse", "caption")
"""What text stands in beside the paragraphs."""
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
    is_white: bool
    ground: bool


def number(element: Element, name: str) -> int:
    """A count that an element has, 1 where it says none, and never a harmful one."""
    said = attribute(element, name)
    return min(int(said), _MOST_REPEATED) if said.isdecimal() else 1


def rows_of(table: Element) -> Iterator[Element]:
    """The rows of a table, without those of tables in its cells."""
    for each in table:
        if local(each) == "table-row":
            yield each
        elif local(each) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from rows_of(each)


class Words:
    """What an OpenDocument file says, while it is read. `hid`: some of it nobody sees."""

    def __init__(self, styles: dict[str, _Style]) -> None:
        self._styles = styles
        self.hid = False

    def blocks(self, parent: Iterable[Element], *, depth: int = -1) -> Iterator[str]:
        """The paragraphs, headings, items and tables below an element, as Markdown."""
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
                yield marks.table(self.rows(each))
            elif name == "section" and attribute(each, "display") == "none":
                self.hid = True
            elif name in ("section", "index-body", "table-of-content", "frame", "g", *SHAPES):
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
            elif name not in _PASSED_OVER and name not in ("frame", *SHAPES):
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
        """What stands in boxes and shapes that hang on a paragraph."""
        for shape in paragraph.iter(*(f"{{*}}{name}" for name in SHAPES)):
            yield from self.blocks(shape)

    def rows(self, table: Element) -> Iterator[list[str]]:
        """The words of the cells of each row; short ones repeat in all columns they cover."""
        for row in rows_of(table):
            cells: list[str] = []
            for cell in row:
                if local(cell) == "table-cell":
                    words = marks.within(self.blocks(cell))
                    times = number(cell, "number-columns-repeated")
                    wide = number(cell, "number-columns-spanned")
                    cells.extend([words] * times if words else [""] * min(times, 1))
                    cells.extend(marks.spread(words, wide)[1:])
            yield cells if len(row) > 1 else cells[:1]

    def _is_unseen(self, element: Element) -> bool:
        name, passed = attribute(element, "style-name"), set[str]()
        unseen: bool | None = None
        while name in self._styles and name not in passed:
            passed.add(name)
            style = self._styles[name]
            if style.ground:
                return False
            if unseen is None and style.unseen is not None:
                unseen = style.unseen or style.is_white
            name = style.base
        return bool(unseen)


def read_odt(archive: Archive, path: str) -> Reading:
    """An OpenDocument text: headings, lists, tables, notes. Raises DocumentUnreadable."""
    body, text = opened(archive, "text")
    words = marks.joined([*text.blocks(body), *_around(archive, text)])
    title = first_heading(words) or name_of(path)
    return Reading(title=title, text=words + "\n", remarks=(HIDDEN,) if text.hid else ())


def opened(archive: Archive, kind: str) -> tuple[Element, Words]:
    """The body of an OpenDocument file of this kind, and what reads it.

    Raises DocumentUnreadable.
    """
    manifest = archive.try_tree("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
        raise DocumentUnreadable(LOCKED)
    content = archive.try_tree("content.xml")
    inside = content.find("{*}body") if content is not None else None
    body = inside.find(f"{{*}}{kind}") if inside is not None else None
    if content is None or body is None:
        raise DocumentUnreadable("it is damaged: it has no text part; save it again")
    styles = _styles(content) | _styles(archive.try_tree("styles.xml"))
    if kind == "presentation":  # what lies behind words on a slide is not told by their style
        styles = {name: replace(style, is_white=False) for name, style in styles.items()}
    return body, Words(styles)


def _around(archive: Archive, text: Words) -> Iterator[str]:
    """What stands above or below every page, each once."""
    styles = archive.try_tree("styles.xml")
    master = next(styles.iter("{*}master-styles"), None) if styles is not None else None
    found = master.iter("{*}header", "{*}footer") if master is not None else ()
    said = dict.fromkeys("\n\n".join(filter(None, text.blocks(each))) for each in found)
    yield from (words for words in said if sum(map(str.isalpha, words)) > 2)  # noqa: PLR2004 - no page number alone


def _styles(tree: Element | None) -> dict[str, _Style]:
    if tree is None:
        return {}
    return {
        attribute(style, "name"): _Style(attribute(style, "parent-style-name"), *_look(style))
        for style in tree.iter("{*}style")
    }


def _look(style: Element) -> tuple[bool | None, bool, bool]:
    """Whether words are unseen, if the style says so, white, and on a coloured ground."""
    unseen: bool | None = None
    is_white_on_page = ground = False
    for properties in style:
        fill = attribute(properties, "background-color")
        ground = ground or bool(fill and fill != "transparent" and not is_white(fill[1:]))
        if local(properties) == "text-properties":
            color, size = attribute(properties, "color"), attribute(properties, "font-size")
            display = attribute(properties, "display")
            if color or size or display:
                unseen = display == "none" or size in _NO_SIZE
                is_white_on_page = is_white(color.removeprefix("#"))
    return unseen, is_white_on_page, ground
