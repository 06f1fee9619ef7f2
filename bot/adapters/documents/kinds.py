"""What a file is, told by its first bytes. Pure.

The ending decides only where bytes cannot: among kinds of text.
"""

from __future__ import annotations

import codecs
import re
from enum import Enum
from pathlib import PurePosixPath


class Kind(Enum):
    """What a file is; the value names it to an admin."""

    MARKDOWN = "Markdown"
    TEXT = "text"
    HTML = "HTML"
    CSV = "CSV"
    YAML = "YAML"
    MAIL = "mail"
    RTF = "RTF"
    PDF = "PDF"
    ZIP = "ZIP"
    OLE = "OLE"
    IMAGE = "picture"
    HWP3 = "HWP 3"
    OTHER = "unknown"


_MARKDOWN = (".md", ".markdown", ".mdx")
_TEXT = (".txt", ".text", ".log", ".rst", ".adoc", ".asciidoc", ".org")
_BY_ENDING = {
    **dict.fromkeys(_MARKDOWN, Kind.MARKDOWN),
    **dict.fromkeys(_TEXT, Kind.TEXT),
    **dict.fromkeys((".html", ".htm", ".xhtml"), Kind.HTML),
    **dict.fromkeys((".csv", ".tsv"), Kind.CSV),
    **dict.fromkeys((".yaml", ".yml"), Kind.YAML),
    **dict.fromkeys((".eml", ".mht", ".mhtml"), Kind.MAIL),
}
_BINARY = [
    ".pdf",
    ".docx",
    ".docm",
    ".dotx",
    ".pptx",
    ".pptm",
    ".ppsx",
    ".xlsx",
    ".xlsm",
    ".odt",
    ".ods",
    ".odp",
    ".rtf",
    ".msg",
    ".hwp",
    ".hwpx",
    ".doc",
    ".xls",
    ".ppt",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".bmp",
    ".tif",
    ".tiff",
    ".webp",
]
FORMATS = (*_BY_ENDING, *_BINARY)
"""The file name endings of all that is read; what a file is, its content tells."""

_FIRST = 4096
_HWP3 = b"HWP Document File V3"
_MAGIC = (
    (b"{\\rtf", Kind.RTF),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (_HWP3, Kind.HWP3),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"II*\0", Kind.IMAGE),
    (b"MM\0*", Kind.IMAGE),
)
_PDF = b"%PDF-"
_PDF_WITHIN = 1024
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b")
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2}", re.ASCII)
_MAIL_FIELD = re.compile(
    rb"^(?:Received|Return-Path|MIME-Version|Message-ID|Delivered-To):",
    re.IGNORECASE | re.MULTILINE,
)
_OTHERS = {
    b"\x7fELF": "a program",
    b"MZ": "a Windows program",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\0": "an xz archive",
    b"ID3": "sound",
    b"OggS": "sound or video",
    b"fLaC": "sound",
    b"\x1aE\xdf\xa3": "a video",
    b"SQLite format 3\0": "a database",
    b"%!PS": "PostScript",
}


def kind_of(raw: bytes, path: str) -> Kind:
    """What the file is, by its bytes, and among texts by the ending of `path`.

    OTHER for bytes that are no text and of no kind that is read, and for texts whose ending
    says that they are meant for programs.
    """
    if found := _by_magic(raw):
        return found
    ending = PurePosixPath(path).suffix.lower()
    if ending == ".pdf" and _PDF in raw[:_PDF_WITHIN]:
        return Kind.PDF
    if not _is_text(raw):
        # Bytes of no kind at all in a file that says it is a text: its reader says why not.
        return _BY_ENDING.get(ending, Kind.OTHER)
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    if found := _by_content(raw):
        return found
    return Kind.TEXT if ending in ("", *_BINARY) and not _XML.match(raw) else Kind.OTHER


def why_not(raw: bytes, path: str) -> str:
    """Why a file of kind OTHER or HWP3 is not read; its beginning is enough."""
    if raw.startswith(_HWP3):
        return "it is in the old Hangul format of before 2000: save it as .hwpx or PDF"
    what = "a video or a picture of a phone" if raw[4:8] == b"ftyp" else ""
    what = what or next((name for magic, name in _OTHERS.items() if raw.startswith(magic)), "")
    if what:
        return f"it is {what}, which is not read: take it away, or write what it says as text"
    ending = PurePosixPath(path).suffix
    if _XML.match(raw):
        return "it is XML, which is for programs: save it as .docx, .xlsx, .pptx or PDF"
    if ending and _is_text(raw):
        return (
            f"'{ending}' files are not read, as most are for programs: if people should get "
            "answers from it, rename it to .txt or .md"
        )
    return f"it is of a kind that is not read; these are: {' '.join(FORMATS)}"


def _by_magic(raw: bytes) -> Kind | None:
    for magic, kind in _MAGIC:
        if raw.startswith(magic):
            return kind
    if raw[:2] == b"BM" and raw[6:10] == b"\0\0\0\0":
        return Kind.IMAGE
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return Kind.IMAGE
    return Kind.PDF if _is_pdf(raw) else None


def _is_pdf(raw: bytes) -> bool:
    # Some programs write a line of their own above it.
    return raw.startswith(_PDF) or (_PDF in raw[:_PDF_WITHIN] and not _is_text(raw))


def _is_text(raw: bytes) -> bool:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return b"\0" not in raw[:_FIRST]


def _by_content(raw: bytes) -> Kind | None:
    top = raw[:_FIRST].removeprefix(codecs.BOM_UTF8)
    if _HTML.match(top):
        return Kind.HTML
    return Kind.MAIL if _MAIL.match(top) and _MAIL_FIELD.search(top) else None
