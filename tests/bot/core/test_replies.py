"""Every sentence in the bot's own name, in both languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.core import replies
from bot.domain import errors
from bot.domain.errors import (
    AskerError,
    BotError,
    BudgetSpent,
    QuestionEmpty,
    QuestionTooLong,
    StillReading,
)
from bot.domain.language import Language

KO, EN = Language.KOREAN, Language.ENGLISH
HANGUL = re.compile("[가-힣]")
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
REFERENCE = "0a1b2c3d"
REFERRED = (
    replies.stumbled,
    replies.set_aside,
    replies.memory_away,
    replies.never_shown,
)
INSIDE = "postgresql://bot:hunter2@db.internal/bot refused /srv/home/vault.key"


def below(kind: type[BotError]) -> list[type[BotError]]:
    """The house's own: a connector that was imported before may have more for itself."""
    found = [one for child in kind.__subclasses__() for one in (child, *below(child))]
    return [one for one in found if one.__module__ == BotError.__module__]


def made(kind: type[BotError]) -> BotError:
    if kind is QuestionTooLong:
        return QuestionTooLong(length=100_000, limit=4_000)
    if kind is BudgetSpent:
        return BudgetSpent(until=NOW + timedelta(hours=5))
    if kind in {QuestionEmpty, StillReading}:
        return kind()
    return kind(INSIDE)


def sentences(language: Language) -> list[str]:
    return [
        replies.found(language),
        replies.sources(language),
        replies.not_found(language),
        replies.nearest(language),
        replies.ask_a_person(language, ""),
        replies.ask_a_person(language, "#it-help"),
        replies.page(language, 3),
        replies.too_often(language, 40),
        replies.busy(language),
        replies.erased(language),
        *(replies.failed(language, made(kind)) for kind in below(BotError)),
        *(say(language, REFERENCE) for say in REFERRED),
    ]


def test_korean_sentences_are_korean_and_english_ones_are_not() -> None:
    assert all(HANGUL.search(sentence) for sentence in sentences(KO))
    assert not any(HANGUL.search(sentence) for sentence in sentences(EN))


def test_korean_sentences_are_polite() -> None:
    spoken = [text for text in sentences(KO) if text.endswith((".", ")"))]
    assert len(spoken) > 10
    assert all(re.search(r"(니다|세요)\.( \(.*\))?$", text) for text in spoken)


@pytest.mark.parametrize("language", Language)
def test_sentences_are_short(language: Language) -> None:
    assert max(map(len, sentences(language))) <= 125


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", below(BotError))
def test_a_failure_tells_nothing_of_the_inside(
    kind: type[BotError], language: Language
) -> None:
    said = replies.failed(language, made(kind))
    for word in ("postgres", "hunter2", "db.internal", "/srv", "vault", kind.__name__):
        assert word not in said


def test_the_asker_the_operator_and_nobody_are_told_apart() -> None:
    for language in Language:
        said = {
            replies.failed(language, made(kind))
            for kind in (errors.BadSetting, errors.IndexUnavailable, QuestionEmpty)
        }
        assert len(said) == 3


@pytest.mark.parametrize("language", Language)
def test_who_asks_too_long_a_question_hears_how_long_it_may_be(language: Language) -> None:
    said = replies.failed(language, QuestionTooLong(length=100_000, limit=4_000))
    assert "100,000" in said
    assert "4,000" in said


@pytest.mark.parametrize("kind", below(AskerError))
@pytest.mark.parametrize("language", Language)
def test_whatever_the_asker_can_put_right_has_words_of_its_own(
    kind: type[BotError], language: Language
) -> None:
    assert replies.failed(language, made(kind)) != replies.failed(language, AskerError())


@pytest.mark.parametrize("language", Language)
def test_the_contact_is_named_when_there_is_one(language: Language) -> None:
    assert "#it-help" in replies.ask_a_person(language, "#it-help")
    assert "#" not in replies.ask_a_person(language, "")


@pytest.mark.parametrize("language", Language)
def test_every_failure_that_the_log_knows_names_its_reference(language: Language) -> None:
    ours = [kind for kind in below(BotError) if not issubclass(kind, AskerError)]
    said = [replies.failed(language, made(kind), REFERENCE) for kind in ours]
    said += [say(language, REFERENCE) for say in REFERRED]
    assert all(REFERENCE in sentence for sentence in said)
    assert REFERENCE not in replies.failed(language, QuestionEmpty(), REFERENCE)


@pytest.mark.parametrize("language", Language)
def test_what_must_be_waited_for_has_words_of_its_own(language: Language) -> None:
    kinds = (errors.IndexUnavailable, BudgetSpent, StillReading)
    assert len({replies.failed(language, made(kind)) for kind in kinds}) == 3


def test_a_spent_budget_names_the_time_that_is_left() -> None:
    error = made(BudgetSpent)
    assert "in about 5 hours" in replies.failed(EN, error, now=NOW)
    assert "약 5시간 뒤" in replies.failed(KO, error, now=NOW)
    assert "in about 24 hours" in replies.failed(EN, error)


@pytest.mark.parametrize(
    ("seconds", "english", "korean"),
    [
        (-1, "in about 10 seconds", "약 10초 뒤"),
        (0.2, "in about 10 seconds", "약 10초 뒤"),
        (31, "in about 40 seconds", "약 40초 뒤"),
        (90, "in about 90 seconds", "약 90초 뒤"),
        (91, "in about 2 minutes", "약 2분 뒤"),
        (90 * 60, "in about 90 minutes", "약 90분 뒤"),
        (90 * 60 + 1, "in about 2 hours", "약 2시간 뒤"),
        (86_400, "in about 24 hours", "약 24시간 뒤"),
    ],
)
def test_a_pause_is_told_in_round_figures_that_are_never_too_short(
    seconds: float, english: str, korean: str
) -> None:
    assert (replies.soon(EN, seconds), replies.soon(KO, seconds)) == (english, korean)
