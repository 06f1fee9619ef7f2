"""The reader of HTML files. Imported with the first such file: its libraries are slow."""

from __future__ import annotations

import re
import time
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString
from bs4.exceptions import ParserRejectedMarkup
from markdownify import ATX, MarkdownConverter

from bot.adapters.documents.html_styles import Styles
from bot.adapters.documents.text import (
    HIDDEN,
    Reading,
    decode,
    first_heading,
    name_of,
    refuse_labels,
    shortened,
    tidy,
)
from bot.domain.errors import DocumentUnreadable

VERSION = "html/3"

_DEEPEST = 150
_PATIENCE = 60.0
_LONGEST_NUMBERED = 2000
_WIDEST_CELL = 50
_LARGEST_START = 1_000_000
_TOP = 4096
_DECLARED = re.compile(
    rb"(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE | re.ASCII
)
_NUMBER = re.compile(r"[0-9]{1,9}")
_NO_TEXT = (
    "the page shows no text by itself: save it again after its scripts have run, "
    "or write it as Markdown"
)
_UNSEEN = re.compile(
    "audio|base|canvas|datalist|embed|iframe|link|meta|nav|noscript|object|script|select"
    "|style|svg|template|title|video"
)
_DEAD_LINK = re.compile(r"(?:javascript|data|vbscript):", re.IGNORECASE)
# The converter's patterns take time that grows with the square of such a gap.
_LONG_GAP = re.compile(r"[ \t\n]{200,}")

