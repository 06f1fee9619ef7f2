"""Archives that are meant to hurt, and those that are merely broken."""

from __future__ import annotations

import io
import zipfile

import pytest

from bot.adapters.documents.limits import MIB, Limits
from tests.bot.adapters.documents.made.office import docx, odt, packed, paragraph, pptx, shape
from tests.bot.adapters.documents.reading import refusal

BOMB = "x" * (8 * MIB)


def test_what_grows_too_much_is_refused_before_it_is_unpacked() -> None:
    assert "times its size" in refusal(docx(paragraph(BOMB)), "a.docx")


def test_a_size_that_is_a_lie_is_found_out_while_unpacking() -> None:
    raw = docx(paragraph("x" * 3 * MIB))
    lying = _with_size(raw, "word/document.xml", 100)

    told = refusal(lying, "a.docx", limits=Limits(unpacked=MIB))

    assert "damaged" in told or "unpacks to more" in told


def _with_size(raw: bytes, name: str, size: int) -> bytes:
    """`raw` where the list of contents says that a part has another size."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        real = archive.getinfo(name).file_size
    at = raw.rindex(b"PK\x01\x02", 0, raw.rindex(name.encode()))
    assert raw[at + 24 : at + 28] == real.to_bytes(4, "little")
    return raw[: at + 24] + size.to_bytes(4, "little") + raw[at + 28 :]


def test_too_many_parts_are_refused() -> None:
    raw = packed({f"word/{at}": "" for at in range(2500)})

    assert "2,500 parts" in refusal(raw, "a.docx")


@pytest.mark.parametrize(
    "part", ["word/vbaProject.bin", "xl/macrosheets/sheet1.xml", "Basic/Standard/Module1.xml"]
)
def test_files_with_macros_are_refused(part: str) -> None:
    raw = docx(paragraph("x"), more={part: b"\0"})

    assert "macros" in refusal(raw, "a.docm")


@pytest.mark.parametrize(
    "head", ['<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', "<!doctype a>"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(head: str, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{head}<a>&b;</a>'.encode(encoding)

    for raw in (
        docx(more={"word/document.xml": xml}),
        odt("", more={"content.xml": xml}),
        packed({"xl/workbook.xml": xml}),
    ):
        assert "entities" in refusal(raw, "a")


def test_elements_too_deep_in_each_other_are_refused() -> None:
    assert "not well-formed" in refusal(odt("<text:span>" * 5000), "a.odt")


def test_a_locked_archive_is_refused() -> None:
    raw = bytearray(packed({"word/document.xml": "x"}))
    raw[6] |= 1
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1

    assert "password" in refusal(bytes(raw), "a.docx")


def test_broken_archives_are_refused() -> None:
    whole = pptx(shape("x"))

    assert "damaged" in refusal(whole[: len(whole) // 2], "a.pptx")
    assert "damaged" in refusal(docx(more={"word/document.xml": "<a><b></a>"}), "a.docx")


def test_other_archives_are_reported() -> None:
    assert "unpack it" in refusal(packed({"a.md": "x", "../../b.md": "y"}), "a.zip")
