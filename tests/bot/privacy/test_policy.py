"""The consent lattice, against a reference that was written apart from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.consent import Choice, Purpose, Standing
from bot.domain.people import Platform
from bot.privacy.policy import Facts, Rule, may
from tests.samples import NOON

MOMENTS = [NOON + timedelta(hours=hour) for hour in range(4)]
CASES = pytest.mark.parametrize("cases", [1_000, pytest.param(20_000, marks=pytest.mark.proof)])

moments = st.sampled_from([None, *MOMENTS])
standings = st.sampled_from(
    [
        Standing(choice, since, tombstone, keeps_nothing)
        for choice in Choice
        for since in (None, *MOMENTS)
        for tombstone in (None, *MOMENTS)
        for keeps_nothing in (False, True)
    ]
)
all_facts = st.builds(
    Facts,
    platform=st.sampled_from([None, *Platform]),
    said_at=moments,
    authors=st.lists(standings, max_size=4).map(tuple),
    rule=st.sampled_from(Rule),
)
purposes = st.sampled_from(Purpose)
reuses = st.sampled_from([purpose for purpose in Purpose if purpose != "answering"])

GOOD = Facts(
    platform=Platform.WEB,
    said_at=MOMENTS[1],
    authors=(Standing(Choice.IN, since=MOMENTS[0]),),
)


def reference(purpose: Purpose, facts: Facts) -> bool:
    """The rules as the documentation tells them, as one big conjunction."""
    if purpose == "answering":
        return True
    places = {"web"} if purpose == "training" else {"web", "slack", "discord"}
    rules = {"opt_in"} if purpose == "training" else {"opt_in", "opt_out"}
    return (
        facts.platform in places
        and facts.rule in rules
        and len(facts.authors) > 0
        and all(agrees(author, facts.said_at, facts.rule) for author in facts.authors)
    )


def agrees(author: Standing, said_at: datetime | None, rule: str) -> bool:
    if said_at is None or author.choice == "out" or author.keeps_nothing:
        return False
    buried = author.tombstone is not None and author.tombstone > said_at
    consented = author.choice == "in" and author.since is not None and author.since <= said_at
    return not buried and (consented or rule == "opt_out")


@CASES
def test_the_decision_is_the_references(cases: int) -> None:
    @settings(max_examples=cases, deadline=None)
    @given(purpose=purposes, facts=all_facts)
    def same(purpose: Purpose, facts: Facts) -> None:
        assert may(purpose, facts).allowed == reference(purpose, facts)

    same()


@CASES
def test_whoever_opts_out_never_turns_a_no_into_a_yes(cases: int) -> None:
    @settings(max_examples=cases, deadline=None)
    @given(purpose=reuses, facts=all_facts, position=st.integers(0, 4), tombstone=moments)
    def refused(
        purpose: Purpose, facts: Facts, position: int, tombstone: datetime | None
    ) -> None:
        opted_out = Standing(Choice.OUT, since=tombstone, tombstone=tombstone)
        added = (*facts.authors[:position], opted_out, *facts.authors[position:])
        turned = (*facts.authors[:position], opted_out, *facts.authors[position + 1 :])
        assert not may(purpose, replace(facts, authors=added)).allowed
        assert not may(purpose, replace(facts, authors=turned)).allowed

    refused()


@CASES
def test_whoever_keeps_nothing_never_turns_a_no_into_a_yes(cases: int) -> None:
    @settings(max_examples=cases, deadline=None)
    @given(purpose=reuses, facts=all_facts, position=st.integers(0, 4), standing=standings)
    def refused(purpose: Purpose, facts: Facts, position: int, standing: Standing) -> None:
        nothing = replace(standing, keeps_nothing=True)
        added = (*facts.authors[:position], nothing, *facts.authors[position:])
        turned = (*facts.authors[:position], nothing, *facts.authors[position + 1 :])
        assert not may(purpose, replace(facts, authors=added)).allowed
        assert not may(purpose, replace(facts, authors=turned)).allowed

    refused()


STRICTER = {
    "forbidden": lambda facts: replace(facts, rule=Rule.FORBIDDEN),
    "no platform": lambda facts: replace(facts, platform=None),
    "no moment": lambda facts: replace(facts, said_at=None),
    "nobody": lambda facts: replace(facts, authors=()),
    "command line": lambda facts: replace(facts, platform=Platform.CLI),
    "tombstones": lambda facts: replace(
        facts, authors=tuple(replace(a, tombstone=MOMENTS[-1]) for a in facts.authors)
    ),
    "nothing kept": lambda facts: replace(
        facts, authors=tuple(replace(a, keeps_nothing=True) for a in facts.authors)
    ),
    "no moment of consent": lambda facts: replace(
        facts, authors=tuple(replace(a, since=None) for a in facts.authors)
    ),
    "one more author": lambda facts: replace(facts, authors=(*facts.authors, Standing())),
}


@pytest.mark.parametrize("stricter", STRICTER)
@settings(deadline=None)
@given(purpose=reuses, facts=all_facts.filter(lambda facts: len(facts.authors) > 0))
def test_less_known_and_more_forbidden_never_turns_a_no_into_a_yes(
    stricter: str, purpose: Purpose, facts: Facts
) -> None:
    after = may(purpose, STRICTER[stricter](facts))
    assert may(purpose, facts).allowed or not after.allowed


@settings(deadline=None)
@given(facts=all_facts)
def test_answering_is_always_allowed(facts: Facts) -> None:
    assert may(Purpose.ANSWERING, facts).allowed


@pytest.mark.parametrize("purpose", [p for p in Purpose if p is not Purpose.ANSWERING])
def test_who_never_chose_is_left_alone(purpose: Purpose) -> None:
    assert not may(purpose, replace(GOOD, authors=(Standing(),))).allowed
    assert may(purpose, GOOD).allowed


@pytest.mark.parametrize("rule", Rule)
@pytest.mark.parametrize("purpose", [p for p in Purpose if p is not Purpose.ANSWERING])
def test_who_keeps_nothing_is_left_alone_whatever_they_said_before(
    purpose: Purpose, rule: Rule
) -> None:
    (agreed,) = GOOD.authors
    nothing = replace(agreed, keeps_nothing=True)
    assert not may(purpose, replace(GOOD, authors=(nothing,), rule=rule)).allowed
    assert not may(purpose, replace(GOOD, authors=(agreed, nothing), rule=rule)).allowed


@pytest.mark.parametrize("purpose", [p for p in Purpose if p is not Purpose.ANSWERING])
def test_words_typed_on_the_command_line_are_never_used_again(purpose: Purpose) -> None:
    assert not may(purpose, replace(GOOD, platform=Platform.CLI)).allowed


@pytest.mark.parametrize("platform", [Platform.SLACK, Platform.DISCORD])
@pytest.mark.parametrize("rule", Rule)
def test_slack_and_discord_never_train_a_model(platform: Platform, rule: Rule) -> None:
    facts = replace(GOOD, platform=platform, rule=rule)
    assert not may(Purpose.TRAINING, facts).allowed


def test_training_never_goes_by_silence() -> None:
    assert not may(Purpose.TRAINING, replace(GOOD, rule=Rule.OPT_OUT)).allowed
    assert may(Purpose.TRAINING, GOOD).allowed


def test_words_from_before_the_yes_stay_out() -> None:
    assert may(Purpose.EVALUATION, replace(GOOD, said_at=MOMENTS[0])).allowed
    early = MOMENTS[0] - timedelta(microseconds=1)
    assert not may(Purpose.EVALUATION, replace(GOOD, said_at=early)).allowed


@settings(deadline=None)
@given(purpose=purposes, facts=all_facts)
def test_every_decision_has_its_reason(purpose: Purpose, facts: Facts) -> None:
    assert may(purpose, facts).reason.endswith(".")
