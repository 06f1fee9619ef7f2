"""What people see of an exchange."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core import captions
from bot.domain.conversation import Addressed, Answer, Citation, Exchange, Remedy, State
from bot.domain.language import Language
from connectors.discord.outbound import MOST_PARTS, Press, shown
from tests.connectors.discord.exchanges import answer, asked, handed_over, settled, unknown

KO = Language.KOREAN
LABELS = {language: f"-# {captions.ai_label(language)}" for language in Language}


def test_quoted_sentences_are_quotations_with_their_source() -> None:
    (part,) = shown(settled(answer())).parts
    assert part == (
        "문서에 이렇게 나와 있습니다.\n\n"
        "> 연차는 17일입니다. [1]\n\n"
        "**출처**\n"
        "[1] [휴가 › 연차 › 이월](<https://handbook.example/leave>)\n\n"
        f"{LABELS[Language.KOREAN]}"
    )


def test_written_sentences_are_prose_with_marks() -> None:
    made = answer("You have 17 days.", "Four carry over.", language=Language.ENGLISH, model="m")
    (part,) = shown(settled(made)).parts
    assert part.startswith("You have 17 days. [1] Four carry over. [1]\n\n**Sources**\n[1] ")
    assert part.endswith(LABELS[Language.ENGLISH])


def test_written_lists_keep_their_lines() -> None:
    made = answer("Do this:", "- one", "- two", "Then rest.", model="m")
    (part,) = shown(settled(made)).parts
    assert part.startswith("Do this: [1]\n- one [1]\n- two [1]\nThen rest. [1]\n")


def test_marks_stand_below_code_and_never_in_it() -> None:
    (part,) = shown(settled(answer("```\nbreakwater renew\n```"))).parts
    assert "> ```\n> breakwater renew\n> ```\n> [1]\n" in part


def test_a_source_without_a_page_names_its_file() -> None:
    (part,) = shown(settled(answer(url=None))).parts
    assert "[1] 휴가 › 연차 › 이월 (`hr/leave.md`)" in part


def test_a_place_that_is_quoted_twice_is_listed_once() -> None:
    made = answer("a.", "b.")
    twice = (*made.citations, replace(made.citations[0], number=2))
    (part,) = shown(settled(replace(made, citations=twice))).parts
    assert part.count("handbook.example") == 1
    assert "[1][2] [휴가" in part


def test_a_page_of_a_source_is_told() -> None:
    made = answer()
    page: Citation = replace(made.citations[0], page=3)
    (part,) = shown(settled(replace(made, citations=(page,)))).parts
    assert "(<https://handbook.example/leave>), 3쪽" in part


def test_an_unknown_answer_names_the_nearest_and_the_way_to_a_person() -> None:
    (part,) = shown(settled(unknown()), contact="help@a.example").parts
    assert part.startswith("문서에서 답을 찾지 못했습니다.")
    assert "- 휴가 › 연차 (`hr/leave.md`)" in part
    assert "help@a.example" in part


def test_with_staff_the_button_is_the_way_to_a_person() -> None:
    made = shown(settled(unknown()), contact="help@a.example", has_staff=True)
    assert made.buttons == (Press.PERSON,)
    assert "버튼" in made.parts[0]


def test_a_failure_says_why_in_the_language_of_the_question() -> None:
    exchange = Exchange(
        asked("how many days?"), State.FAILED, reason="Away.", remedy=Remedy.WAIT
    )
    made = shown(exchange, has_staff=True)
    assert made.parts == ("Away.\n\n-# Automated AI reply",)
    assert made.buttons == (Press.PERSON,)


def test_whoever_can_help_themselves_needs_no_person() -> None:
    exchange = Exchange(asked(), State.FAILED, reason="너무 깁니다.", remedy=Remedy.REWORD)
    assert shown(exchange, has_staff=True).buttons == ()


@pytest.mark.parametrize("has_staff", [True, False])
def test_an_answer_can_be_rated(has_staff: bool) -> None:  # noqa: FBT001 - a parameter of the test
    buttons = shown(settled(answer()), has_staff=has_staff).buttons
    assert buttons[:2] == (Press.HELPFUL, Press.UNHELPFUL)
    assert (Press.PERSON in buttons) is has_staff


def test_where_a_person_was_called_there_is_nothing_to_press() -> None:
    exchange = settled(handed_over(), asked("담당자 부르기", addressed=Addressed.PERSON))
    made = shown(exchange, has_staff=True)
    assert made.buttons == ()
    assert "#it-help" in made.parts[0]


def test_a_command_shows_what_was_asked_because_discord_does_not() -> None:
    exchange = settled(answer(), asked("며칠 *인가요*?", addressed=Addressed.COMMAND))
    assert shown(exchange).parts[0].startswith("-# 질문: 며칠 \\*인가요\\*?\n\n")


def test_a_command_whose_words_were_erased_shows_none() -> None:
    exchange = settled(answer(), asked("", addressed=Addressed.COMMAND))
    assert "질문" not in shown(exchange).parts[0]


def test_while_it_works_it_says_so_and_offers_no_buttons() -> None:
    made = shown(Exchange(asked(), State.ANSWERING))
    assert captions.working(Language.KOREAN) in made.parts[0]
    assert made.buttons == ()
    growing = Exchange(asked(), State.ANSWERING, text="연차는")
    assert shown(growing).parts[0].startswith("연차는")


def test_a_long_answer_takes_several_messages_and_says_who_speaks_in_the_last() -> None:
    made = shown(settled(answer(*["휴가는 열일곱 날입니다. " * 30] * 8)))
    assert 1 < len(made.parts) < MOST_PARTS
    assert made.parts[-1].endswith(LABELS[Language.KOREAN])
    assert LABELS[Language.KOREAN] not in made.parts[0]


def test_what_would_flood_a_channel_is_cut_and_says_so() -> None:
    made = shown(settled(answer(*["휴가는 열일곱 날입니다. " * 60] * 30)))
    assert len(made.parts) == MOST_PARTS
    assert "너무 길어서" in made.parts[-1]
    assert made.parts[-1].endswith(LABELS[Language.KOREAN])


@pytest.mark.parametrize("made", [answer(), unknown(), handed_over()], ids=lambda a: a.outcome)
def test_everything_says_that_no_person_wrote_it(made: Answer) -> None:
    last = shown(settled(made)).parts[-1].split("\n")[-1]
    assert last == (LABELS[KO] if made.citations else "-# AI 자동 응답")
