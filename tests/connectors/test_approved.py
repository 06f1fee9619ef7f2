"""An approved answer at every door: marked, whole, and unable to act."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from markdown_it import MarkdownIt

from bot.core.rendering import render
from bot.domain.conversation import (
    APPROVED,
    Answer,
    Approval,
    Citation,
    Exchange,
    Outcome,
    Sentence,
    State,
)
from bot.domain.language import Language
from connectors.discord.outbound import shown as discord_shown
from connectors.slack.outbound import compose
from connectors.web.views import Viewer
from tests.connectors.slack.reading import Effects, effects, shown
from tests.fakes.slack_server.blocks import check_words
from tests.samples import question

KO, EN = Language.KOREAN, Language.ENGLISH
TEXT = "Up to **five** days.\n\n- Ask by December.\n- Ask your lead."
LEADS = {
    KO: "담당자가 확인한 답변입니다 (People team, 2026-02-01).",
    EN: "This answer was approved by People team (2026-02-01):",
}


def exchange(language: Language, owner: str = "People team") -> Exchange:
    citation = Citation(1, "answers/carry.en.md", "Carry-over", "How many?", None, None, TEXT)
    answer = Answer(
        Outcome.ANSWERED,
        language,
        0.99,
        sentences=(Sentence(TEXT, (1,)),),
        citations=(citation,),
        model=APPROVED,
        approval=Approval(owner, date(2026, 2, 1)),
    )
    return Exchange(question(), State.DELIVERED, answer, render(answer))


@pytest.mark.parametrize("language", [KO, EN])
def test_slack_shows_it_quoted_below_its_mark(language: Language) -> None:
    sent = compose(exchange(language), has_staff=True).arguments()
    check_words(sent)
    text = shown(sent["blocks"])
    parts = [
        LEADS[language],
        "Up to five days.",
        "• Ask your lead. [1]",
        "Carry-over > How many?",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert sent["text"].startswith(LEADS[language])


@pytest.mark.parametrize("language", [KO, EN])
def test_discord_shows_it_quoted_below_its_mark(language: Language) -> None:
    (text,) = discord_shown(exchange(language)).parts
    assert text.startswith(f"{LEADS[language]}\n\n> Up to **five** days.")
    assert "> - Ask your lead. [1]" in text
    assert "Carry-over › How many? (`answers/carry.en.md`)" in text


@pytest.mark.parametrize("language", [KO, EN])
def test_the_page_shows_its_mark_as_a_note(language: Language) -> None:
    view = Viewer(MarkdownIt()).question(exchange(language)).answer
    assert view
    assert view.note == LEADS[language]
    assert view.text.startswith(LEADS[language])
    assert [sentence.text for sentence in view.sentences] == [TEXT]


def test_the_name_of_an_owner_mentions_nobody() -> None:
    made = exchange(EN, owner="@everyone <!channel> <@U1> [x](https://evil.example)")
    sent = compose(made, has_staff=True).arguments()
    check_words(sent)
    done = effects("chat.postMessage", sent)
    assert replace(done, previews=False) == Effects()
    (text,) = discord_shown(made).parts
    assert "@everyone" not in text
    assert "](https://evil.example)" not in text
