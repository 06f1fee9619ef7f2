"""Whatever happens to a folder, step by step, a full rebuild leaves the same."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace
from typing import TypeVar
from unicodedata import normalize
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.domain.audience import RESTRICTED, Audience
from bot.domain.errors import EmbedderUnavailable
from bot.domain.knowledge import FoundFile, IndexReport, Labels, Passage
from bot.indexing.chunking import chunk
from bot.indexing.shelves import Shelves
from tests.bot.indexing.breakage import Countdown, Killed, breaking
from tests.bot.indexing.histories import (
    Broken,
    Held,
    Written,
    folders,
    labels,
    paths,
    said,
    spelled,
    texts,
    titles,
)
from tests.bot.indexing.workshop import CHUNKING, State, Workshop, quiet, terms_of, whole
from tests.fakes.embedder import FakeEmbedder

Result = TypeVar("Result")


class Histories(RuleBasedStateMachine):
    """A folder whose files come, change, break, move and go; processes and parts fail."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.shop = Workshop()
        self.files: dict[str, Written | Broken] = {}
        self.refused: set[str] = set()
        self.held: dict[str, Held] = {}
        self.embedded: dict[str, set[str]] = {}
        self.embedders = {self.shop.embedder.name: self.shop.embedder}
        self.terms: frozenset[int] = frozenset()
        self.shelves = self.shop.shelves()

    def teardown(self) -> None:
        self.runner.close()

    @rule(path=spelled, text=texts, title=titles, audience=st.one_of(st.none(), labels))
    def write(self, path: str, text: str, title: str, audience: Audience | None) -> None:
        self._put(path, Written(text, title, audience))

    @rule(path=paths, said=st.one_of(st.none(), said))
    def say_of_itself(self, path: str, said: Labels | None) -> None:
        file = self.files.get(path)
        if isinstance(file, Written):
            self._put(path, replace(file, labels=said))

    @rule(path=paths, first=texts, then=texts, title=titles)
    def edit(self, path: str, first: str, then: str, title: str) -> None:
        for text in (first, then):
            self._put(path, Written(text, title, audience=None))
            self.index()

    @rule(path=paths, withhold=st.booleans())
    def spoil(self, path: str, withhold: bool) -> None:  # noqa: FBT001 - hypothesis gives it
        self._put(path, Broken(withhold))

    @rule(path=paths)
    def remove(self, path: str) -> None:
        self._take(path)

    @rule(old=paths, new=spelled)
    def move(self, old: str, new: str) -> None:
        if old in self.files:  # the same path again: only its stat is new
            self._put(new, self._take(old))

    @rule(place=st.one_of(paths, folders.filter(bool)))
    def refuse(self, place: str) -> None:
        for path in [p for p in self.files if p == place or p.startswith(f"{place}/")]:
            self._take(path)
        self.shop.source.refuse(place, "no access")
        self.refused.add(place)

    @rule()
    def give_access_back(self) -> None:
        for place in self.refused:
            self.shop.source.remove(place)
        self.refused.clear()

    @rule(folder=folders, audience=labels)
    def label(self, folder: str, audience: Audience) -> None:
        self.shop.source.label(folder, audience)

    @rule(folder=folders, said=said)
    def settle(self, folder: str, said: Labels) -> None:
        self.shop.source.settle(folder, said)

    @rule()
    def restart(self) -> None:
        self.shelves = self.shop.shelves()

    @rule(lost=st.integers(0, 3), strays=st.integers(0, 3))
    def spoil_the_index(self, lost: int, strays: int) -> None:
        points = self.shop.index.points.get(self.shop.collection, {})
        for id_ in list(points)[:lost]:
            del points[id_]
        for point in list(points.values())[:strays]:
            stray = replace(point, id=uuid4())
            points[stray.id] = stray
        self.restart()

    @rule()
    def lose_the_index(self) -> None:
        self.shop.index.points.clear()
        self.restart()

    @rule(at=st.integers(0, 30), late=st.booleans())
    def be_killed(self, at: int, late: bool) -> None:  # noqa: FBT001 - hypothesis gives it
        countdown = Countdown(at, Killed(), late=late, dead=True)
        dying = self.shop.shelves(
            manifest=breaking(self.shop.manifest, countdown),
            index=breaking(self.shop.index, countdown),
        )
        with suppress(Killed):
            self._wait(self._run(dying))
        self.restart()
        self.index()

    @rule()
    def lose_the_model(self) -> None:
        self.shop.embedder.failure = EmbedderUnavailable("gone")
        with suppress(EmbedderUnavailable):
            self._wait(self._run(self.shelves))
        self.shop.embedder.failure = None
        self.index()

    @precondition(lambda self: any(isinstance(file, Written) for file in self.files.values()))
    @rule(name=st.sampled_from(("fake/1", "fake/2")))
    def change_the_model(self, name: str) -> None:
        if self.shop.embedder.name == name:
            return
        self.index()
        fresh = FakeEmbedder(name=name, dimensions=8)
        self.shop.embedder = self.embedders.setdefault(name, fresh)
        self.held.clear()  # nothing is carried over, not even last good versions
        self.restart()
        self.index()

    @rule()
    def index(self) -> None:
        is_held_back = self._wait(self._expect())
        report = self._wait(self._run(self.shelves))
        state = self._wait(self.shop.state(also=self.terms))
        self._check_what_is_held(state)
        self._check_the_points(state)
        self._check_the_report(report, is_held_back=is_held_back)
        if not is_held_back:
            self._check_against_a_rebuild(state)

    def _put(self, path: str, file: Written | Broken) -> None:
        self._take(path)
        self.files[normalize("NFC", path)] = file
        if isinstance(file, Broken):
            self.shop.source.spoil(path, "broken", withhold=file.withhold)
        else:
            self.shop.source.put(
                path, file.text, title=file.title, audience=file.audience, labels=file.labels
            )

    def _take(self, path: str) -> Written | Broken:
        path = normalize("NFC", path)
        self.shop.source.remove(path)
        self.refused.discard(path)
        return self.files.pop(path, Broken(withhold=False))

    def _wait(self, work: Coroutine[object, object, Result]) -> Result:
        return self.runner.run(work)

    async def _run(self, shelves: Shelves) -> IndexReport:
        # What is held back when much is gone has tests of its own.
        return await self.shop.reindexing(shelves).run(quiet, remove_missing=True)

    async def _expect(self) -> bool:
        """Work out what should be held after a run; whether an empty folder holds it back."""
        found = (await self.shop.source.inventory()).found
        if self.held and not found:
            return True
        there = {file.path for file in found}
        for path in [p for p in self.held if p not in there and not self._is_out_of_reach(p)]:
            del self.held[path]
        for file in found:
            self.held[file.path] = await self._should_hold(file)
        passages = self._passages()
        words = self.embedded.setdefault(self.shop.embedder.name, set())
        words |= {passage.searchable for passage in passages.values()}
        self.terms |= terms_of(passages).keys()
        return False

    async def _should_hold(self, file: FoundFile) -> Held:
        known = self.files[file.path]
        if isinstance(known, Written):
            document = await self.shop.source.read(file)
            return Held(chunk(document, CHUNKING), file.audience, is_broken=False)
        last = self.held.get(file.path, Held((), file.audience, is_broken=True))
        passages = last.passages
        if known.withhold or last.label != file.audience:
            passages = tuple(replace(p, audience=RESTRICTED) for p in passages)
        return Held(passages, file.audience, is_broken=True)

    def _is_out_of_reach(self, path: str) -> bool:
        return any(path == place or path.startswith(f"{place}/") for place in self.refused)

    def _passages(self) -> dict[UUID, Passage]:
        return {p.id: p for held in self.held.values() for p in held.passages}

    def _check_what_is_held(self, state: State) -> None:
        assert state.passages == self._passages()
        assert state.current == self.shop.collection
        assert state.collections == {self.shop.collection}
        assert whole(state)
        words = self.embedded.get(self.shop.embedder.name, set())
        assert self.shop.embedder.embedded == len(words), "a text was embedded twice"

    def _check_the_points(self, state: State) -> None:
        for id_, passage in state.passages.items():
            point = state.points[id_]
            assert point.path == passage.path
            # What is withheld later keeps the label in the index that it had.
            assert passage.audience in {point.audience, RESTRICTED}

    def _check_the_report(self, report: IndexReport, *, is_held_back: bool) -> None:
        assert report.documents == sum(1 for held in self.held.values() if held.passages)
        assert report.passages == len(self._passages())
        broken = {path for path, held in self.held.items() if held.is_broken}
        expected = broken | self.refused | ({"."} if is_held_back else set())
        assert [f.path for f in report.failed] == sorted(expected, key=lambda p: (p != ".", p))
        assert report.kept + report.written == len(self.held) - len(broken)

    def _check_against_a_rebuild(self, state: State) -> None:
        """What cannot be read just now, a rebuild cannot know of; all else is the same."""
        rebuilt = self._wait(self.shop.rebuilt())
        readable = {path for path, file in self.files.items() if isinstance(file, Written)}
        passages = {id_: p for id_, p in state.passages.items() if p.path in readable}
        assert passages == rebuilt.passages
        assert {id_: state.points[id_] for id_ in passages} == rebuilt.points
        if passages == state.passages:
            assert state.counts == rebuilt.counts


def check(*, histories: int, steps: int) -> None:
    pace = settings(
        max_examples=histories,
        stateful_step_count=steps,
        suppress_health_check=[HealthCheck.too_slow],
    )
    run_state_machine_as_test(Histories, settings=pace)


def test_any_history_leaves_what_a_rebuild_leaves() -> None:
    check(histories=80, steps=25)


@pytest.mark.proof
def test_any_long_history_leaves_what_a_rebuild_leaves() -> None:
    check(histories=500, steps=60)
