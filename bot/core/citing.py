"""No passage, no claim: only sentences whose citations hold are shown. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.core.quoting import Quote
from bot.domain.conversation import Citation, Sentence
from bot.domain.knowledge import Passage


def cite(quotes: Sequence[Quote]) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """A sentence and a citation for each quote, numbered from 1."""
    citations = tuple(_citation(number, quote) for number, quote in enumerate(quotes, 1))
    sentences = tuple(Sentence(c.quote, (c.number,)) for c in citations)
    return sentences, citations


def verified(
    sentences: Sequence[Sentence], citations: Sequence[Citation], passages: Sequence[Passage]
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """The sentences that hold, and the citations that they use.

    A citation holds when its quote stands word for word in one of `passages` of its path,
    and no other has its number; a sentence holds when it has citations, all of them hold,
    and its words are theirs. Nothing blank holds.
    """
    given = Counter(c.number for c in citations)
    genuine = {c.number: c for c in citations if given[c.number] == 1 and _stands(c, passages)}
    kept = tuple(s for s in sentences if _holds(s, genuine))
    used = {number for sentence in kept for number in sentence.citations}
    return kept, tuple(c for c in citations if c.number in used)


def _citation(number: int, quote: Quote) -> Citation:
    passage = quote.passage
    return Citation(
        number=number,
        path=passage.path,
        title=passage.title,
        heading=passage.heading,
        page=passage.page,
        url=passage.url,
        quote=quote.text,
    )


def _stands(citation: Citation, passages: Sequence[Passage]) -> bool:
    return any(p.path == citation.path and citation.quote in p.text for p in passages)


def _holds(sentence: Sentence, genuine: dict[int, Citation]) -> bool:
    if not sentence.text.strip() or not sentence.citations:
        return False
    cited = [genuine.get(number) for number in sentence.citations]
    return all(c is not None and sentence.text in c.quote for c in cited)
