"""What stands where personal data stood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.language import Language
from bot.privacy.redaction import Found, Kind, plain, replaced, token


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_word_in_each_language(kind: Kind) -> None:
    korean, english = token(kind, Language.KOREAN), token(kind, Language.ENGLISH)
    assert korean != english
    assert english.isascii()
    assert not any(character.isdigit() or character == "@" for character in korean + english)


def test_findings_are_replaced_from_start_up_to_end() -> None:
    found = [Found(Kind.EMAIL, 6, 9), Found(Kind.PHONE, 0, 3)]
    text = replaced("111 - a@b!", found, Language.ENGLISH)
    assert text == "[phone number] - [e-mail address]!"


def test_findings_that_overlap_become_one_named_by_the_longest() -> None:
    found = [Found(Kind.PHONE, 0, 4), Found(Kind.ACCOUNT, 2, 9), Found(Kind.CARD, 8, 10)]
    assert replaced("0123456789 x", found, Language.ENGLISH) == "[account number] x"


def test_findings_side_by_side_stay_two() -> None:
    found = [Found(Kind.PHONE, 0, 5), Found(Kind.CARD, 5, 10)]
    assert replaced("0123456789", found, Language.KOREAN) == "[전화번호][카드번호]"


@pytest.mark.parametrize(
    ("seen", "folded"),
    [
        ("０１０－１２３４", "010-1234"),
        ("01\u200b0\u20601\ufeff2", "01012"),
        ("٠١٠", "010"),
        ("\u2013\u2212\u2010", "---"),
        ("a\u00a0b\u3000c", "a b c"),
        ("1\u03012", "12"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("bell\x07", "bell"),
        ("가나 ABC 123", "가나 ABC 123"),
        ("㈜", "(주)"),
    ],
)
def test_detectors_see_a_folded_text(seen: str, folded: str) -> None:
    assert plain(seen).text == folded


@settings(deadline=None)
@given(text=st.text())
def test_what_is_found_in_the_folded_text_has_its_place_in_the_original(text: str) -> None:
    seen = plain(text)
    assert len(seen.text) == len(seen.offsets)
    for at, character in enumerate(seen.text):
        place = seen.original(Found(Kind.PHONE, at, at + 1))
        assert place.end == place.start + 1
        assert character in plain(text[place.start : place.end]).text


def test_a_finding_covers_the_invisible_characters_inside_it() -> None:
    seen = plain("a 0\u200b1\u200b0 b")
    place = seen.original(Found(Kind.PHONE, 2, 5))
    assert (place.start, place.end) == (2, 7)
