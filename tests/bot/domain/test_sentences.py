"""Where sentences begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sentences import Span, sentences
from tests.bot.texts import markdown, read_in_one_go

running = st.one_of(
    markdown, st.text(st.sampled_from("가다요 aA1.!?。'\")*\n\t "), max_size=60)
)


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["One here.", "Two here!", "Three here?", "Four"],
        ["연차는 15일입니다.", "언제 쓸 수 있나요?", "입사일부터요!"],
        ["We sell in the U.S. and in Korea.", "Ask Dr. Kim, e.g. by mail."],
        ["See Fig. 3 and No. 7 vs. No. 800.", "Then go on."],
        ["At 9 a.m. we open.", "At 6 p.m. we close."],
        ["E.g. this is one sentence.", "I.e. this is the next."],
        ["Open https://example.com/a.b?c=d or v1.2.3.", "It costs 3.5 dollars."],
        ["버전 2.0.1을 설치합니다.", "설정은 config.yaml에 있습니다."],
        ['He said "Yes."', "Then (as we know.)", "**Bold.**", "`code.`", "_Soft!_"],
        ["“네.”", "그는 ‘아니요.’", "그리고 끝."],
        ["Really?!", "Yes...", "No."],
    ],
)
def test_korean_and_english_sentences_end_where_a_reader_says(expected: list[str]) -> None:
    assert cut(" ".join(expected)) == expected


def test_a_wide_full_stop_needs_no_space_behind_it() -> None:
    assert cut("第一。第二！第三？") == ["第一。", "第二！", "第三？"]
    assert cut("「첫째입니다。」다음") == ["「첫째입니다。」", "다음"]


def test_the_number_of_a_list_item_is_no_sentence() -> None:
    assert cut("1. Open the door.\n2. Close it.") == ["1. Open the door.", "2. Close it."]
    assert cut("100. 문을 엽니다. 101. x") == ["100. 문을 엽니다.", "101. x"]


def test_a_short_number_may_count_steps_and_ends_nothing() -> None:
    assert cut("Step 1. Open it. 2단계. Step 2. Close it.") == [
        "Step 1. Open it.",
        "2단계.",
        "Step 2. Close it.",
    ]
    assert cut("It was in 2026. It cost 100. Fine.") == [
        "It was in 2026.",
        "It cost 100.",
        "Fine.",
    ]


def test_a_line_break_ends_no_sentence() -> None:
    assert cut("one\ntwo. three\nfour") == ["one\ntwo.", "three\nfour"]


@pytest.mark.parametrize("text", ["", " ", "\n\t\n", "　"])
def test_no_words_no_sentences(text: str) -> None:
    assert sentences(text) == []


def test_only_the_asked_part_is_cut() -> None:
    text = "Not this. First one. Second one. Nor this."

    assert sentences(text, 10, 32) == [Span(10, 20), Span(21, 32)]
    assert sentences(text, 10, 30) == [Span(10, 20), Span(21, 30)]


@given(running, st.integers(0, 40), st.integers(0, 400))
def test_sentences_are_slices_in_order_that_leave_out_white_space_alone(
    text: str, start: int, length: int
) -> None:
    start = min(start, len(text))
    end = min(len(text), start + length)

    spans = sentences(text, start, end)

    edges = [start, *(edge for span in spans for edge in (span.start, span.end)), end]
    assert edges == sorted(edges)
    gaps = (text[left:right] for left, right in zip(edges[::2], edges[1::2], strict=True))
    assert not any(gap.strip() for gap in gaps)
    slices = [text[span.start : span.end] for span in spans]
    assert all(slice_ and slice_ == slice_.strip() for slice_ in slices)


@pytest.mark.parametrize(
    "text",
    [
        "." * 300_000 + "x",
        "?!" * 150_000 + "x",
        '."' * 150_000 + "x",
        "." + "*" * 300_000 + "x",
        "e.g. " * 50_000,
        "A. " * 50_000,
        "1. " * 50_000,
        "No. " * 50_000 + "5",
        "word " * 60_000,
        "가" * 300_000,
        " " * 300_000 + "1.",
        "U.S.A." * 50_000,
    ],
    ids=lambda text: text[:6] + text[-1:],
)
def test_a_long_text_without_an_end_is_read_in_one_go(text: str) -> None:
    with read_in_one_go():
        spans = sentences(text)

    assert spans[-1].end == len(text.rstrip())
