"""What a file is: its bytes say so, whatever its name says."""

from __future__ import annotations

import pytest

from bot.adapters.documents.kinds import Kind, kind_of, why_not
from tests.bot.adapters.documents.made.office import docx, paragraph
from tests.bot.adapters.documents.reading import text_of

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\0"


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (PDF, Kind.PDF),
        (b"junk\r\n\0" + PDF, Kind.PDF),
        (b"PK\x03\x04" + bytes(40), Kind.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), Kind.OLE),
        (b"{\\rtf1\\ansi x}", Kind.RTF),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), Kind.IMAGE),
        (b"\xff\xd8\xff\xe0" + bytes(40), Kind.IMAGE),
        (b"BM\x9e\0\0\0\0\0\0\0", Kind.IMAGE),
        (b"RIFF\0\0\0\0WEBPVP8 ", Kind.IMAGE),
        (b"HWP Document File V3.00 \x1a", Kind.HWP3),
    ],
)
@pytest.mark.parametrize("path", ["a", "a.md", "a.txt", "a.html", "a.docx", "a.bin"])
def test_the_first_bytes_decide_whatever_the_ending(raw: bytes, kind: Kind, path: str) -> None:
    assert kind_of(raw, path) is kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        *(("a.md", Kind.MARKDOWN), ("a.MDX", Kind.MARKDOWN), ("a.txt", Kind.TEXT)),
        *(
            ("a.htm", Kind.HTML),
            ("a.csv", Kind.CSV),
            ("a.yml", Kind.YAML),
            ("a.eml", Kind.MAIL),
        ),
        *(("README", Kind.TEXT), ("a.docx", Kind.TEXT), ("a.pdf", Kind.TEXT)),
        *(("a.log", Kind.TEXT), ("a.adoc", Kind.TEXT), ("a.rst", Kind.TEXT)),
        *(("a.py", Kind.OTHER), ("a.json", Kind.OTHER)),
    ],
)
def test_among_texts_the_ending_decides(path: str, kind: Kind) -> None:
    assert kind_of("그냥 글입니다".encode(), path) is kind


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "cp949", "utf-8-sig"])
def test_a_text_of_any_encoding_is_one(encoding: str) -> None:
    raw = "안내 말씀".encode(encoding)

    assert kind_of(b"\xfe\xff" + raw if encoding == "utf-16-be" else raw, "a") is Kind.TEXT


@pytest.mark.parametrize("path", ["page", "page.pdf", "page.bin"])
def test_pages_and_mails_are_told_by_how_they_begin(path: str) -> None:
    mail = b"Received: from a by b;\r\n Mon, 2 Mar 2026\r\nSubject: x\r\n\r\nbody"

    assert kind_of(b"<!-- x -->\n<!DOCTYPE html><html>", path) is Kind.HTML
    assert kind_of(mail, path) is Kind.MAIL
    assert kind_of(b"Note: buy milk\nAlso: bread\n", "page") is Kind.TEXT


def test_bytes_of_no_kind_are_refused_by_the_reader_their_ending_names() -> None:
    assert kind_of(b"\0\1\2", "a.md") is Kind.MARKDOWN
    assert kind_of(b"\0\1\2", "a.docx") is Kind.OTHER


@pytest.mark.parametrize(
    ("raw", "path", "told"),
    [
        (b"MZ\0\0", "a.docx", "a Windows program"),
        (b"Rar!\x1a\x07", "a", "RAR"),
        (b"\0\0\0\x18ftypmp42", "a.mp4", "video"),
        (b"<?xml version='1.0'?><Workbook/>", "a.xls", "save it as .docx, .xlsx"),
        (b"print()", "a.py", "rename it to .txt"),
        (b"HWP Document File V3.00", "a.hwp", "save it as .hwpx"),
        (b"\0\1\2", "a.bin", ".docx"),
    ],
)
def test_a_refusal_says_what_it_is_and_what_to_do(raw: bytes, path: str, told: str) -> None:
    assert told in why_not(raw, path)


def test_a_word_file_is_read_under_another_name() -> None:
    assert text_of(docx(paragraph("연차는 15일")), "a.pdf") == "연차는 15일\n"
