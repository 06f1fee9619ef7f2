"""No passage, no claim: only sentences whose citations hold are shown. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from bot.core.quoting import Quote
from bot.domain.conversation import Citation, Sentence
from bot.domain.knowledge import Passage


def cite(quotes: Sequence[Quote]) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """A sentence for each quote and a citation for each slice in it, numbered from 1.

    The rows of a table stand in one sentence below their header, which has a citation of
    its own: both are slices, and what lies between them is left out.
    """
    citations: list[Citation] = []
    sentences: list[Sentence] = []
    for _, rows in groupby(quotes, key=_table):
        cited = []
        for text, passage in _slices(list(rows)):
            cited.append(_citation(len(citations) + 1, passage, text))
            citations.append(cited[-1])
        words = "\n".join(one.quote for one in cited)
        sentences.append(Sentence(words, tuple(one.number for one in cited)))
    return tuple(sentences), tuple(citations)


def verified(
    sentences: Sequence[Sentence], citations: Sequence[Citation], passages: Sequence[Passage]
) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """The sentences that hold, and the citations that they use.

    A citation holds when its quote stands word for word in one of `passages` of its path,
    and no other has its number; a sentence holds when it has citations, all of them hold,
    and its words are in each of them, or are theirs line after line. Nothing blank holds.
    """
    given = Counter(c.number for c in citations)
    genuine = {c.number: c for c in citations if given[c.number] == 1 and _stands(c, passages)}
    kept = tuple(s for s in sentences if _holds(s, genuine))
    used = {number for sentence in kept for number in sentence.citations}
    return kept, tuple(c for c in citations if c.number in used)


def _table(quote: Quote) -> object:
    """The same for the rows of one table; for everything else, only itself."""
    return (quote.passage.id, quote.head) if quote.head else object()


def _slices(quotes: Sequence[Quote]) -> list[tuple[str, Passage]]:
    head = [(quotes[0].head, quotes[0].passage)] if quotes[0].head else []
    return [*head, *((quote.text, quote.passage) for quote in quotes)]


def _citation(number: int, passage: Passage, quote: str) -> Citation:
    return Citation(
        number=number,
        path=passage.path,
        title=passage.title,
        heading=passage.heading,
        page=passage.page,
        url=passage.url,
        quote=quote,
    )


def _stands(citation: Citation, passages: Sequence[Passage]) -> bool:
    return any(p.path == citation.path and citation.quote in p.text for p in passages)


def _holds(sentence: Sentence, genuine: dict[int, Citation]) -> bool:
    if not sentence.text.strip() or not sentence.citations:
        return False
    cited = [genuine[number] for number in sentence.citations if number in genuine]
    if len(cited) < len(sentence.citations):
        return False
    whole = "\n".join(c.quote for c in cited)
    return sentence.text == whole or all(sentence.text in c.quote for c in cited)
