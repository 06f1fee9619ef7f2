"""Exchanges as a Discord channel has them."""

from __future__ import annotations

from dataclasses import replace

from bot.core import rendering
from bot.domain.conversation import (
    Addressed,
    Answer,
    Citation,
    Exchange,
    Outcome,
    Pointer,
    Question,
    Sentence,
    State,
)
from bot.domain.language import Language
from connectors.discord import inbound
from tests.samples import NOON

SAID = inbound.Said("300", "200", "10", "400", "며칠인가요?", NOON)


def asked(
    text: str = "며칠인가요?", *, addressed: Addressed = Addressed.MENTION, message: str = "300"
) -> Question:
    """A question in a channel."""
    return inbound.question(replace(SAID, message=message), text, addressed=addressed)


def answer(
    *sentences: str,
    language: Language = Language.KOREAN,
    model: str = "quotation",
    url: str | None = "https://handbook.example/leave",
) -> Answer:
    """Sentences from one page."""
    words = sentences or ("연차는 17일입니다.",)
    citation = Citation(1, "hr/leave.md", "휴가", "연차 > 이월", None, url, words[0])
    made = tuple(Sentence(one, (1,)) for one in words)
    return Answer(
        Outcome.ANSWERED, language, 0.9, sentences=made, citations=(citation,), model=model
    )


def unknown(language: Language = Language.KOREAN) -> Answer:
    """Nothing was found."""
    nearest = (Pointer("hr/leave.md", "휴가", "연차"),)
    return Answer(Outcome.UNKNOWN, language, 0.1, nearest=nearest)


def handed_over(said: str = "#it-help의 담당자에게 전달했습니다.") -> Answer:
    """A person was told."""
    sentences = (Sentence(said, ()),)
    return Answer(Outcome.HANDED_OVER, Language.KOREAN, 0.0, sentences=sentences)


def settled(made: Answer, question: Question | None = None) -> Exchange:
    """With its answer."""
    return Exchange(question or asked(), State.ANSWERED, made, rendering.render(made))
