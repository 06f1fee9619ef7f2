"""Words in drawings of Word, Excel and PowerPoint files that lie in parts of their own."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adapters.documents import marks
from bot.adapters.documents.archive import Archive, Element, local
from bot.adapters.documents.ooxml import child, link_of, value

_MOST_POINTS = 500


def drawn(archive: Archive, part: str, drawing: Element) -> Iterator[str]:
    """The charts and diagrams (SmartArt) that hang on `drawing` in `part`, as Markdown."""
    for each in drawing.iter("{*}relIds", "{*}chart"):
        is_chart = local(each) == "chart"
        to = link_of(archive, part, value(each, "id" if is_chart else "dm"))
        if to:
            yield from (_chart if is_chart else _diagram)(archive.tree(to))


def _diagram(tree: Element) -> Iterator[str]:
    points = child(tree, "ptLst")
    for point in points if points is not None else ():
        words = child(point, "t")
        if words is not None:
            yield marks.item(_said(words))


def _chart(tree: Element) -> Iterator[str]:
    """A chart: its titles, then a line for each category with the values of every series."""
    for title in tree.iter("{*}title"):
        yield marks.prose(_said(title))
    series = list(tree.iter("{*}ser"))
    columns = [_points(child(each, "val")) or _points(child(each, "yVal")) for each in series]
    names = [" ".join(_points(child(each, "tx")).values()) for each in series]
    labels = next((p for each in series if (p := _labels(each))), {})
    rows = [
        [labels.get(at, ""), *(column.get(at, "") for column in columns)]
        for at in sorted({at for column in (labels, *columns) for at in column})
    ]
    yield marks.table([["", *names], *rows[:_MOST_POINTS]])


def _labels(series: Element) -> dict[int, str]:
    return _points(child(series, "cat")) or _points(child(series, "xVal"))


def _points(element: Element | None) -> dict[int, str]:
    """What a chart keeps of the cells it was drawn from, by their number."""
    if element is None:
        return {}
    found = {}
    for at, point in enumerate(element.iter("{*}pt")):
        number = value(point, "idx")
        words = child(point, "v")
        if words is not None and words.text:
            found[int(number) if number.isdecimal() else at] = words.text
    return found or {at: word.text for at, word in enumerate(element.iter("{*}v")) if word.text}


def _said(words: Element) -> str:
    paragraphs = [
        "".join(text.text or "" for text in paragraph.iter("{*}t"))
        for paragraph in words.iter("{*}p")
    ]
    return "\n".join(filter(None, paragraphs))
