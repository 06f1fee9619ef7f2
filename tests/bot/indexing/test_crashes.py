"""Index runs that stop at every step there is, and the run after."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from copy import deepcopy

import pytest

from bot.domain.audience import EMPLOYEES, PUBLIC
from bot.domain.errors import DatabaseUnavailable, IndexCorrupt
from tests.bot.indexing.breakage import Countdown, Killed, breaking
from tests.bot.indexing.workshop import Workshop, quiet, whole
from tests.fakes.embedder import FakeEmbedder

FEW = 4
MANY = 66  # more than are written together


def fill(shop: Workshop, documents: int) -> None:
    for number in range(documents):
        text = f"# Rule {number}\n\nRule {number} says something.\n\n## 예외\n\n예외 {number}."
        shop.source.put(f"kb/{number:02}.md", text, title=f"Rule {number}", audience=PUBLIC)


async def first_run(documents: int) -> Workshop:
    """Nothing is indexed yet."""
    shop = Workshop()
    fill(shop, documents)
    return shop


async def later_run(documents: int) -> Workshop:
    """Every file has a new stat, and some of everything has happened."""
    shop = await first_run(documents)
    await shop.run()
    shop.source.spoil("kb/00.md", "it is not UTF-8")
    await shop.run()
    fill(shop, documents)  # 00 is mended
    shop.source.put("kb/01.md", "# Rule 1\n\nNew words.\n\n## 예외\n\n예외 1.", audience=PUBLIC)
    shop.source.spoil("kb/02.md", "it is not UTF-8")
    shop.source.remove("kb/03.md")
    text = "# Rule 3\n\nRule 3 says something.\n\n## 예외\n\n예외 3."
    shop.source.put("moved/03.md", text, title="Rule 3", audience=PUBLIC)
    shop.source.put("new.md", "Brand new. 새로 왔습니다.")
    shop.source.label("moved", EMPLOYEES)
    return shop


async def new_recipe(documents: int) -> Workshop:
    """The model was changed, and another program keeps a collection beside ours."""
    shop = await later_run(documents)
    await shop.index.create("others", dimensions=4)
    shop.embedder = FakeEmbedder(name="fake/2", dimensions=12)
    return shop


Scene = Callable[[int], Awaitable[Workshop]]
Stop = Callable[[Workshop, Countdown], Awaitable[None]]


async def kill(shop: Workshop, countdown: Countdown) -> None:
    """The process does nothing more; the next run is another one."""
    countdown.error, countdown.dead = Killed(), True
    shelves = shop.shelves(
        manifest=breaking(shop.manifest, countdown), index=breaking(shop.index, countdown)
    )
    with suppress(Killed):
        await shop.reindexing(shelves).run(quiet)
    await assert_nobody_notices(shop)
    await shop.run()


async def lose_the_database(shop: Workshop, countdown: Countdown) -> None:
    """One call fails; the same process runs again."""
    countdown.error = DatabaseUnavailable("gone")
    run = shop.reindexing(shop.shelves(manifest=breaking(shop.manifest, countdown)))
    with suppress(DatabaseUnavailable):
        await run.run(quiet)
    await assert_nobody_notices(shop)
    countdown.stop()
    await run.run(quiet)


async def corrupt_the_index(shop: Workshop, countdown: Countdown) -> None:
    """One call finds a corrupt index; the same process runs again."""
    countdown.error = IndexCorrupt("corrupt")
    run = shop.reindexing(shop.shelves(index=breaking(shop.index, countdown)))
    with suppress(IndexCorrupt):
        await run.run(quiet)
    countdown.stop()
    await run.run(quiet)


async def assert_nobody_notices(shop: Workshop) -> None:
    """Whatever is current can be found; whatever else the index holds is to be swept."""
    current = await shop.manifest.current()
    for collection, points in shop.index.points.items():
        if await shop.manifest.held(collection):
            passages = await shop.passages(collection)
            assert passages.keys() <= points.keys()
            rest = points.keys() - passages.keys()
            assert rest <= await shop.manifest.sweepable(collection)
    assert current is None or current in shop.index.points


async def assert_any_stop_is_made_good(prepared: Workshop, stop: Stop, *, late: bool) -> None:
    """Stop at the first call, at the second, … until a run needs no more calls."""
    clean = deepcopy(prepared)
    await clean.run()
    wanted = await clean.state()
    assert whole(wanted)
    for at in range(1_000):
        shop = deepcopy(prepared)
        countdown = Countdown(at, Killed(), late=late)
        await stop(shop, countdown)
        assert await shop.state() == wanted, f"stopped at {at} of {countdown.names}"
        assert shop.embedder.embedded == clean.embedder.embedded
        if not countdown.went_off:
            break
    assert 3 < at < 999


each_stop = pytest.mark.parametrize("stop", [kill, lose_the_database, corrupt_the_index])
each_scene = pytest.mark.parametrize("scene", [first_run, later_run, new_recipe])
each_side = pytest.mark.parametrize("late", [False, True], ids=["before", "after"])


@each_side
@each_scene
@each_stop
async def test_a_run_may_stop_at_any_step(scene: Scene, stop: Stop, *, late: bool) -> None:
    await assert_any_stop_is_made_good(await scene(FEW), stop, late=late)


@pytest.mark.proof
@each_side
@each_scene
@each_stop
async def test_a_run_of_many_documents_may_stop_at_any_step(
    scene: Scene, stop: Stop, *, late: bool
) -> None:
    await assert_any_stop_is_made_good(await scene(MANY), stop, late=late)
