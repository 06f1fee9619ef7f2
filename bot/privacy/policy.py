"""May somebody's words be used for this? The consent lattice: pure, and no by default.

Answering the person who asked is the service itself and needs no consent. Everything
else must pass every gate: the platform, the operator's rule, and each author. The most
restrictive one wins, whatever is unknown counts as no, and an operator can forbid but
never consent for anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.consent import Choice, Purpose, Standing
from bot.domain.people import Platform

_WORKSPACES = (Platform.SLACK, Platform.DISCORD)


class Rule(StrEnum):
    """What the operator lets a purpose do with people's words.

    With `opt_in` each author must have said yes before the words were said. With
    `opt_out` the words of people who never chose may be used too; the operator must have
    a lawful ground for it, and training never goes by this rule.
    """

    FORBIDDEN = "forbidden"
    OPT_IN = "opt_in"
    OPT_OUT = "opt_out"


Rules = Mapping[Purpose, Rule]
"""The operator's rule per purpose; a purpose that is missing has `opt_in`."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about some words. None, and no author at all, mean unknown.

    `authors` holds where each person stands now whose words are among them.
    """

    platform: Platform | None
    said_at: datetime | None
    authors: tuple[Standing, ...]
    rule: Rule = Rule.OPT_IN


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the words may be used, and the sentence that says why."""

    allowed: bool
    reason: str


def may(purpose: Purpose, facts: Facts) -> Decision:
    """Whether words with these facts may be used for the purpose."""
    if purpose is Purpose.ANSWERING:
        return Decision(allowed=True, reason="Answering is what the words were said for.")
    refusals = (
        _platform(purpose, facts.platform),
        _rule(purpose, facts.rule),
        _authors(facts),
    )
    reason = next((refusal for refusal in refusals if refusal), "")
    if reason:
        return Decision(allowed=False, reason=reason)
    return Decision(allowed=True, reason="Nobody who wrote the words has anything against it.")


def _platform(purpose: Purpose, platform: Platform | None) -> str:
    if platform is None:
        return "Nobody knows where the words were said."
    if platform is Platform.CLI:
        return "Words typed on the command line are not used again."
    if purpose is Purpose.TRAINING and platform in _WORKSPACES:
        return "The platform does not let its messages train a model."
    return ""


def _rule(purpose: Purpose, rule: Rule) -> str:
    if rule is Rule.FORBIDDEN:
        return "The operator does not allow this purpose."
    if rule is Rule.OPT_OUT and purpose is Purpose.TRAINING:
        return "Training needs a yes from everybody; the operator's rule asks for none."
    return ""


def _authors(facts: Facts) -> str:
    if not facts.authors:
        return "Nobody knows who wrote the words."
    if facts.said_at is None:
        return "Nobody knows when the words were said."
    said_at = facts.said_at
    return _first(_author(author, said_at, facts.rule) for author in facts.authors)


def _author(author: Standing, said_at: datetime, rule: Rule) -> str:
    withdrawn = _withdrawn(author, said_at)
    return withdrawn if withdrawn or rule is Rule.OPT_OUT else _silent(author, said_at)


def _withdrawn(author: Standing, said_at: datetime) -> str:
    if author.choice is Choice.OUT:
        return "An author has opted out."
    if author.keeps_nothing:
        return "An author has nothing kept."
    if author.tombstone is not None and said_at < author.tombstone:
        return "An author took back what was said until then."
    return ""


def _silent(author: Standing, said_at: datetime) -> str:
    if author.choice is not Choice.IN or author.since is None:
        return "An author has not opted in."
    if said_at < author.since:
        return "The words are older than an author's yes."
    return ""


def _first(reasons: Iterable[str]) -> str:
    return next((reason for reason in reasons if reason), "")
