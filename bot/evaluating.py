"""Carries out `supportbot evaluate`: the same answering, in a house of its own.

Each corpus is indexed into a home of its own below the home, always with the embedded
engine, so that the live index and everybody's conversations are left alone. Vectors come
from the home's cache, which all runs and the live index share.
"""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from bot import __version__
from bot.adapters.clock import SystemClock
from bot.adapters.home import Home
from bot.answering_parts import recipe_of
from bot.bootstrap import House, furnish
from bot.core.answerability import features
from bot.domain.conversation import Answer, Question
from bot.domain.errors import BadInput, DocumentUnreadable, HomeUnusable
from bot.domain.knowledge import FoundFile, Inventory
from bot.errands import question_of
from bot.insight.evaluation import Evaluation, Found
from bot.insight.figures import Figures
from bot.insight.questions import Asked
from bot.insight.report import report
from bot.insight.results import Run, SetRun, run_of, run_shape
from bot.parts import open_cache, open_parts
from bot.question_files import read_text
from bot.question_sets import QuestionSet
from bot.settings import DatabaseSettings, QdrantSettings, Settings

_FOLDER = "evaluations"
_PRICES = "prices.toml"
_LONGEST_NAME = 80
_NEWEST = 5

Progress = Callable[[float, int], None]
ProgressOf = Callable[[str], Progress]
"""Where to tell how far `Indexing` or `Asking` is."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a run is made."""

    is_retrieval_only: bool = False
    parallel: int = 1


async def evaluate(
    settings: Settings, sets: Sequence[QuestionSet], *, terms: Terms, progress: ProgressOf
) -> Run:
    """Ask every question of every set. Raises BotError."""
    done: list[SetRun] = []
    recipe: Mapping[str, str | int] = {}
    now = SystemClock().now()
    for each in sets:
        async with open_apart(settings, each.corpus) as house:
            recipe = dataclasses.asdict(recipe_of(house.parts)) | _ranked_by(settings)
            done.append(await _evaluated(house, each, terms, progress))
    names = "+".join(each.name for each in sets)
    return Run(
        name=f"{now:%Y%m%d-%H%M%S}-{names}"[:_LONGEST_NAME],
        made_at=now,
        version=__version__,
        is_retrieval_only=terms.is_retrieval_only,
        recipe=recipe,
        bar=settings.answers.bar,
        parallel=terms.parallel,
        sets=tuple(done),
    )


def _ranked_by(settings: Settings) -> dict[str, str]:
    """What else decides about the order of a search, where it is set."""
    answers, reranker = settings.answers, settings.models.rerank
    found = {"reranker": f"{reranker}, the best {answers.reranked}"} if reranker else {}
    if answers.recency:
        found["recency"] = f"{answers.recency:g} days"
    return found


@asynccontextmanager
async def open_apart(settings: Settings, corpus: Path) -> AsyncIterator[House]:
    """A house over another folder, in a home of its own. Raises BotError."""
    own = _apart(settings, corpus)
    async with AsyncExitStack() as stack:
        cache = await open_cache(settings, stack)
        parts = await open_parts(own, stack)
        yield furnish(own, dataclasses.replace(parts, cache=cache))


def _apart(settings: Settings, corpus: Path) -> Settings:
    update: dict[str, object] = {
        "home": settings.home / _FOLDER / "homes" / _digest(corpus),
        "knowledge": corpus,
        "database": DatabaseSettings(),
        "qdrant": QdrantSettings(),
        # Each question is worked out: the figures are of that.
        "answers": settings.answers.model_copy(update={"remembered_minutes": 0}),
    }
    prices = settings.home / _PRICES
    if settings.models.prices is None and prices.is_file():
        update["models"] = settings.models.model_copy(update={"prices": prices})
    return settings.model_copy(update=update)


def _digest(corpus: Path) -> str:
    place = str(corpus.resolve()).encode("utf-8", "replace")
    return blake2b(place, digest_size=6).hexdigest()


