"""Bytes into text."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from bot.adapters.documents.text import decode, first_heading, name_of, read_text
from bot.domain.errors import DocumentUnreadable

KOREAN = "한빛타워 주차장은 2층입니다.\n문의: 내선 3301 ※ 주말 제외\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_korean_is_read_in_every_encoding_that_people_save_it_in(encoding: str) -> None:
    assert decode(KOREAN.encode(encoding)) == KOREAN


def test_utf_16_is_read_in_either_byte_order() -> None:
    assert decode(b"\xff\xfe" + KOREAN.encode("utf-16-le")) == KOREAN
    assert decode(b"\xfe\xff" + KOREAN.encode("utf-16-be")) == KOREAN


def test_rare_syllables_do_not_hide_that_a_text_is_korean() -> None:
    assert decode("똠방각하와 뷁의 펲시콜라를 말하다".encode("cp949")).startswith("똠방각하")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Äpfel und Birnen", "latin-1"),
        ("Die Größe der Äpfel ist gleich", "latin-1"),
        ("The company’s policy – don’t", "cp1252"),
        ("すべての社員は休暇を取ることができます。", "shift-jis"),
        ("名前,年齢,住所\n佐藤太郎,30,東京\n", "cp932"),
        ("すべての社員は休暇を取ることができます。", "iso2022_jp"),
        ("所有员工都可以申请年假，请联系人力资源部门。", "gb2312"),
        ("這是公司的休假規定，員工可以休七天。", "big5"),
        ("Заявление подают за две недели.", "cp1251"),
        ("연차는 매년 15일이 생긴다.", "iso2022_kr"),
        ("연차는 매년 15일이 생긴다.", "utf-32"),
        ("연차는 매년 15일이 생긴다.", "utf-32-be"),
    ],
)
def test_text_in_another_encoding_is_told_by_its_everyday_signs(
    text: str, encoding: str
) -> None:
    assert decode(text.encode(encoding)) == text


def test_a_page_may_say_what_its_letters_cannot_tell() -> None:
    assert decode("会議".encode("shift-jis"), "Shift_JIS") == "会議"


@pytest.mark.parametrize("decomposed", ["휴가는 각 15일", "Café"])
def test_letters_in_pieces_become_whole(decomposed: str) -> None:
    assert decode(normalize("NFD", decomposed).encode()) == decomposed


@pytest.mark.parametrize(
    "raw",
    [
        "plain\xff".encode("latin-1"),
        "한국어".encode()[:-1],
        "“Curly” quotes, and a broken end ".encode() + b"\xe2",
        "It costs £5, £6 or £7".encode() + b" \xe2 x",
        "휴가 규정".encode("johab"),
        b"plain words\n" * 20_000 + b"\xff\xfe\xfd",
    ],
)
def test_text_in_another_encoding_is_refused_and_not_garbled(raw: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match="save it as UTF-8"):
        decode(raw)


def test_the_line_of_the_first_strange_byte_is_named() -> None:
    with pytest.raises(DocumentUnreadable, match="line 3"):
        decode("one\ntwo\nthr\xff\n".encode("latin-1"))


@pytest.mark.parametrize("raw", [b"%PDF-1.7\n\0\1", b"\0"])
def test_nul_bytes_show_a_binary_file(raw: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match="binary"):
        decode(raw)


def test_line_ends_become_one_kind() -> None:
    assert decode("a\r\nb\rc\nd\x0ce\u2028f".encode()) == "a\nb\nc\nd\ne\nf"


@pytest.mark.parametrize(
    "sign",
    [
        *("\u200b", "\u200e", "\u200f", "\u2060", "\ufeff", "\u00ad", "\x1b", "\x08"),
        *("\u202a", "\u202e", "\u2066", "\u2069", "\U000e0041", "\U000e007f", "\U000e0100"),
    ],
)
def test_what_no_reader_sees_is_taken_out(sign: str) -> None:
    assert decode(f"pass{sign}word".encode()) == "password"


@pytest.mark.parametrize("text", ["👩\u200d💻", "❤\ufe0f", "می\u200cخواهم", "각\t가  나"])
def test_what_shapes_letters_and_emoji_stays(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Business travel\n\nThis page is about trips.\n", "Business travel"),
        ("\n  출장 안내  \n \n출장은 미리 신청합니다.\n", "출장 안내"),
        ("This page is about trips.\n\nMore.\n", "trips"),
        ("Business travel\nand more\n\nWords.\n", "trips"),
        ("- an item\n\nWords.\n", "trips"),
        ("word " * 30 + "\n\nWords.\n", "trips"),
    ],
)
def test_a_first_line_that_stands_alone_is_the_title(text: str, title: str) -> None:
    assert read_text(text.encode(), "trips.txt").title == title


def test_a_text_file_is_named_for_its_file_and_stays_as_it_is() -> None:
    reading = read_text(b"# no heading\n<!-- seen -->\n", "notices/office_parking-2026.txt")

    assert reading.title == "office parking 2026"
    assert reading.text == "# no heading\n<!-- seen -->\n"


@pytest.mark.parametrize("raw", [b"", b"\n \t\r\n", "\ufeff\u200b".encode()])
def test_an_empty_file_is_reported(raw: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match="empty"):
        read_text(raw, "a.txt")


def test_a_label_in_a_text_file_is_refused_because_nobody_would_honour_it() -> None:
    with pytest.raises(DocumentUnreadable, match="Markdown files only") as trouble:
        read_text(b"---\naudience: restricted\n---\ntext", "a.txt")

    assert trouble.value.withhold


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("intro\n\n# *First* [one](a.md)\n\n# Second\n", "First one"),
        ("Title\nin two lines\n===\n", "Title in two lines"),
        ("```\n# code\n```\n## Second level\n\n# Real\n", "Real"),
        ("#\n\n# After an empty one\n", "After an empty one"),
        ("x\n\n" * 2000 + "# Far down\n", "Far down"),
        ("## Only a second\n", ""),
    ],
)
def test_the_first_heading_of_level_one_is_the_title(text: str, title: str) -> None:
    assert first_heading(text) == title


def test_titles_are_bounded() -> None:
    assert len(first_heading("# " + "long " * 1000)) <= 200
    assert len(name_of("n" * 250 + ".md")) <= 200


def test_a_file_name_of_signs_is_still_a_title() -> None:
    assert name_of("a/---.md") == "---"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["사내 공지\n주차는 14B 구역\n", "Plain English. OK!\n"])
def test_utf_16_is_read_without_its_mark(encoding: str, text: str) -> None:
    assert read_text(text.encode(encoding), "a.txt").text == text
