"""Two bars: answer, answer with a caution, or say that it is not in the documents."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.adapters.sql.words import pack_answer, unpack_answer
from bot.answer_settings import AnswerSettings
from bot.answering_parts import bars_of, fusion_of
from bot.core import replies
from bot.core.answerability import Bars, Gate
from bot.core.fusion import Fusion
from bot.core.rendering import note, render
from bot.domain.conversation import Answer, Outcome
from bot.domain.language import Language
from bot.domain.people import Platform
from tests.bot.core.evidence import passage
from tests.bot.core.library import Library
from tests.bot.core.questions import asked

VPN = passage("Reset the VPN in the portal.", path="it.md", title="IT")
HALF = Gate(intercept=0.0, coefficients=(0.0,) * 6)


async def answered(*, bar: float, sure: float, places: dict[Platform, Bars]) -> Answer:
    library = Library()
    await library.put(VPN)
    answering = replace(library.answering(HALF, bar=bar), sure=sure, places=places)
    return await answering.answer(asked("reset the VPN"))


@pytest.mark.parametrize(
    ("bar", "sure", "outcome", "is_sure"),
    [
        (0.4, 0.5, Outcome.ANSWERED, True),
        (0.4, 0.6, Outcome.ANSWERED, False),
        (0.5, 0.6, Outcome.ANSWERED, False),
        (0.6, 0.6, Outcome.UNKNOWN, False),
    ],
)
async def test_between_the_two_bars_it_answers_with_a_caution(
    *, bar: float, sure: float, outcome: Outcome, is_sure: bool
) -> None:
    answer = await answered(bar=bar, sure=sure, places={})
    assert (answer.outcome, answer.is_sure) == (outcome, is_sure)


async def test_a_place_has_its_own_bars() -> None:
    platform = asked("?").place.platform
    strict = {platform: Bars(answer=0.9, sure=0.95)}
    others = {p: Bars(answer=0.9, sure=0.95) for p in Platform if p is not platform}
    there = await answered(bar=0.1, sure=0.1, places=strict)
    elsewhere = await answered(bar=0.1, sure=0.1, places=others)
    assert (there.outcome, elsewhere.outcome) == (Outcome.UNKNOWN, Outcome.ANSWERED)
    assert elsewhere.is_sure


@pytest.mark.parametrize("language", list(Language))
async def test_the_caution_is_shown_in_both_languages_and_only_with_an_answer(
    language: Language,
) -> None:
    answer = replace(await answered(bar=0.1, sure=0.9, places={}), language=language)
    caution = replies.unsure(language)
    assert caution in render(answer)
    assert note(answer) == caution
    assert caution in render(replace(answer, prompt="v1", model="m"))
    assert caution not in render(replace(answer, is_sure=True))
    assert caution not in render(replace(answer, outcome=Outcome.UNKNOWN, sentences=()))


def test_a_platform_without_bars_of_its_own_has_those_of_all() -> None:
    settings = AnswerSettings.model_validate(
        {"bar": 0.5, "sure": 0.7, "slack": {"bar": 0.8}, "web": {"sure": 0.9}}
    )
    bars = bars_of(settings)
    assert bars[Platform.SLACK] == Bars(answer=0.8, sure=0.7)
    assert bars[Platform.WEB] == Bars(answer=0.5, sure=0.9)
    assert bars[Platform.CLI] == bars[Platform.DISCORD] == Bars(answer=0.5, sure=0.7)


def test_half_and_half_is_the_fusion_without_weights() -> None:
    assert fusion_of(AnswerSettings()) == Fusion()
    weighted = fusion_of(AnswerSettings(words=0.75, rank_k=20))
    assert weighted == Fusion(k=20, dense_weight=0.5, sparse_weight=1.5)


def test_the_doubt_is_kept_with_the_answer_and_older_answers_had_none() -> None:
    doubtful = Answer(Outcome.ANSWERED, Language.KOREAN, 0.65, is_sure=False)
    packed = pack_answer(doubtful, "as shown")
    assert unpack_answer(packed)[0] == doubtful
    before = json.loads(packed)
    del before["answer"]["is_sure"]
    assert unpack_answer(json.dumps(before))[0].is_sure
