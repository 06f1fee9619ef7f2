"""What every manifest keeps to: which points may be swept."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import Manifest
from tests.contracts.shelvings import KB, found, ids, shelving


async def test_a_removed_document_is_forgotten_and_its_passages_sweepable(
    manifest: Manifest,
) -> None:
    gone, stays = shelving("a.md"), shelving("b.md")
    await manifest.shelve(KB, [gone, stays])
    await manifest.fail(KB, found("c.md"), reason="broken")

    await manifest.remove(KB, ["a.md", "c.md", "never-there.md"])

    assert set(await manifest.held(KB)) == {"b.md"}
    assert await manifest.passages(KB, ids(gone, stays)) == {p.id: p for p in stays.passages}
    assert await manifest.sweepable(KB) == ids(gone)
    assert await manifest.totals(KB) == (1, 2)


async def test_announced_ids_are_sweepable_until_they_are_shelved(manifest: Manifest) -> None:
    item, stray = shelving("a.md"), uuid.uuid4()
    await manifest.announce(KB, [*ids(item), stray])
    await manifest.announce(KB, [stray])
    assert await manifest.sweepable(KB) == {*ids(item), stray}

    await manifest.shelve(KB, [item])
    assert await manifest.sweepable(KB) == {stray}


async def test_what_was_swept_leaves_the_list_as_the_terms_are_counted(
    manifest: Manifest,
) -> None:
    gone, stays = shelving("a.md"), shelving("b.md")
    await manifest.shelve(KB, [gone, stays])
    await manifest.remove(KB, ["a.md"])
    version, stray = await manifest.version(KB), uuid.uuid4()
    await manifest.announce(KB, [stray])

    await manifest.recount(KB, {1: 2}, swept=ids(gone))

    assert await manifest.sweepable(KB) == {stray}
    assert await manifest.counts_current(KB)
    assert await manifest.version(KB) != version
    assert await manifest.passages(KB, ids(stays)) == {p.id: p for p in stays.passages}


async def test_a_current_passage_is_never_sweepable(manifest: Manifest) -> None:
    item = shelving("a.md")
    await manifest.shelve(KB, [item])

    await manifest.announce(KB, ids(item))
    assert await manifest.sweepable(KB) == frozenset()

    await manifest.remove(KB, ["a.md"])
    assert await manifest.sweepable(KB) == ids(item)


async def test_what_a_new_version_no_longer_has_is_sweepable(manifest: Manifest) -> None:
    old = shelving("a.md", ["1", "2", "3"])
    shorter = replace(old, passages=old.passages[:1])
    await manifest.shelve(KB, [old])

    await manifest.shelve(KB, [shorter])

    assert await manifest.sweepable(KB) == {p.id for p in old.passages[1:]}


async def test_a_version_that_comes_back_is_not_swept(manifest: Manifest) -> None:
    first, second = shelving("a.md"), shelving("a.md", version="v2")
    await manifest.shelve(KB, [first])
    await manifest.shelve(KB, [second])
    assert await manifest.sweepable(KB) == ids(first)

    await manifest.shelve(KB, [first])
    assert await manifest.sweepable(KB) == ids(second)


async def test_swept_ids_leave_the_list(manifest: Manifest) -> None:
    item, stray = shelving("a.md"), uuid.uuid4()
    await manifest.shelve(KB, [item])
    await manifest.remove(KB, ["a.md"])
    await manifest.announce(KB, [stray])

    await manifest.swept(KB, [*ids(item), uuid.uuid4()])

    assert await manifest.sweepable(KB) == {stray}


@dataclass(frozen=True)
class Write:
    """A document is announced, written to the index and shelved, or less of that."""

    path: str
    version: str
    passages: int
    died_after: int


@dataclass(frozen=True)
class Remove:
    """A document is removed."""

    path: str


@dataclass(frozen=True)
class Sweep:
    """What is sweepable goes from the index, and then from the list, or less of that."""

    died_after: int


PATHS = st.sampled_from(["a.md", "b.md"])
STEPS = st.one_of(
    st.builds(
        Write,
        path=PATHS,
        version=st.sampled_from(["v1", "v2"]),
        passages=st.integers(0, 3),
        died_after=st.integers(0, 3),
    ),
    st.builds(Remove, path=PATHS),
    st.builds(Sweep, died_after=st.integers(0, 2)),
)


class Run:
    """An index run that may die at any step, over an index that is a set of ids."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.collection = f"kb_{uuid.uuid4().hex}"
        self.index: set[uuid.UUID] = set()

    async def take(self, step: Write | Remove | Sweep) -> None:
        match step:
            case Write():
                await self.write(step)
            case Remove(path):
                await self.manifest.remove(self.collection, [path])
            case Sweep(died_after):
                await self.sweep(died_after)

    async def write(self, step: Write) -> None:
        texts = [str(number) for number in range(step.passages)]
        item = shelving(step.path, texts, version=step.version)
        if step.died_after > 0:
            await self.manifest.announce(self.collection, ids(item))
        if step.died_after > 1:
            self.index |= {passage.id for passage in item.passages[::2]}
        if step.died_after > 2:
            self.index |= ids(item)
            await self.manifest.shelve(self.collection, [item])

    async def sweep(self, died_after: int) -> None:
        old = sorted(await self.manifest.sweepable(self.collection))
        self.index.difference_update(old[::2])
        if died_after > 0:
            self.index.difference_update(old)
        if died_after > 1:
            await self.manifest.swept(self.collection, old)

    async def current(self) -> set[uuid.UUID]:
        page = await self.manifest.page(self.collection, after=None, limit=99)
        return {passage.id for passage in page}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=10))
async def test_the_index_holds_what_is_current_plus_some_that_is_sweepable(
    manifest: Manifest, steps: list[Write | Remove | Sweep]
) -> None:
    run = Run(manifest)
    for step in steps:
        await run.take(step)
        current, sweepable = await run.current(), await manifest.sweepable(run.collection)
        assert current <= run.index <= current | sweepable
        assert not current & sweepable

    await run.take(Sweep(died_after=2))
    assert run.index == await run.current()
    assert await manifest.sweepable(run.collection) == frozenset()
