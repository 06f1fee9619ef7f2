"""Carries out `supportbot tune`: settings for search and bars from an admin's own questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answering_parts import fusion_of
from bot.core.following import standalone
from bot.core.retrieval import distinct, ranked
from bot.domain.audience import OPERATOR
from bot.errands import question_of
from bot.evaluating import ProgressOf, Terms, evaluate, open_apart
from bot.insight.metrics import judged_right
from bot.insight.questions import Asked
from bot.insight.ranking import Judged, ndcg
from bot.insight.records import DEPTH
from bot.insight.tuning import FEWEST, FEWEST_OF_A_KIND, Proposal, bar_at, choose, choose_bar
from bot.question_sets import QuestionSet, read_sets
from bot.settings import Settings
from bot.trial import Told

_SHARES = (0.3, 0.4, 0.5, 0.6, 0.7)
_KS = (5.0, 20.0, 60.0)
Ways = dict[tuple[float, float], list[float]]
"""Per share of words and k, the nDCG@10 of each question."""


@dataclass(frozen=True, slots=True)
class Costs:
    """How many withheld right answers a wrong one costs, without a caution and with one."""

    wrong: float = 1.5
    unmarked: float = 3.0


async def tune(
    settings: Settings,
    files: Sequence[Path],
    progress: ProgressOf,
    *,
    corpus: Path | None = None,
    costs: Costs | None = None,
) -> Told:
    """Ask all questions of all files, and propose settings. Raises BotError."""
    wrong = costs or Costs()
    sets = read_sets(files, corpus=corpus, otherwise=settings.knowledge)
    grades: Ways = {}
    for each in sets:
        await _grade(settings, each, progress(f"Searching {each.name}"), grades)
    run = await evaluate(settings, sets, terms=Terms(is_retrieval_only=True), progress=progress)
    records = [record for made in run.sets for record in made.records]
    judged = [pair for record in records if (pair := judged_right(record))]
    return _told(settings, grades, judged, wrong)


async def _grade(settings: Settings, each: QuestionSet, progress: Any, grades: Ways) -> None:
    """Add the grades of a set's questions under every way to fuse."""
    async with open_apart(settings, each.corpus) as house:
        await house.index(lambda _done, _total: None, remove_missing=True)
        inventory = await house.parts.source.inventory()
        located = each.located(frozenset(file.path for file in inventory.found))
        found = [asked for asked in located.questions if asked.documents]
        for number, asked in enumerate(found):
            progress(number, len(found))
            turns = [{"speaker": turn.speaker, "text": turn.text} for turn in asked.history]
            line = {"question": asked.question, "history": turns}
            question = question_of(line, user="tune", asked_at=house.clock.now())
            searching = house.desk.answering.retrieval
            arms, readable = await searching.both(standalone(question), OPERATOR)
            for way in _ways(settings):
                fused = _fusion(settings, way).fuse(arms)
                hits = distinct(ranked(fused, readable))
                grades.setdefault(way, []).append(
                    _graded(asked, [h.passage.path for h in hits])
                )


def _ways(settings: Settings) -> Iterator[tuple[float, float]]:
    now = (settings.answers.words, settings.answers.rank_k)
    yield from dict.fromkeys([now, *((share, k) for share in _SHARES for k in _KS)])


def _fusion(settings: Settings, way: tuple[float, float]) -> Any:
    return fusion_of(settings.answers.model_copy(update={"words": way[0], "rank_k": way[1]}))


def _graded(asked: Asked, paths: Sequence[str]) -> float:
    return ndcg(list(dict.fromkeys(paths))[:DEPTH], asked.documents, depth=DEPTH)


def _told(settings: Settings, grades: Ways, judged: Sequence[Judged], costs: Costs) -> Told:
    answers = settings.answers
    said: list[str] = []
    lines: list[str] = []
    shape: dict[str, Any] = {}
    if grades:
        now = (answers.words, answers.rank_k)
        search = choose(grades, now)
        said.append(_of_search(search))
        shape["search"] = _shape(search)
        if search.is_worth_it:
            words, k = search.way
            lines += [f"BOT_ANSWERS__WORDS={words:g}", f"BOT_ANSWERS__RANK_K={k:g}"]
    for name, cost, standing in (
        ("bar", costs.wrong, answers.bar),
        ("sure", costs.unmarked, answers.sure),
    ):
        bar = choose_bar(judged, cost=cost, standing=standing)
        said.append(_of_bar(name, bar, cost))
        shape[name] = _shape(bar) | {"cost": cost}
        if bar.is_worth_it:
            lines.append(f"BOT_ANSWERS__{name.upper()}={bar.way:g}")
    told = ["For your .env:", *lines] if lines else ["Nothing to change."]
    return Told(shape | {"settings": lines}, "\n".join([*said, "", *told]))


def _of_search(found: Proposal[tuple[float, float]]) -> str:
    now = f"words {found.standing[0]:g}, k {found.standing[1]:g}"
    best = f"words {found.way[0]:g}, k {found.way[1]:g}"
    if found.interval is None:
        return (
            f"Search: {found.n} questions name the document with their answer. That is too "
            f"few to choose by; from {FEWEST} on there is a proposal. Keep {now}."
        )
    if found.is_worth_it:
        return f"Search: {best} instead of {now} brings nDCG@10 {_gain(found)}."
    return f"Search: keep {now}. What choosing brings ({best}: {_gain(found)}) may be chance."


def _of_bar(name: str, found: Proposal[float], cost: float) -> str:
    setting = f"BOT_ANSWERS__{name.upper()}"
    what = f"{setting}, where a wrong answer costs {cost:g} withheld right ones"
    if found.interval is None:
        return (
            f"{what}: too few questions to choose by (n={found.n}; from {FEWEST} on, with "
            f"{FEWEST_OF_A_KIND} or more that the documents answer and as many that they do "
            f"not). Keep {found.standing:g}; with sound probabilities it would be "
            f"{bar_at(cost):.2g}."
        )
    if found.is_worth_it:
        return f"{what}: {found.way:g} instead of {found.standing:g} saves {_gain(found)}."
    return f"{what}: keep {found.standing:g} ({found.way:g}: {_gain(found)}, may be chance)."


def _gain(found: Proposal[Any]) -> str:
    low, high = found.interval or (0.0, 0.0)
    return f"{found.gain:+.3f} a question [{low:+.3f}, {high:+.3f}], n={found.n}"


def _shape(found: Proposal[Any]) -> dict[str, Any]:
    return {
        "n": found.n,
        "standing": found.standing,
        "best": found.way,
        "gain": round(found.gain, 4),
        "interval": found.interval,
        "worth_it": found.is_worth_it,
    }