async def _evaluated(
    house: House, questions: QuestionSet, terms: Terms, progress: ProgressOf
) -> SetRun:
    inventory = await house.parts.source.inventory()
    # Before the long work: a wrong name is told at once.
    located = questions.located(_paths(inventory))
    indexed = await house.index(progress("Indexing"), remove_missing=True)
    if not indexed.documents:
        raise BadInput(
            f"The folder {questions.corpus} holds no document that can be read: name the one "
            "that the questions are about with --knowledge."
        )
    asking = Evaluation(
        search=_Rehearsal(house).search,
        ask=None if terms.is_retrieval_only else _Rehearsal(house).ask,
        text_of=_Folder(house, {file.path: file for file in inventory.found}).text_of,
        clock=house.clock,
        parallel=terms.parallel,
    )
    records = await asking.run(located.questions, progress("Asking"))
    held = await house.shelves.held()
    versions = sorted((document.path, document.fingerprint) for document in held.values())
    return SetRun(
        name=questions.name,
        questions=questions.digest,
        documents=blake2b(json.dumps(versions).encode(), digest_size=16).hexdigest(),
        document_count=indexed.documents,
        passage_count=indexed.passages,
        left_out=len(indexed.failed),
        records=records,
    )


def _paths(inventory: Inventory) -> frozenset[str]:
    """Also of files that cannot be read: such a document is missed, not misnamed."""
    found = (file.path for file in inventory.found)
    return frozenset((*found, *(failure.path for failure in inventory.failed)))


@dataclass(frozen=True, slots=True)
class _Rehearsal:
    """Works on questions as the desk does, and leaves no row."""

    house: House

    async def search(self, asked: Asked) -> Found:
        question, answering = self._question(asked), self.house.desk.answering
        evidence = await answering.evidence(question)
        seen = features(question.sought, evidence, answering.terms)
        sure = answering.gate.probability(seen) if evidence.hits else 0.0
        paths = (hit.passage.path for hit in evidence.hits)
        return Found(tuple(dict.fromkeys(paths)), sure)

    async def ask(self, asked: Asked) -> Answer:
        return await self.house.desk.answering.answer(self._question(asked))

    def _question(self, asked: Asked) -> Question:
        turns = [{"speaker": turn.speaker, "text": turn.text} for turn in asked.history]
        line = {"question": asked.question, "history": turns}
        now = self.house.clock.now()
        return self.house.desk.rehearsed(question_of(line, user="evaluate", asked_at=now))


@dataclass(slots=True)
class _Folder:
    """The documents as they lie in the folder, each read once."""

    house: House
    files: Mapping[str, FoundFile]
    _texts: dict[str, str] = dataclasses.field(default_factory=dict)

    async def text_of(self, path: str) -> str:
        if path not in self._texts:
            self._texts[path] = await self._read(path)
        return self._texts[path]

    async def _read(self, path: str) -> str:
        try:
            return (await self.house.parts.source.read(self.files[path])).text
        except (KeyError, DocumentUnreadable):
            return ""


def keep(settings: Settings, run: Run, figures: Mapping[str, Figures]) -> tuple[Path, Path]:
    """Store the run and its report in the home; gives both files. Raises HomeUnusable."""
    folder = Home(settings.home).folder / _FOLDER
    shape = json.dumps(run_shape(run, figures), ensure_ascii=False)
    return (
        _written(folder / f"{run.name}.json", shape),
        _written(folder / f"{run.name}.html", report(run, figures)),
    )


def _written(target: Path, text: str) -> Path:
    """All of it or nothing; for this user's eyes, as questions may be anybody's words."""
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=target.parent, delete=False
        ) as unfinished:
            unfinished.write(text)
        os.replace(unfinished.name, target)  # noqa: PTH105 - the name is a text
    except OSError as error:
        raise HomeUnusable(
            f"{target} cannot be written ({error.strerror}): make room, or give this user "
            "the right to write there."
        ) from error
    return target


def stored(settings: Settings, word: str) -> Run:
    """A stored run: by its file, by a part of its name that no other has, or `last`.

    Raises BadInput, which lists the newest ones.
    """
    file = Path(word)
    if not file.is_file():
        file = _in_home(settings, word)
    text = read_text(file)
    try:
        shape = json.loads(text)
    except (ValueError, RecursionError):
        shape = None
    return run_of(shape, name=str(file))


def _in_home(settings: Settings, word: str) -> Path:
    held = sorted((settings.home / _FOLDER).glob("*.json"))
    fitting = held[-1:] if word == "last" else [file for file in held if word in file.stem]
    if len(fitting) == 1:
        return fitting[0]
    newest = ", ".join(file.stem for file in reversed(held[-_NEWEST:]))
    there = f"the newest are {newest}" if held else "run `supportbot evaluate FILE` first"
    what = "names more than one stored result" if fitting else "names no stored result"
    raise BadInput(f"'{word}' {what}: {there}.")
