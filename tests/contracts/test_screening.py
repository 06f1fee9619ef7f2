"""What every archive of exchanges keeps: who is turned away is decided as it is received."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.conversation import Remedy, State
from bot.domain.errors import ServiceError
from bot.ports import Crowd, Screening, TurnedAway
from tests.contracts.archives import Archive, asked
from tests.samples import LEE, NOON

BUSY = TurnedAway("Too many questions.", Remedy.WAIT)


async def crowd_at(archive: Archive, *, since: bool = True) -> Crowd:
    """What a question that is asked now comes upon."""
    seen: list[Crowd] = []

    def judge(crowd: Crowd) -> TurnedAway:
        seen.append(crowd)
        return BUSY

    window = NOON + timedelta(seconds=1) if since else None
    one = asked("judged", thread="judged")
    await archive.exchanges.receive(one, screening=Screening(judge, window))
    return seen[-1]


async def test_whoever_judges_sees_what_is_open_and_what_the_asker_asked(
    archive: Archive,
) -> None:
    await archive.serve(asked("early"))
    await archive.serve(asked("closed"))
    await archive.receive(asked("open"), asked("of lee", asker=LEE))
    await archive.exchanges.receive(asked("away"), turned_away=BUSY)
    moments = (NOON + timedelta(seconds=1), NOON + timedelta(seconds=2))
    assert await crowd_at(archive) == Crowd(total=3, questions=2, recent=moments)


async def test_without_a_moment_nobody_looks_at_what_the_asker_asked(archive: Archive) -> None:
    await archive.receive(asked("open"))
    assert await crowd_at(archive, since=False) == Crowd(total=1, questions=1, recent=())


@pytest.mark.parametrize("verdict", [BUSY, None])
async def test_the_verdict_decides(archive: Archive, verdict: TurnedAway | None) -> None:
    screening = Screening(lambda _: verdict)
    exchange, is_new = await archive.exchanges.receive(asked(), screening=screening)
    assert is_new
    assert exchange == await archive.find(asked())
    assert exchange.state is (State.FAILED if verdict else State.RECEIVED)
    assert exchange.reason == (verdict.reason if verdict else "")


async def test_a_judge_who_raises_leaves_nothing(archive: Archive) -> None:
    def judge(_crowd: Crowd) -> TurnedAway | None:
        raise ServiceError("Far too much waits.")

    with pytest.raises(ServiceError, match="Far too much"):
        await archive.exchanges.receive(asked(), screening=Screening(judge))
    assert await archive.exchanges.find(asked().id) is None
    assert (await archive.exchanges.waiting()).total == 0
