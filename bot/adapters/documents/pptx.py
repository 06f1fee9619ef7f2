"""The reader of PowerPoint files (.pptx): each slide is a page."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adapters.documents import marks
from bot.adapters.documents.archive import Archive, Element, attribute, local
from bot.adapters.documents.drawings import drawn
from bot.adapters.documents.ooxml import (
    child,
    children,
    is_white,
    link_of,
    linked,
    main_part,
    value,
)
from bot.adapters.documents.text import HIDDEN, Reading, name_of, shortened
from bot.domain.errors import DocumentUnreadable

VERSION = "pptx/2"

_TITLES = ("title", "ctrTitle")
_FURNITURE = ("sldNum", "dt", "ftr", "hdr")
_SMALLEST = 200  # hundredths of a point
_GROUNDS = ("solidFill", "gradFill", "pattFill", "blipFill")

_Place = tuple[int, int, int, int]


class _Slides:
    """A PowerPoint file while it is read."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.hid = False
        self.skipped: list[int] = []
        self.title = ""
        self._grounds: list[_Place] = []

    def pages(self, parts: list[str]) -> Iterator[str]:
        """One text a slide; empty for slides that are not shown."""
        for number, part in enumerate(parts, 1):
            slide = self._archive.tree(part)
            if attribute(slide, "show") in ("0", "false"):
                self.skipped.append(number)
                yield ""
            else:
                yield marks.joined([*self._shown(slide, part), *self._notes(part)])

    def _shown(self, slide: Element, part: str) -> Iterator[str]:
        tree = child(slide, "cSld", "spTree")
        behind = self._behind(slide, part)
        self._grounds = [place for each in behind for place in _coloured_places(each)]
        ground = any(_is_coloured(each) for each in behind)
        for shape in self._in_reading_order(tree):
            yield from self._shape(shape, part, ground=ground)

    def _behind(self, slide: Element, part: str) -> list[Element]:
        """The slide, its layout and its master, which lie behind each other."""
        layouts = linked(self._archive, part, "slideLayout")
        masters = [
            to for layout in layouts for to in linked(self._archive, layout, "slideMaster")
        ]
        return [slide, *(self._archive.tree(name) for name in (*layouts, *masters))]

    def _in_reading_order(self, tree: Element | None) -> list[Element]:
        shapes = list(tree) if tree is not None else []
        return sorted(shapes, key=lambda shape: _placeholder(shape) not in _TITLES)

    def _shape(self, shape: Element, part: str, *, ground: bool) -> Iterator[str]:
        name = local(shape)
        if name == "grpSp":
            for each in shape:
                yield from self._shape(each, part, ground=True)
        elif name == "AlternateContent":
            for each in child(shape, "Choice") or ():
                yield from self._shape(each, part, ground=ground)
        elif name == "graphicFrame":
            for table in shape.iter("{*}tbl"):
                yield self._table(table)
            yield from drawn(self._archive, part, shape)
        elif name == "sp" and _placeholder(shape) not in _FURNITURE:
            if value(child(shape, "nvSpPr", "cNvPr"), "hidden") in ("1", "true"):
                self.hid = True
                return
            yield from self._text(shape, ground=ground)

    def _text(self, shape: Element, *, ground: bool) -> Iterator[str]:
        body = child(shape, "txBody")
        if body is None:
            return
        filled = any(child(shape, "spPr", fill) is not None for fill in _GROUNDS)
        styled = child(shape, "style", "fillRef") is not None
        ground = ground or filled or styled or _lies_on(shape, self._grounds)
        lines = list(self._paragraphs(body, ground=ground))
        if _placeholder(shape) in _TITLES:
            title = shortened(" ".join(line.removeprefix("- ") for line in lines))
            self.title = self.title or title
            yield marks.heading(2, title)
        else:
            yield from lines

    def _paragraphs(self, body: Element, *, ground: bool) -> Iterator[str]:
        for paragraph in children(body, "p"):
            words = "".join(self._run(run, ground=ground) for run in paragraph)
            level = value(child(paragraph, "pPr"), "lvl")
            if level.isdecimal() and int(level):
                yield marks.item(words, depth=int(level))
            else:
                yield marks.prose(words)

    def _run(self, run: Element, *, ground: bool) -> str:
        if local(run) == "br":
            return "\n"
        words = "".join(each.text or "" for each in children(run, "t"))
        if not words.strip() or not _is_unseen(child(run, "rPr"), ground=ground):
            return words
        self.hid = True
        return ""

    def _table(self, table: Element) -> str:
        return marks.table(
            [
                [
                    " ".join(self._paragraphs(body, ground=True))
                    for cell in children(row, "tc")
                    if (body := child(cell, "txBody")) is not None
                ]
                for row in children(table, "tr")
            ]
        )

    def _notes(self, part: str) -> Iterator[str]:
        for name in linked(self._archive, part, "notesSlide"):
            tree = child(self._archive.tree(name), "cSld", "spTree")
            for shape in tree if tree is not None else ():
                if _placeholder(shape) not in (*_FURNITURE, "sldImg"):
                    yield from self._shape(shape, name, ground=True)


