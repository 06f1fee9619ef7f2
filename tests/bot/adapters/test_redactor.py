"""Personal data is found, and what only looks like it stays."""

from __future__ import annotations

import random
import re
import unicodedata
from itertools import cycle, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.redactor import KoPiiRedactor
from bot.domain.language import Language, language_of
from bot.privacy.redaction import Kind, token
from tests.personal_numbers import HARMLESS, PERSONAL

FRAMES = (
    "{}로 결제했는데 환불 되나요?",
    "제 번호는 {}입니다",
    "문의드립니다. {}, 확인 부탁드려요",
    "My number is {}, can you check?",
    "Please use {}.",
    "({})",
    "연락처:{}",
    "{}",
    "{}이고 주소 변경은요?",
    "I sent {} yesterday",
)
HARMLESS_FRAMES = (
    "{} 설치 후에 배포가 실패해요",
    "After {} the deploy fails, why?",
    "{}",
    "로그에 {}라고 나옵니다",
    "It says {}.",
    "요청: {} 확인",
)
TOLERATED = 0.01  # of what looks like personal data, down to its check digit
ROUNDS = pytest.mark.parametrize("rounds", [20, pytest.param(500, marks=pytest.mark.proof)])
TOKENS = re.compile("|".join(re.escape(token(k, lang)) for k in Kind for lang in Language))


@pytest.fixture(scope="module")
def redactor() -> KoPiiRedactor:
    return KoPiiRedactor()


def redacted(redactor: KoPiiRedactor, text: str) -> str:
    return redactor.redact(text, language_of(text))


@ROUNDS
@pytest.mark.parametrize("name", PERSONAL)
def test_personal_data_is_found_whatever_stands_around_it(
    redactor: KoPiiRedactor, name: str, rounds: int
) -> None:
    kind, make = PERSONAL[name]
    draw = random.Random(name)  # noqa: S311 - made-up numbers, the same in every run
    for frame in islice(cycle(FRAMES), rounds):
        text = frame.format(make(draw))
        clean = redacted(redactor, text)
        assert token(kind, language_of(text)) in clean, text
        assert not re.search(r"\d|@", TOKENS.sub("", clean)), (text, clean)
        assert redacted(redactor, clean) == clean


@ROUNDS
@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_like_it_stays(redactor: KoPiiRedactor, name: str, rounds: int) -> None:
    draw = random.Random(name)  # noqa: S311 - made-up numbers, the same in every run
    texts = [f.format(HARMLESS[name](draw)) for f in islice(cycle(HARMLESS_FRAMES), rounds)]
    mistaken = [text for text in texts if redacted(redactor, text) != text]
    assert len(mistaken) <= rounds * TOLERATED, mistaken


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (
            "카드 4111-1111-1111-1111로 결제, kim@example.co.kr로 영수증 주세요",
            "카드 [카드번호]로 결제, [이메일]로 영수증 주세요",
        ),
        (
            "주민번호 901231 - 1234567, 휴대폰 ０１０-１２３４-５６７８",
            "주민번호 [주민등록번호], 휴대폰 [전화번호]",
        ),
        (
            "주민등록번호 2011223123456은 왜 안 되나요?",
            "주민등록번호 [주민등록번호]은 왜 안 되나요?",
        ),
        ("여권 m12345678로 출입 신청", "여권 [여권번호]로 출입 신청"),
        ("My passport number is 123456789.", "My passport number is [passport number]."),
        ("SSN 123 45 6789 please", "SSN [social security number] please"),
        ("call me at 415 555 2671 today", "call me at [phone number] today"),
        (
            "Phone +1 (415) 555-2671, IBAN DE89 3704 0044 0532 0130 00 FOR REFUND",
            "Phone [phone number], IBAN [account number] FOR REFUND",
        ),
        ("driver's license D1234567", "driver's license [driver licence number]"),
        ("계좌(110-123-456789)로 환불", "계좌([계좌번호])로 환불"),
        ("tel:02-312-4567", "tel:[phone number]"),
        ("건강보험증 12345678901 재발급", "건강보험증 [건강보험증번호] 재발급"),
        (
            "<mailto:kim@example.com|kim@example.com>",
            "<mailto:[e-mail address]|[e-mail address]>",
        ),
        ("order number 12345 from kim@example.com", "order number 12345 from [e-mail address]"),
    ],
)
def test_sentences_keep_all_but_the_personal_data(
    redactor: KoPiiRedactor, text: str, clean: str
) -> None:
    assert redacted(redactor, text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "김민지 대리에게 물어보세요",
        "서울시 강남구 테헤란로 152에 있어요",
        "2001:db8::ff00:42:8329 에 접속이 안 돼요",
        "AWS account 123456789012",
        "우리 팀은 2026-03-02 10:30에 모여요",
        "20260302153 우리 서버",
        "1588-1234로 전화하면 되나요?",
        "여권 2026년 발급 기준은?",
        "nginx@sha256:0123456789 이미지",
    ],
)
def test_names_places_and_machines_stay(redactor: KoPiiRedactor, text: str) -> None:
    assert redacted(redactor, text) == text


def test_text_without_findings_keeps_its_very_characters(redactor: KoPiiRedactor) -> None:
    text = unicodedata.normalize("NFD", "연차 3일과 ㈜ 표시")  # as macOS writes file names
    assert redactor.redact(text, Language.KOREAN) == text


def test_decomposed_korean_hides_nothing(redactor: KoPiiRedactor) -> None:
    text = unicodedata.normalize("NFD", "계좌번호는 110-123-456789")
    assert redactor.redact(text, Language.KOREAN) == "계좌번호는 [계좌번호]"


PIECES = st.sampled_from(
    [
        *(make(random.Random(name)) for name, (_, make) in PERSONAL.items()),  # noqa: S311 - made up
        *(make(random.Random(name)) for name, make in HARMLESS.items()),  # noqa: S311 - made up
        *(token(kind, language) for kind in Kind for language in Language),
        *("계좌", "여권", "운전면허", "건강보험", "phone", "ssn", "우리", "주문번호", "-", "@"),
        *("1234567", "901231", "010", "4111", "\u200b", ".", "+", "(", "[", "]", "원"),
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    pieces=st.lists(PIECES, max_size=8),
    by=st.sampled_from(["", " ", ", ", "-", "\n"]),
    language=st.sampled_from(Language),
)
def test_redacting_twice_changes_nothing(
    pieces: list[str], by: str, language: Language
) -> None:
    once = KoPiiRedactor().redact(by.join(pieces), language)
    assert KoPiiRedactor().redact(once, language) == once


@settings(max_examples=200, deadline=None)
@given(text=st.text(), language=st.sampled_from(Language))
def test_any_text_can_be_redacted(text: str, language: Language) -> None:
    once = KoPiiRedactor().redact(text, language)
    assert KoPiiRedactor().redact(once, language) == once
