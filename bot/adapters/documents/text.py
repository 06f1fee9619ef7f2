"""Bytes into text, and the reader of plain text files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from unicodedata import normalize

from bot.adapters.documents.encoding import by_escapes, by_letters, by_mark
from bot.adapters.documents.labels import Said, split_front_matter
from bot.domain.errors import DocumentUnreadable
from bot.domain.markdown import Kind, blocks

VERSION = "text/3"

EMPTY = "the file is empty: write something into it, or delete it"
HIDDEN = "hidden text (invisible, white or of no size) was left out"

_LONGEST_TITLE = 200
_TOP = 2000
_LINE_END = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# What no reader sees: control characters, soft hyphens, zero-width characters, writing
# directions, tags and variation marks. The joiners (200C, 200D) and FE0E, FE0F stay: they
# shape letters and emoji.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0d\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
# Syllables and accented letters as macOS may write them: in pieces.
_IN_PIECES = re.compile(
    "[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[A-Za-z\u3040-\u30ff][\u0300-\u036f\u3099\u309a]+"
)
# An everyday syllable in CP949: its first byte from and to, its second from.
_EVERYDAY = (0xB0, 0xC8)
_SECOND = 0xA1
_KOREAN_SHARE = 0.75
# What most signs of a Korean or English text are, and few of any other bytes read as UTF-16.
_COMMON = re.compile(r"[\t\r\n -~가-힣ㄱ-ㆎ、-】‘-”…·–—！-～]")
_WIDE_SHARE = 0.95
_SAMPLE = 4096


# A line of up to 80 characters above a blank one, beginning with a letter or a digit and
# not ending like a sentence.
_HEADLINE = re.compile(r"\s*+([^\W_][^\n]{0,78}?[^\s.,:;!?。])[ \t]*\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a file. `text` is Markdown, as people see it.

    `pages` says where in the text each page or slide begins, if the format has any.
    `remarks` say what was left out, to an admin. `questions` are those of an approved answer.
    """

    title: str
    text: str
    said: Said = field(default_factory=Said)
    pages: tuple[int, ...] = ()
    remarks: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


def read_text(raw: bytes, path: str) -> Reading:
    """A plain text file, word for word. Raises DocumentUnreadable.

    Its title is the first line if it stands alone, is short and is no sentence; else the
    file name.
    """
    text = decode(raw)
    refuse_labels(text)
    if not text.strip():
        raise DocumentUnreadable(EMPTY)
    return Reading(title=_headline(text) or name_of(path), text=text)


def _headline(text: str) -> str:
    found = _HEADLINE.match(text)
    return shortened(found[1]) if found else ""


def decode(raw: bytes, declared: str = "") -> str:
    r"""The text in `raw`, with `\n` line ends and without invisible characters.

    UTF-8, UTF-16, UTF-32 (without a byte-order mark only in Korean or English), Korean
    CP949, or the likeliest of other old encodings; `declared` is what the file says it is.
    Raises DocumentUnreadable.
    """
    text = _decoded(raw, declared)
    if "\0" in text:
        raise DocumentUnreadable(
            "it holds NUL bytes, so it looks like a binary file with the wrong ending: "
            "give it its right ending, or save it as UTF-8 text"
        )
    return tidy(text)


def tidy(text: str) -> str:
    r"""`text` with `\n` line ends, letters whole, without characters that no reader sees."""
    whole = _IN_PIECES.sub(lambda found: normalize("NFC", found[0]), text)
    return _INVISIBLE.sub("", _LINE_END.sub("\n", whole))


def first_heading(text: str) -> str:
    """The first heading of level 1 in a Markdown text, or an empty string."""
    # Nearly always it stands near the top, and the rest need not be looked through.
    top = text[: text.rfind("\n", 0, _TOP) + 1]
    return _first_heading(top) or _first_heading(text)


def _first_heading(text: str) -> str:
    found = (b.title for b in blocks(text) if b.kind is Kind.HEADING and b.level == 1)
    return shortened(next(filter(None, found), ""))


def shortened(title: str) -> str:
    """`title` in one line of bearable length."""
    return " ".join(title.split())[:_LONGEST_TITLE]


def name_of(path: str) -> str:
    """The file name as a title: no ending, `-` and `_` as spaces."""
    stem = PurePosixPath(path).stem
    return shortened(tidy(re.sub(r"[-_]+", " ", stem))) or stem


def refuse_labels(text: str) -> None:
    """Raise DocumentUnreadable when a file that is no Markdown labels its audience.

    Whoever wrote the label relies on it, and in these formats nobody reads it.
    """
    if split_front_matter(text)[0].audience is not None:
        raise DocumentUnreadable(
            "front matter with an audience is read in Markdown files only: rename the file "
            "to .md, or put the audience into the _folder.yaml of a folder for such files",
            withhold=True,
        )


def _decoded(raw: bytes, declared: str) -> str:
    try:
        if (marked := by_mark(raw)) is not None:
            return marked
        if b"\0" in raw[:_SAMPLE] and (wide := _wide(raw)):
            return wide
        return by_escapes(raw) or raw.decode("utf-8")
    except UnicodeDecodeError as error:
        found = by_letters(raw, declared) or _korean(raw)
        if found is None:
            line = raw.count(b"\n", 0, error.start) + 1
            raise DocumentUnreadable(
                "its letters are neither UTF-8 nor in another encoding that could be told "
                f"(first strange byte in line {line}): save it as UTF-8"
            ) from error
        return found


def _wide(raw: bytes) -> str | None:
    """The text when `raw` is UTF-16 or 32 without its mark, in English or Korean."""
    for codec in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be"):
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        if len(_COMMON.findall(sample)) >= _WIDE_SHARE * len(sample):
            return text
    return None


def _korean(raw: bytes) -> str | None:
    """The text when `raw` is CP949, which nearly any bytes can be read as by accident.

    Real Korean text shows itself: what is not ASCII is mostly the 2,350 everyday
    syllables, where other encodings give rare syllables and Chinese characters.
    """
    try:
        text = raw.decode("cp949")
    except UnicodeDecodeError:
        return None
    letters = "".join(c for c in text if c > "\x7f" and c.isalpha()).encode("cp949")
    common = sum(
        _EVERYDAY[0] <= first <= _EVERYDAY[1] and second >= _SECOND
        for first, second in zip(letters[::2], letters[1::2], strict=True)
    )
    return text if common and common >= _KOREAN_SHARE * len(letters) / 2 else None
