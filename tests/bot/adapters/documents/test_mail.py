"""Mails and RTF files as people see them."""

from __future__ import annotations

import struct
from email.message import EmailMessage

import pytest

from tests.bot.adapters.documents.made.compound import compound
from tests.bot.adapters.documents.reading import reading, refusal, text_of


def mail(subject: str = "휴가 이월", body: str = "다섯 날까지 이월됩니다.") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "인사팀 <hr@haneul.example>"
    message["To"] = "all@haneul.example"
    message["Date"] = "Mon, 02 Mar 2026 09:30:00 +0900"
    message["Subject"] = subject
    message.set_content(body)
    return message


def test_subject_sender_date_and_text_survive() -> None:
    found = reading(mail().as_bytes(), "a.eml")

    assert found.title == "휴가 이월"
    assert found.text == (
        "# 휴가 이월\n\n- From: 인사팀 <hr@haneul.example>\n- To: all@haneul.example\n"
        "- Date: 2026-03-02 09:30\n\n다섯 날까지 이월됩니다.\n"
    )


def test_a_mail_that_lies_about_its_letters_is_read() -> None:
    raw = (
        b"Subject: x\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
        + "안내 말씀".encode("cp949")
    )

    assert "안내 말씀" in text_of(raw, "a.eml")


def test_the_page_is_read_when_there_is_no_plain_text() -> None:
    message = mail()
    message.set_content("<p>안녕 <b>하세요</b><p style='display:none'>secret", subtype="html")

    found = text_of(message.as_bytes(), "a.eml")

    assert "안녕 **하세요**" in found
    assert "secret" not in found


def test_attached_texts_are_read_and_other_files_named() -> None:
    message = mail()
    message.add_attachment("덧붙임", filename="note.txt")
    message.add_attachment(b"MZ", maintype="application", subtype="x", filename="표.xlsx")

    found = reading(message.as_bytes(), "a.eml")

    assert found.text.endswith("## note.txt\n\n덧붙임\n")
    assert "표.xlsx" in found.remarks[0]


def test_parts_within_parts_within_parts_come_to_an_end() -> None:
    raw = b"Subject: x\r\nContent-Type: message/rfc822\r\n\r\n" * 150 + b"Subject: y\r\n\r\nz"

    assert "deep" in refusal(raw, "a.eml")


def test_a_mail_without_words_is_reported() -> None:
    assert "neither a subject nor a text" in refusal(mail("", "").as_bytes(), "a.eml")


def test_an_outlook_mail_is_read() -> None:
    def text(number: str, words: str) -> dict[str, bytes]:
        return {f"__substg1.0_{number}001F": words.encode("utf-16-le")}

    numbers = ("0037", "1000", "001A")
    listed = b"".join(
        struct.pack("<HHIQ", 0x1F, int(number, 16), 6, 4096) for number in numbers
    )
    raw = compound(
        {
            "__properties_version1.0": bytes(32) + listed,
            **text("0037", "휴가 이월"),
            **text("1000", "다섯 날까지 이월됩니다."),
            **text("001A", "IPM.Note"),
        }
    )

    found = reading(raw, "a.msg")

    assert found.title == "휴가 이월"
    assert "다섯 날까지 이월됩니다." in found.text


@pytest.mark.parametrize("encoding", ["cp949", "ascii"])
def test_paragraphs_and_tables_of_rtf_survive(encoding: str) -> None:
    words = "안내 말씀" if encoding == "cp949" else "A notice"
    escaped = "".join(f"\\'{byte:02x}" for byte in words.encode(encoding))
    raw = (
        "{\\rtf1\\ansi\\ansicpg949{\\fonttbl{\\f0\\fcharset129 Batang;}}\\f0 "
        + escaped
        + "\\par Body text.\\par\\trowd a\\cell b\\cell\\row}"
    ).encode()

    found = reading(raw, "a.rtf")

    assert found.title == words
    assert found.text.startswith(f"{words}\n\nBody text.\n\n- a; b")


def test_hidden_words_of_rtf_are_left_out_and_reported() -> None:
    raw = rb"{\rtf1\ansi one {\v secret {inner}} two \v secret\v0  three\par}"

    found = reading(raw, "a.rtf")

    assert "secret" not in found.text
    assert found.text.split() == ["one", "two", "three"]
    assert found.remarks == ("hidden text was left out",)
