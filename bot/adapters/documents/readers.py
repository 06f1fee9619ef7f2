"""Which reader reads which file. It runs inside the worker, and so do all readers."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from bot.adapters.documents.kinds import Kind, kind_of, why_not
from bot.adapters.documents.limits import Limits
from bot.adapters.documents.text import EMPTY, Reading
from bot.domain.errors import DocumentUnreadable

# Libraries are imported with the first file that needs them: a worker for mails needs no
# PDF engine. Hence the imports within functions, here and nowhere else.
# ruff: noqa: PLC0415

READERS = (
    "answers/1 docx/2 html/3 hwp/2 hwpx/2 mail/2 markdown/2 odf/1 odt/2 outlook/1 pdf/2 pptx/2 "
    "questions/1 recognition/1 rtf/2 sheets/2 text/3 xlsx/2"
)
"""The versions of all readers: changes whenever what one makes of a file would."""

_ODT = "application/vnd.oasis.opendocument.text"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ODP = "application/vnd.oasis.opendocument.presentation"
_HWPX = "application/hwp+zip"


@dataclass(frozen=True, slots=True)
class Wish:
    """A file to read: where it lies, its limits, and languages to recognize text in."""

    path: str
    limits: Limits
    languages: str = ""


def read(raw: bytes, wish: Wish) -> tuple[Reading, str]:
    """What the right reader makes of a file, and that reader's version.

    Raises DocumentUnreadable; MemoryError and RecursionError as they come.
    """
    if not raw:
        raise DocumentUnreadable(EMPTY)
    reading, version = _read(raw, wish)
    if not reading.text.strip():
        raise DocumentUnreadable("it shows no text: write something into it, or delete it")
    if len(reading.text) > wish.limits.text:
        raise DocumentUnreadable(
            f"it holds more than {wish.limits.text:,} characters of text: split it"
        )
    return reading, version


def _read(raw: bytes, wish: Wish) -> tuple[Reading, str]:
    kind = kind_of(raw, wish.path)
    if kind is Kind.ZIP:
        return _read_zip(raw, wish)
    if kind is Kind.OLE:
        return _read_ole(raw, wish)
    if kind in (Kind.PDF, Kind.IMAGE):
        return _read_pages(kind, raw, wish)
    if kind in (Kind.OTHER, Kind.HWP3):
        raise DocumentUnreadable(why_not(raw, wish.path))
    return _read_text(kind, raw, wish)


def _read_text(kind: Kind, raw: bytes, wish: Wish) -> tuple[Reading, str]:
    if kind is Kind.MAIL:
        from bot.adapters.documents import mail

        return mail.read_mail(raw, wish.path, wish.limits), mail.VERSION
    reader, version = _text_reader(kind)
    return reader(raw, wish.path), version


def _text_reader(kind: Kind) -> tuple[Callable[[bytes, str], Reading], str]:
    from bot.adapters.documents import html, markdown, questions, rtf, sheets, text

    readers: dict[Kind, tuple[Callable[[bytes, str], Reading], str]] = {
        Kind.HTML: (html.read_html, html.VERSION),
        Kind.CSV: (sheets.read_csv, sheets.VERSION),
        Kind.YAML: (questions.read_questions, questions.VERSION),
        Kind.RTF: (rtf.read_rtf, rtf.VERSION),
        Kind.MARKDOWN: (markdown.read_markdown, markdown.VERSION),
        Kind.TEXT: (text.read_text, text.VERSION),
    }
    return readers[kind]


def _read_pages(kind: Kind, raw: bytes, wish: Wish) -> tuple[Reading, str]:
    from bot.adapters.documents import recognition

    looking = recognition.Recognition(wish.languages, seconds=wish.limits.recognition)
    if kind is Kind.IMAGE:
        return recognition.read_picture(raw, wish.path, looking), recognition.VERSION
    from bot.adapters.documents import pdf

    return pdf.read_pdf(raw, wish.path, looking), pdf.VERSION


def _read_zip(raw: bytes, wish: Wish) -> tuple[Reading, str]:
    from bot.adapters.documents.archive import Archive

    archive = Archive(raw, wish.limits)
    names = archive.names
    said = archive.read("mimetype").decode("latin-1").strip() if "mimetype" in names else ""
    if said == _HWPX or "Contents/section0.xml" in names:
        from bot.adapters.documents import hwpx

        return hwpx.read_hwpx(archive, wish.path), hwpx.VERSION
    if said.startswith((_ODS, _ODP)):
        from bot.adapters.documents import odf

        read_odf = odf.read_ods if said.startswith(_ODS) else odf.read_odp
        return read_odf(archive, wish.path), odf.VERSION
    if said.startswith(_ODT):
        from bot.adapters.documents import odt

        return odt.read_odt(archive, wish.path), odt.VERSION
    if any(name.startswith("word/") for name in names):
        from bot.adapters.documents import docx

        return docx.read_docx(archive, wish.path), docx.VERSION
    if any(name.startswith("ppt/") for name in names):
        from bot.adapters.documents import pptx

        return pptx.read_pptx(archive, wish.path), pptx.VERSION
    if any(name.startswith("xl/") for name in names):
        from bot.adapters.documents import xlsx

        return xlsx.read_xlsx(raw, archive, wish.path), xlsx.VERSION
    raise DocumentUnreadable(
        f"it is an archive or a document of a kind that is not read ({said or 'ZIP'}): unpack "
        "it into the folder, or save it as .docx, .pptx, .xlsx or PDF"
    )


def _read_ole(raw: bytes, wish: Wish) -> tuple[Reading, str]:
    import olefile

    from bot.adapters.documents.archive import LOCKED

    try:
        ole = olefile.OleFileIO(io.BytesIO(raw))
        names = {entry[0] for entry in ole.listdir()}
    except (OSError, ValueError, IndexError) as error:
        raise DocumentUnreadable("it is damaged: copy or save it again") from error
    if "EncryptedPackage" in names:
        raise DocumentUnreadable(LOCKED)
    if "FileHeader" in names and ("BodyText" in names or "ViewText" in names):
        from bot.adapters.documents import hwp

        return hwp.read_hwp(ole, wish.path, wish.limits), hwp.VERSION
    if "__properties_version1.0" in names:
        from bot.adapters.documents import outlook

        return outlook.read_msg(raw, wish.path), outlook.VERSION
    raise DocumentUnreadable(_why_not_ole(names))


def _why_not_ole(names: set[str]) -> str:
    for stream, kind, ending in (
        ("WordDocument", "Word", ".docx"),
        ("Workbook", "Excel", ".xlsx"),
        ("Book", "Excel", ".xlsx"),
        ("PowerPoint Document", "PowerPoint", ".pptx"),
    ):
        if stream in names:
            return (
                f"it is in the old {kind} format of before 2007: save it as {ending}, or as PDF"
            )
    return "it is of a kind that is not read: save it as .docx, .pptx, .xlsx or PDF"