# What HTML ends without an end tag: a paragraph by any block, and each of these by its next.
_BLOCK = re.compile(
    "address|article|aside|blockquote|dd|details|div|dl|dt|fieldset|figcaption|figure|footer"
    "|form|h[1-6]|header|hr|li|main|menu|nav|ol|p|pre|section|table|ul"
)
_CLOSES = {
    "li": ({"li"}, {"ul", "ol", "menu"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr"}, {"table"}),
    "thead": ({"thead", "tbody", "tfoot"}, {"table"}),
    "tbody": ({"thead", "tbody", "tfoot"}, {"table"}),
    "tfoot": ({"thead", "tbody", "tfoot"}, {"table"}),
}
_AROUND_PARAGRAPHS = {
    "body",
    "html",
    "table",
    "caption",
    "td",
    "th",
    "button",
    "object",
    "template",
}


def read_html(raw: bytes, path: str, *, patience: float = _PATIENCE) -> Reading:
    """An HTML page as Markdown: what a person would see of it, without its navigation.

    `patience` is the processor time in seconds after which a page is given up. Raises
    DocumentUnreadable.
    """
    declared = _DECLARED.search(raw[:_TOP])
    source = decode(raw, declared[1].decode("ascii") if declared else "")
    refuse_labels(source)
    limit = _Limit(patience)
    try:
        # The tag in front keeps the parser from warning about pages that begin otherwise.
        page = _Page("<html>" + _LONG_GAP.sub("\n", source), limit)
        converter = _Converter(limit, Styles(page))
        middle = _middle(page)
        headed = [*_heads_above(page, middle), middle]
        words = (converter.convert_soup(each).strip("\n") for each in headed)
        text = tidy("\n\n".join(words)).strip("\n")
    except (ParserRejectedMarkup, RecursionError, ValueError) as error:
        raise DocumentUnreadable(
            "the page is too broken to read: save it again, or write it as Markdown"
        ) from error
    if not text.strip():
        raise DocumentUnreadable(_NO_TEXT)
    title = _title(page) or first_heading(text) or name_of(path)
    return Reading(title=title, text=text + "\n", remarks=(HIDDEN,) if converter.hid else ())


class _Limit:
    """Ends a page that keeps parser or converter busy; some pages could for hours."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._until = time.thread_time() + patience

    def check(self) -> None:
        if time.thread_time() > self._until:
            raise DocumentUnreadable(
                f"the page takes more than {self._patience:g} seconds to read: split it, "
                "or write it as Markdown"
            )


def _title(page: BeautifulSoup) -> str:
    titles = (t for t in page.find_all("title") if not t.find_parent("svg"))
    return shortened(tidy(next((t.get_text() for t in titles), "")))


def _middle(page: BeautifulSoup) -> Tag:
    """The one `<main>` or `<article>` if it holds most of the page's words, else all."""
    for name in ("main", "article"):
        found = page.find_all(name)
        if len(found) == 1:
            return found[0] if 2 * _words(found[0]) >= _words(page) else page
    return page


def _heads_above(page: BeautifulSoup, middle: Tag) -> list[Tag]:
    """The main heading, where it stands outside the middle of the page that it is about."""
    if middle is page or middle.find("h1"):
        return []
    return [head for head in page.find_all("h1") if not head.find_parent(_UNSEEN)][:1]


def _words(tag: Tag) -> int:
    return sum(len(text) for text in tag.stripped_strings)


class _Page(BeautifulSoup):
    """A parsed page, of bearable depth, where tags that need no end tag are ended."""

    def __init__(self, source: str, limit: _Limit) -> None:
        self._limit = limit
        super().__init__(source, "html.parser")

    def handle_data(self, data: str) -> None:
        self._limit.check()
        super().handle_data(data)

    def handle_starttag(self, name: str, *others: Any, **where: Any) -> Tag | None:
        self._limit.check()
        self.endData()  # else the text before it would move behind what is ended here
        self._end_what_is_over(name)
        if len(self.tagStack) > _DEEPEST:
            raise DocumentUnreadable(
                f"its elements stand more than {_DEEPEST} deep in each other, which no page "
                "for people needs: save it again, or write it as Markdown"
            )
        for attributes in others:
            if isinstance(attributes, dict):
                _mend(attributes)
        return super().handle_starttag(name, *others, **where)

    def _end_what_is_over(self, name: str) -> None:
        if _BLOCK.fullmatch(name):
            self._end({"p"}, _AROUND_PARAGRAPHS)
        if name in _CLOSES:
            self._end(*_CLOSES[name])

    def _end(self, ended: set[str], kept: set[str]) -> None:
        for above, tag in enumerate(reversed(self.tagStack), 1):
            if tag.name in ended:
                for _ in range(above):
                    self.popTag()
                return
            if tag.name in kept:
                return


def _mend(attributes: dict[str, str]) -> None:
    """Take out what the converter stumbles over and links that nobody should follow."""
    for name, largest in (("colspan", _WIDEST_CELL), ("start", _LARGEST_START)):
        number = attributes.get(name, "1")
        if not _NUMBER.fullmatch(number) or int(number) > largest:
            del attributes[name]
    # As browsers do, control characters and line ends are left out before the scheme is read.
    words = re.sub(r"[\x00-\x1f]", "", attributes.pop("href", "")).split()
    if words and not _DEAD_LINK.match(words[0]):
        attributes["href"] = "%20".join(words).replace("(", "%28").replace(")", "%29")


class _Converter(MarkdownConverter):
    """Turns a page into Markdown and leaves out what nobody sees."""

    def __init__(self, limit: _Limit, styles: Styles) -> None:
        super().__init__(
            autolinks=False,
            bullets="-",
            escape_asterisks=False,
            escape_underscores=False,
            heading_style=ATX,
            table_infer_header=True,
        )
        self._limit = limit
        self._styles = styles
        self.hid = False

    # The stubs of markdownify know `convert` and `convert_soup` only.
    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        self._limit.check()
        if _is_unseen(node):
            return ""
        if self._styles.hides(node):
            self.hid = self.hid or bool(node.get_text(strip=True))
            return ""
        if node.name == "ol" and len(node.contents) > _LONGEST_NUMBERED:
            node.name = "ul"  # the converter counts from the first item for every item
        return str(super().process_tag(node, parent_tags))  # type: ignore[misc] # see above

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        # Comments, declarations, processing instructions.
        if isinstance(el, PreformattedString):
            return ""
        return str(super().process_text(el, parent_tags))  # type: ignore[misc] # see above

    def convert_img(self, el: Tag, _text: str, **_context: object) -> str:
        return str(el.get("alt") or "")


def _is_unseen(tag: Tag) -> bool:
    if _UNSEEN.fullmatch(tag.name):
        return True
    if tag.has_attr("hidden") and tag["hidden"] != "until-found":
        return True
    return bool(tag.name == "dialog" and not tag.has_attr("open"))
