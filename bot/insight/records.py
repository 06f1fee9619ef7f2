"""What came of one question of a set. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from bot.domain.conversation import Outcome
from bot.insight.questions import Fact

DEPTH = 10
"""Documents of a ranking that are kept."""

READ = 5
"""Documents from whose passages an answer is made, at most."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What asking gave. Seconds, US dollars; `prompt` is the version of the prompt.

    `facts_found` of the expected facts stand in the answer, `quotes_genuine` of its
    `quotes` in the document that they name; `cites_gold` says that one of the cited
    documents is among those that hold the answer, `stood_in` that the quotation stands in
    for a model that gave no answer. `cost` is None when nobody knows the price.
    """

    outcome: Outcome
    seconds: float
    facts_found: int = 0
    quotes: int = 0
    quotes_genuine: int = 0
    cites_gold: bool = False
    model: str = ""
    prompt: str = ""
    stood_in: bool = False
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One question, what was found, and what was answered unless only retrieval ran.

    `ranked` are the first ten documents found, best first; `confidence` the probability
    that the documents hold an answer, None when searching failed. Seconds.
    """

    id: str
    question: str
    language: str
    kind: str
    answerable: bool
    gold: tuple[str, ...]
    facts: int
    ranked: tuple[str, ...]
    confidence: float | None
    search_seconds: float
    asking: Asking | None = None
    trouble: str = ""

    @property
    def rank(self) -> int | None:
        """The place, from 1, of the first document that holds the answer; None without."""
        places = (place for place, path in enumerate(self.ranked, 1) if path in self.gold)
        return next(places, None)

    @property
    def could_be_right(self) -> bool | None:
        """Whether an answer could be right: what is read holds it. None when unknown."""
        if not self.answerable:
            return False
        return self.rank is not None and self.rank <= READ if self.gold else None

    @property
    def is_answered(self) -> bool:
        """Whether an answer was given."""
        return self.asking is not None and self.asking.outcome is Outcome.ANSWERED


def record_shape(record: Record) -> dict[str, Any]:
    """As it is stored."""
    return asdict(record)


def record_of(shape: Mapping[str, Any]) -> Record:
    """From what was stored. Raises TypeError, KeyError and ValueError when it is not one."""
    asking = shape["asking"]
    if asking is not None:
        asking = Asking(**{**_known(Asking, asking), "outcome": Outcome(asking["outcome"])})
    tuples = {"gold": tuple(shape["gold"]), "ranked": tuple(shape["ranked"])}
    return Record(**{**_known(Record, shape), **tuples, "asking": asking})


def _known(kind: type[Any], shape: Mapping[str, Any]) -> dict[str, Any]:
    """Without what a later version may have added."""
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in shape.items() if name in names}


def facts_found(text: str, facts: Sequence[Fact]) -> int:
    """How many facts stand in the text in one of their wordings, whatever case or space."""
    said = plain(text)
    return sum(any(plain(wording) in said for wording in fact) for fact in facts)


def plain(text: str) -> str:
    """NFKC, one case, and any run of white space as one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
