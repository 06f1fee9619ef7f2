"""Exact answers, kept for a short while: the same question costs nothing the second time.

What is asked stays nowhere: the key is a digest with a secret of this process, and what is
kept was made from documents alone. Whatever may change an answer is in its key, so nothing
is ever looked up and then checked. Nothing is matched by meaning: two people who word a
question in two ways are two questions.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.core.answerability import Terms
from bot.core.following import leaning
from bot.core.leaning import Lean
from bot.core.plain_words import content_words
from bot.core.shelf import Reader
from bot.core.tally import Tally
from bot.domain.conversation import Answer, Outcome, Question, Tokens
from bot.ports import Clock

_CLOSING = " ?!.~。"  # as NFKC has them
_MOST = 1000


@dataclass(frozen=True, slots=True)
class Made:
    """What answers are made with, in this process: another one makes other answers.

    `prompts` are versions of what models are told, `models` all that may be asked, and
    `settings` those of answers as a whole, the bars among them. `collection` is named
    after all that shapes a passage or a vector.
    """

    collection: str
    prompts: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    settings: str = ""

    @property
    def has_model(self) -> bool:
        """Whether a chat model words the answers, which reads the conversation."""
        return bool(self.models)


class Memory:
    """Keeps the last `most` answers, each for `seconds`; gone with the process.

    `today` is the day for which documents hold. `terms` gives the terms of a text.
    """

    def __init__(  # noqa: PLR0913 - what goes into a key, given once in bootstrap
        self,
        *,
        manifest: Reader,
        made: Made,
        today: Callable[[], date],
        terms: Terms,
        clock: Clock,
        tally: Tally,
        seconds: float,
        most: int = _MOST,
    ) -> None:
        self._manifest = manifest
        self._made = made
        self._today = today
        self._terms = terms
        self._clock = clock
        self._tally = tally
        self._seconds = seconds
        self._most = most
        self._secret = secrets.token_bytes(32)
        self._shelves = ""
        self._held: OrderedDict[bytes, tuple[float, Answer]] = OrderedDict()

    async def recall(self, question: Question, work: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer as it was given before, else what `work` gives.

        One from memory has cost nothing. Raises DatabaseUnavailable, and what `work` does.
        """
        if not _stands_alone(question, self._made):
            return await work()
        shelves = await self._version()
        key = self._key(question, shelves)
        if (known := self._known(key)) is not None:
            self._tally.recalled += 1
            return replace(known, tokens=Tokens(), cost=0.0)
        answer = await work()
        if _is_whole(answer) and self._is_of_documents(answer, question):
            self._keep(key, answer)
        return answer

    async def _version(self) -> str:
        """What is on the shelves now; answers from what was there before are let go."""
        shelves = await self._manifest.version(self._made.collection)
        if shelves != self._shelves:
            self._held.clear()
            self._shelves = shelves
        return shelves

    def _key(self, question: Question, shelves: str) -> bytes:
        made = self._made
        labels = question.place.clearance.labels
        parts = [
            _normal(question.text),
            None if labels is None else sorted(labels),
            question.place.platform.value,  # each may have its own bars
            question.language.value,
            shelves,
            self._today().isoformat(),
            [made.collection, made.prompts, made.models, made.settings],
        ]
        shape = json.dumps(parts).encode()
        return hashlib.blake2b(shape, key=self._secret, digest_size=32).digest()

    def _known(self, key: bytes) -> Answer | None:
        until, answer = self._held.get(key, (0.0, None))
        if answer is None or self._clock.monotonic() >= until:
            return None
        self._held.move_to_end(key)
        return answer

    def _keep(self, key: bytes, answer: Answer) -> None:
        self._held[key] = (self._clock.monotonic() + self._seconds, answer)
        self._held.move_to_end(key)
        while len(self._held) > self._most:
            self._held.popitem(last=False)

    def _is_of_documents(self, answer: Answer, question: Question) -> bool:
        """Whether no word of the asker's is in it that the quoted documents do not have.

        A model may have taken one up: what somebody wrote is kept nowhere for others.
        """
        if answer.is_quoted:
            return True
        theirs = set(self._terms(" ".join(content_words(question.text))))
        said = set(self._terms(" ".join(one.text for one in answer.sentences)))
        sources = (f"{c.title} {c.heading} {c.quote}" for c in answer.citations)
        return theirs & said <= set(self._terms(" ".join(sources)))


def _stands_alone(question: Question, made: Made) -> bool:
    """Whether nothing but the words of the question goes into its answer."""
    if question.attachments or question.pictured or leaning(question) is not Lean.NO:
        return False
    return not (question.history and made.has_model)


def _is_whole(answer: Answer) -> bool:
    """Whether nothing failed on the way to it."""
    is_outcome = answer.outcome in {Outcome.ANSWERED, Outcome.UNKNOWN}
    return is_outcome and not answer.stands_in and not answer.is_partial


def _normal(text: str) -> str:
    """The question without what makes no difference: case, blanks, how it closes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(folded.split()).rstrip(_CLOSING)