def read_pptx(archive: Archive, path: str) -> Reading:
    """A PowerPoint file: titles as headings, tables, and the speaker's notes.

    Slides that are not shown are left out and reported. Raises DocumentUnreadable.
    """
    part = main_part(archive)
    listed = child(archive.tree(part), "sldIdLst") if part else None
    parts = [
        to
        for entry in (listed if listed is not None else ())
        if (to := link_of(archive, part, _link(entry)))
    ]
    if not parts:
        raise DocumentUnreadable("it has no slides: it is empty or damaged; save it again")
    slides = _Slides(archive)
    text, starts = marks.bound(slides.pages(parts))
    remarks = [HIDDEN] if slides.hid else []
    if slides.skipped:
        which = ", ".join(map(str, slides.skipped))
        remarks.append(f"hidden slides were left out: {which}")
    title = slides.title or name_of(path)
    return Reading(title=title, text=text, pages=starts, remarks=tuple(remarks))


def _link(entry: Element) -> str:
    # `id` is there twice: the slide's own number, and in another namespace the link.
    return next((str(v) for k, v in entry.attrib.items() if str(k).endswith("}id")), "")


def _placeholder(shape: Element) -> str:
    holder = child(shape, "nvSpPr", "nvPr", "ph")
    return "" if holder is None else (value(holder, "type") or "body")


def _coloured_places(slide: Element) -> Iterator[_Place]:
    """Where shapes lie that are filled with anything but white."""
    for shape in slide.iter("{*}sp"):
        look = child(shape, "spPr")
        if (
            look is None
            or child(look, "noFill") is not None
            or (place := _place(shape)) is None
        ):
            continue
        fill = child(look, "solidFill")
        is_white_fill = fill is not None and all(is_white(value(color)) for color in fill)
        other = any(child(look, name) is not None for name in _GROUNDS)
        if (other or child(shape, "style", "fillRef") is not None) and not is_white_fill:
            yield place


def _place(shape: Element) -> _Place | None:
    """The left, top, width and height of a shape; None when it says nothing of that."""
    frame = child(shape, "spPr", "xfrm")
    at, size = child(frame, "off"), child(frame, "ext")
    said = [value(at, "x"), value(at, "y"), value(size, "cx"), value(size, "cy")]
    if not all(number.removeprefix("-").isdecimal() for number in said):
        return None
    left, top, width, height = map(int, said)
    return left, top, width, height


def _lies_on(shape: Element, grounds: list[_Place]) -> bool:
    """Whether the middle of a shape lies on one of these places."""
    place = _place(shape)
    if place is None:
        return bool(grounds)
    x, y = place[0] + place[2] / 2, place[1] + place[3] / 2
    return any(
        left <= x <= left + width and top <= y <= top + height
        for left, top, width, height in grounds
    )


def _is_coloured(slide: Element) -> bool:
    colours = child(slide, "clrMap")
    if colours is not None and value(colours, "bg1") not in ("", "lt1"):
        return True
    if next(slide.iter("{*}pic"), None) is not None:
        return True
    ground = child(slide, "cSld", "bg")
    if ground is None:
        return False
    colors = [value(each) for each in ground.iter() if value(each)]
    return not colors or not all(is_white(color) for color in colors)


def _is_unseen(properties: Element | None, *, ground: bool) -> bool:
    if properties is None:
        return False
    size = value(properties, "sz")
    if size.isdecimal() and int(size) < _SMALLEST:
        return True
    fill = child(properties, "solidFill")
    if fill is None or ground:
        return child(properties, "noFill") is not None
    return any(is_white(value(color)) for color in fill)
