"""A chat model words the answer; what is released of it was checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from bot.core import quoting, rendering
from bot.core.checking import Check, Claim, Terms, claim_of
from bot.core.prompting import NONE, PARTIAL, Prompting
from bot.core.splitting import Piece, Splitter
from bot.domain.conversation import Answer, Citation, Outcome, Question, Sentence
from bot.domain.knowledge import Hit, Passage
from bot.domain.language import Language
from bot.ports import ChatModel, Worded

_PASSAGES = 8
_LONGEST_QUOTE = 300
SoFar = Callable[[Answer], None]
"""Told whenever there is a new sentence: the answer with what has been checked until then."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Has `model` word answers. `link_hosts` may be named in them, with all below them."""

    model: ChatModel
    prompting: Prompting
    terms: Terms
    link_hosts: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """Of what the model is told."""
        return self.prompting.version

    async def word(
        self,
        question: Question,
        hits: Sequence[Hit],
        *,
        confidence: float,
        so_far: SoFar | None = None,
    ) -> Answer:
        """The answer with the sentences that hold; unknown when none is left.

        Raises ModelUnavailable, BudgetSpent, DatabaseUnavailable.
        """
        passages = [hit.passage for hit in hits[:_PASSAGES]]
        draft = self._draft(question, passages, confidence)
        worded: Worded | None = None
        stream = self.model.stream(self.prompting.messages(question, passages))
        async with aclosing(stream) as pieces:
            async for piece in pieces:
                if isinstance(piece, Worded):
                    worded = piece
                elif draft.read(piece) and so_far:
                    so_far(draft.answer(None))
        draft.finish()
        return draft.answer(worded)

    def _draft(
        self, question: Question, passages: Sequence[Passage], confidence: float
    ) -> _Draft:
        language = question.language
        check = Check(
            passages,
            clearance=question.place.clearance,
            terms=self.terms,
            rules=self.prompting.told(language),
        )
        return _Draft(
            passages, check, language, confidence, self.link_hosts, self.terms, self.version
        )


@dataclass(slots=True)
class _Draft:
    """An answer while it is being written."""

    passages: Sequence[Passage]
    check: Check
    language: Language
    confidence: float
    link_hosts: tuple[str, ...]
    terms: Terms
    version: str
    splitter: Splitter = field(default_factory=Splitter)
    sentences: list[Sentence] = field(default_factory=list)
    citations: dict[int, Citation] = field(default_factory=dict)
    waiting: list[Claim] = field(default_factory=list)
    is_none: bool = False
    is_partial: bool = False

    def read(self, text: str) -> bool:
        """Take in more of the model's text; says whether there is a new sentence."""
        return self._take(self.splitter.feed(text))

    def finish(self) -> None:
        """Take what is left."""
        self._take(self.splitter.end())

    def _take(self, pieces: Iterable[Piece]) -> bool:
        before = len(self.sentences)
        for piece in pieces:
            self._judge(piece)
        return len(self.sentences) > before

    def _judge(self, piece: Piece) -> None:
        claim = claim_of(piece)
        word = claim.text.strip(" *_.`\"'")
        self.is_none |= word == NONE
        self.is_partial |= word == PARTIAL
        # Marks at the end of a line count for the sentences before it in that line: each
        # is checked for itself.
        self.waiting.append(claim)
        if not claim.cited and not piece.ends_line:
            return
        for waiting in self.waiting:
            self._release(replace(waiting, cited=claim.cited or self._source(waiting)))
        self.waiting.clear()

    def _source(self, claim: Claim) -> tuple[int, ...]:
        """What a claim should have cited, where that is sure."""
        found = self.check.source_of(claim)
        return () if found is None else (found,)

    def _release(self, claim: Claim) -> None:
        if not self.check.holds(claim):
            return
        hosts = {*self.link_hosts, *self._hosts(claim)}
        text = rendering.inert(claim.text, hosts=hosts, language=self.language)
        if text:
            numbers = tuple(self._cite(number, text) for number in claim.cited)
            self.sentences.append(Sentence(text, numbers))

    def _hosts(self, claim: Claim) -> set[str]:
        urls = (self.passages[number - 1].url for number in claim.cited)
        return {host for url in urls if url and (host := urlsplit(url).hostname)}

    def _cite(self, passage: int, text: str) -> int:
        """The number under which the passage is cited, counted by first use."""
        if passage not in self.citations:
            found = self.passages[passage - 1]
            self.citations[passage] = Citation(
                number=len(self.citations) + 1,
                path=found.path,
                title=found.title,
                heading=found.heading,
                page=found.page,
                url=found.url,
                quote=_best_quote(found, text, self.terms),
            )
        return self.citations[passage].number

    def answer(self, worded: Worded | None) -> Answer:
        """As it stands; `worded` once the model is through."""
        is_known = bool(self.sentences) and not self.is_none
        answer = Answer(
            outcome=Outcome.ANSWERED if is_known else Outcome.UNKNOWN,
            language=self.language,
            confidence=self.confidence,
            prompt=self.version,
        )
        if is_known:
            words = (tuple(self.sentences), tuple(self.citations.values()))
            answer = replace(answer, sentences=words[0], citations=words[1])
        return answer if worded is None else _told(answer, worded, is_partial=self.is_partial)


def _told(answer: Answer, worded: Worded, *, is_partial: bool) -> Answer:
    is_known = answer.outcome is Outcome.ANSWERED
    return replace(
        answer,
        model=worded.model,
        tokens=worded.tokens,
        cost=worded.cost,
        is_partial=is_known and (is_partial or not worded.is_whole),
    )


def _best_quote(passage: Passage, text: str, terms: Terms) -> str:
    """The words of the passage that come nearest to the sentence, verbatim."""
    units = quoting.units([Hit(passage, 0.0, None, None)])
    weights = dict.fromkeys(terms(text), 1.0)
    ranked = quoting.by_words(units, weights, terms)
    best = max(ranked, key=lambda pair: pair[0], default=None)
    return best[1].text if best else passage.text[:_LONGEST_QUOTE].strip()
