"""One question, start to finish, as a straight line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core import citing, quoting
from bot.core.answerability import Gate, features
from bot.core.retrieval import Evidence, Retrieval
from bot.domain.conversation import Answer, Outcome, Pointer, Question, Speaker
from bot.domain.knowledge import Hit
from bot.domain.language import language_of
from bot.ports import Embedder, SparseEncoder

QUOTATION = "quotation"
_NEAREST = 3
_EARLIER = 300
# A tenth of cosine weighs as much as six tenths of the question's words. On public questions
# 55 % of the answers (n = 75) hold all expected facts so, by words alone 45 % (n = 69).
_MEANING = 6.0


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers by quoting. `bar` is the probability from which it dares to answer."""

    retrieval: Retrieval
    embedder: Embedder
    encoder: SparseEncoder
    gate: Gate
    bar: float

    async def evidence(self, question: Question) -> Evidence:
        """What the documents hold near the question. Raises ServiceError."""
        return await self.retrieval.find(standalone(question), question.place.clearance)

    async def answer(self, question: Question) -> Answer:
        """The answer, or that the documents do not hold one and which come nearest.

        Every sentence is a verbatim slice of a passage that the place may read. Raises
        ServiceError when a part is down.
        """
        asked = standalone(question)
        evidence = await self.evidence(question)
        seen = features(asked, evidence, self.terms)
        confidence = self.gate.probability(seen) if evidence.hits else 0.0
        if confidence >= self.bar:
            quotes = await self._quotes(evidence)
            passages = [hit.passage for hit in evidence.hits]
            sentences, citations = citing.verified(*citing.cite(quotes), passages)
            if sentences:
                return Answer(
                    outcome=Outcome.ANSWERED,
                    language=language_of(question.text),
                    confidence=confidence,
                    sentences=sentences,
                    citations=citations,
                    model=QUOTATION,
                )
        return Answer(
            outcome=Outcome.UNKNOWN,
            language=language_of(question.text),
            confidence=confidence,
            nearest=tuple(_pointers(evidence.hits)),
            model=QUOTATION,
        )

    async def _quotes(self, evidence: Evidence) -> list[quoting.Quote]:
        units = quoting.units(evidence.hits)
        by_words = quoting.by_words(units, evidence.weights, self.terms)
        likely = quoting.likeliest(by_words)
        nearness = await self._nearness(evidence.vector, [unit for _, unit in likely])
        return quoting.choose(
            (share + _MEANING * near, unit)
            for (share, unit), near in zip(likely, nearness, strict=True)
        )

    async def _nearness(
        self, wanted: Sequence[float], units: Sequence[quoting.Unit]
    ) -> list[float]:
        """How much nearer in meaning each unit is than the one farthest away."""
        texts = [f"{unit.passage.heading}\n{unit.text}" for unit in units]
        vectors = await self.embedder.embed_passages(texts)
        cosines = [sum(a * b for a, b in zip(wanted, v, strict=True)) for v in vectors]
        lowest, highest = min(cosines, default=0.0), max(cosines, default=0.0)
        # Cosines of one model lie close together: count from the lowest, unless all are one.
        floor = lowest if highest > lowest else lowest - 1.0
        return [cosine - floor for cosine in cosines]

    def terms(self, text: str) -> Mapping[int, float]:
        """The terms of a text and how often each occurs."""
        vector = self.encoder.question(text)
        return dict(zip(vector.indices, vector.values, strict=True))


def standalone(question: Question) -> str:
    """The question with the asker's turn before it, so that a follow-up can be searched.

    Of a long turn only the beginning (300 characters) is used, so that it does not drown
    the question in an embedder that reads a few hundred tokens.
    """
    turns = (turn for turn in question.history if turn.speaker is Speaker.USER)
    earlier = [turn.text[:_EARLIER] for turn in turns]
    return "\n".join([*earlier[-1:], question.text])


def _pointers(hits: Iterable[Hit]) -> list[Pointer]:
    found: dict[str, Pointer] = {}
    for hit in hits:
        passage = hit.passage
        found.setdefault(passage.path, Pointer(passage.path, passage.title, passage.heading))
    return list(found.values())[:_NEAREST]
