"""What people are told about their words."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product

import pytest

from bot.core import receipts
from bot.core.commands import parse
from bot.domain.commands import Command
from bot.domain.consent import Act, Choice, Standing
from bot.domain.language import Language
from bot.domain.people import Platform
from tests.samples import NOON

KO, EN = Language.KOREAN, Language.ENGLISH
HANGUL = re.compile("[가-힣]")
QUIET = timedelta(minutes=45)
AFTER = {
    Act.OPT_OUT: Standing(Choice.OUT, NOON, NOON),
    Act.OPT_IN: Standing(Choice.IN, NOON),
    Act.KEEP_NOTHING: Standing(keeps_nothing=True, tombstone=NOON),
    Act.KEEP: Standing(tombstone=NOON),
    Act.FORGET: Standing(tombstone=NOON),
}


def receipt(  # noqa: PLR0913 - every test names the one or two that matter to it
    language: Language,
    act: Act,
    *,
    standing: Standing | None = None,
    platform: Platform = Platform.SLACK,
    erased: int = 3,
    quiet: timedelta = QUIET,
) -> str:
    return receipts.receipt(
        language,
        act,
        standing=standing or AFTER[act],
        platform=platform,
        erased=erased,
        quiet=quiet,
    )


def everything(language: Language) -> list[str]:
    standings = [
        Standing(choice, keeps_nothing=nothing)
        for choice, nothing in product(Choice, (False, True))
    ]
    return [
        receipts.forget_explained(language),
        *(receipts.status(language, standing, quiet=QUIET) for standing in standings),
        *(
            receipt(language, act, standing=standing, platform=platform, erased=erased)
            for act, standing, platform, erased in product(
                Act, standings, Platform, (0, 1, 1234)
            )
        ),
    ]


def told(text: str) -> set[Command | None]:
    """The orders that a text tells people to write."""
    return {parse(words) for words in re.findall('"([^"]+)"', text)}


def test_korean_receipts_are_korean_and_english_ones_are_not() -> None:
    assert all(HANGUL.search(line) for text in everything(KO) for line in text.splitlines())
    assert not any(HANGUL.search(text) for text in everything(EN))


def test_korean_receipts_are_polite() -> None:
    for text in everything(KO):
        for line in text.splitlines():
            assert re.search(r"(니다|세요)\.$|: \"", line), line


@pytest.mark.parametrize("language", Language)
def test_receipts_are_short(language: Language) -> None:
    assert max(map(len, everything(language))) < 650


@pytest.mark.parametrize("language", Language)
def test_whatever_people_are_told_to_write_is_an_order(language: Language) -> None:
    assert all(None not in told(text) for text in everything(language))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("act", "way_back"),
    [
        (Act.OPT_OUT, Command.OPT_IN),
        (Act.OPT_IN, Command.OPT_OUT),
        (Act.KEEP_NOTHING, Command.KEEP),
        (Act.KEEP, Command.KEEP_NOTHING),
    ],
)
def test_a_receipt_tells_the_way_back(act: Act, way_back: Command, language: Language) -> None:
    assert told(receipt(language, act)) == {way_back}


@pytest.mark.parametrize("language", Language)
def test_forgetting_has_no_way_back_and_says_so_first(language: Language) -> None:
    assert told(receipt(language, Act.FORGET)) == set()
    explained = receipts.forget_explained(language)
    assert told(explained) == {Command.FORGET_CONFIRMED}
    assert {KO: "되돌릴 수 없", EN: "cannot be undone"}[language] in explained
    assert {KO: "아직 아무것도 지우지", EN: "Nothing has been erased"}[language] in explained


@pytest.mark.parametrize("act", [Act.OPT_OUT, Act.KEEP_NOTHING, Act.FORGET])
def test_what_was_erased_is_counted(act: Act) -> None:
    assert "1,234 questions, with the answers" in receipt(EN, act, erased=1234)
    assert "1 question, with" in receipt(EN, act, erased=1)
    assert "nothing to erase" in receipt(EN, act, erased=0)
    assert "1,234개" in receipt(KO, act, erased=1234)
    assert "지울 글은 없었습니다" in receipt(KO, act, erased=0)


@pytest.mark.parametrize("act", [Act.OPT_OUT, Act.KEEP_NOTHING, Act.FORGET])
def test_what_stays_is_told_where_it_stays(act: Act) -> None:
    for platform, name in ((Platform.SLACK, "Slack"), (Platform.DISCORD, "Discord")):
        assert f"{name}'s own copy" in receipt(EN, act, platform=platform)
        assert f"{name}에 있는 메시지" in receipt(KO, act, platform=platform)
    for platform in (Platform.WEB, Platform.CLI):
        assert "own copy" not in receipt(EN, act, platform=platform)
        assert "메시지" not in receipt(KO, act, platform=platform)
    for platform in Platform:
        assert "keyed hash" in receipt(EN, act, platform=platform)
        assert "해시" in receipt(KO, act, platform=platform)


def test_forgetting_names_the_backups_that_it_does_not_reach() -> None:
    assert "Backups" in receipt(EN, Act.FORGET)
    assert "백업" in receipt(KO, Act.FORGET)


@pytest.mark.parametrize(
    ("quiet", "english", "korean"),
    [
        (timedelta(minutes=45), "for 45 minutes", "45분 동안"),
        (timedelta(minutes=1), "for 1 minute.", "1분 동안"),
        (timedelta(seconds=61), "for 2 minutes", "2분 동안"),
        (timedelta(0), "for 1 minute.", "1분 동안"),
        (timedelta(days=7), "for 10,080 minutes", "10,080분 동안"),
    ],
)
def test_opting_out_says_when_the_words_go(quiet: timedelta, english: str, korean: str) -> None:
    assert english in receipt(EN, Act.OPT_OUT, quiet=quiet)
    assert korean in receipt(KO, Act.OPT_OUT, quiet=quiet)


def test_whoever_keeps_nothing_hears_no_other_moment() -> None:
    both = Standing(Choice.OUT, NOON, NOON, keeps_nothing=True)
    assert "as soon as the answer is shown" in receipt(EN, Act.OPT_OUT, standing=both)
    assert "minutes" not in receipt(EN, Act.OPT_OUT, standing=both)
    assert "동안" not in receipt(KO, Act.OPT_OUT, standing=both)


def test_keeping_nothing_names_its_price() -> None:
    assert "not remember what you asked before" in receipt(EN, Act.KEEP_NOTHING)
    assert "기억하지 못하니" in receipt(KO, Act.KEEP_NOTHING)
    assert "price" not in receipt(EN, Act.OPT_OUT)


def test_who_keeps_again_while_opted_out_hears_that_words_still_go() -> None:
    said = receipt(EN, Act.KEEP, standing=Standing(Choice.OUT, NOON, NOON))
    assert "quiet for 45 minutes" in said
    assert "encrypted" not in said


def test_who_never_chose_hears_that_nothing_is_reused() -> None:
    assert "nothing is reused" in receipts.status(EN, Standing(), quiet=QUIET)
    assert "다시 쓰지 않습니다" in receipts.status(KO, Standing(), quiet=QUIET)


def test_a_yes_of_somebody_who_keeps_nothing_is_told_to_be_void() -> None:
    void = Standing(Choice.IN, NOON, keeps_nothing=True)
    assert "nothing is reused" in receipts.status(EN, void, quiet=QUIET)
    assert "다시 쓰는 글도 없습니다" in receipts.status(KO, void, quiet=QUIET)


def test_six_standings_have_six_statuses() -> None:
    for language in Language:
        said = {
            receipts.status(language, Standing(choice, keeps_nothing=nothing), quiet=QUIET)
            for choice, nothing in product(Choice, (False, True))
        }
        assert len(said) == 6


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("standing", "offered"),
    [
        (Standing(), {Command.OPT_IN, Command.OPT_OUT, Command.KEEP_NOTHING}),
        (Standing(Choice.IN), {Command.OPT_OUT, Command.KEEP_NOTHING}),
        (Standing(Choice.OUT), {Command.OPT_IN, Command.KEEP_NOTHING}),
        (Standing(Choice.OUT, keeps_nothing=True), {Command.OPT_IN, Command.KEEP}),
    ],
)
def test_a_status_offers_what_would_change_something(
    standing: Standing, offered: set[Command], language: Language
) -> None:
    said = receipts.status(language, standing, quiet=QUIET)
    assert told(said) == {*offered, Command.FORGET}


def test_the_particle_fits_the_korean_words() -> None:
    assert '허용"이라고' in receipt(KO, Act.OPT_OUT)
    assert '거부"라고' in receipt(KO, Act.OPT_IN)
    assert '해 줘"라고' in receipt(KO, Act.KEEP_NOTHING)
