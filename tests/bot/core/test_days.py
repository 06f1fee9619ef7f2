"""Documents count from the first of their days to the last, without an index run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.core.answering import terms_of
from bot.core.remembering import Made, Memory
from bot.core.retrieval import Evidence
from bot.core.tally import Tally
from bot.domain.audience import OPERATOR, RESTRICTED
from bot.domain.conversation import Outcome, Pointer
from bot.domain.knowledge import PLAIN, Arms, Labels, Passage
from tests.bot.core.evidence import passage
from tests.bot.core.library import ALWAYS, COLLECTION, Library
from tests.bot.core.questions import asked
from tests.fakes.clock import FakeClock

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
ASKED = "reset vpn"
OTHER = passage("You get 15 days of leave.")


GONE = Labels(valid_until=TODAY - DAY)


def vpn(labels: Labels = PLAIN) -> Passage:
    return passage("Reset the VPN in the portal.", path="it.md", title="IT", labels=labels)


async def found(library: Library) -> list[str]:
    evidence = await library.retrieval().find(ASKED, OPERATOR)
    return [hit.passage.path for hit in evidence.hits]


@pytest.fixture
def library() -> Library:
    return Library(today=TODAY)


@pytest.mark.parametrize(
    ("labels", "is_found"),
    [
        (PLAIN, True),
        (Labels(valid_until=TODAY), True),
        (Labels(valid_until=TODAY - DAY), False),
        (Labels(valid_from=TODAY), True),
        (Labels(valid_from=TODAY + DAY), False),
    ],
)
async def test_a_document_is_found_on_its_days_both_included(
    library: Library,
    labels: Labels,
    is_found: bool,  # noqa: FBT001 - a column of the table
) -> None:
    await library.put(vpn(labels), OTHER)
    assert ("it.md" in await found(library)) is is_found
    arms, readable = await library.retrieval().both(ASKED, OPERATOR)
    names = {one.path for one in readable.values()}
    assert ("it.md" in names) is is_found
    assert {point.id for point in (*arms.dense, *arms.sparse)} == set(readable)


async def test_it_goes_and_comes_at_midnight_without_an_index_run(library: Library) -> None:
    await library.put(vpn(Labels(valid_from=TODAY, valid_until=TODAY)), OTHER)
    days = {}
    for day in (TODAY - DAY, TODAY, TODAY + DAY):
        library.today = day
        days[day] = "it.md" in await found(library)
    assert days == {TODAY - DAY: False, TODAY: True, TODAY + DAY: False}


async def test_nothing_of_it_is_quoted_cited_or_named_as_near(library: Library) -> None:
    await library.put(vpn(GONE))
    answer = await library.answering(ALWAYS).answer(asked("How is the VPN reset?"))
    assert (answer.outcome, answer.citations, answer.nearest) == (Outcome.UNKNOWN, (), ())
    library.today = TODAY - DAY
    answer = await library.answering(ALWAYS).answer(asked("How is the VPN reset?"))
    assert [one.path for one in answer.citations] == ["it.md"]


@pytest.mark.parametrize("path", ["a.md", "z.md"])  # whichever of them comes first
async def test_an_old_version_with_the_same_words_does_not_hide_the_one_that_holds(
    library: Library, path: str
) -> None:
    new = replace(vpn(), path=path, id=passage("x", path=path).id)
    await library.put(vpn(GONE), new)
    assert await found(library) == [path]


def _searches(library: Library) -> list[int]:
    """The depth of each search from now on."""
    depths: list[int] = []
    search = library.index.search

    class Watched:
        async def search(self, *names: object, depth: int, **other: object) -> Arms:
            depths.append(depth)
            return await search(*names, depth=depth, **other)  # type: ignore[arg-type]

    library.index = Watched()  # type: ignore[assignment]
    return depths


def versions(count: int, labels: Labels = GONE) -> list[Passage]:
    """Versions that match better than what holds today."""
    return [
        passage("Reset vpn.", path=f"old/{n}.md", title=f"{n}", labels=labels)
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [60, 250, 900])
async def test_however_many_versions_have_ended_the_one_that_holds_is_found(
    library: Library, count: int
) -> None:
    await library.put(*versions(count), vpn())
    first, *_ = await found(library)
    assert first == "it.md"


async def test_scores_are_as_if_what_has_ended_were_not_there(library: Library) -> None:
    await library.put(vpn(), OTHER)
    alone = await library.retrieval().find(ASKED, OPERATOR)
    await library.put(*versions(60))
    among = await library.retrieval().find(ASKED, OPERATOR)

    def told(evidence: Evidence) -> list[tuple[str, float]]:
        return [(hit.passage.path, hit.score) for hit in evidence.hits]

    assert told(among) == told(alone)


async def test_it_searches_once_while_enough_holds(library: Library) -> None:
    await library.put(*versions(70, PLAIN)[5:], *versions(5), vpn())
    depths = _searches(library)
    assert await found(library)
    assert depths == [50]


async def test_it_goes_deeper_only_as_far_as_there_is_something(library: Library) -> None:
    await library.put(*versions(300))
    depths = _searches(library)
    assert await found(library) == []
    assert depths == [50, 200, 800]


async def test_what_may_not_be_read_is_not_found_by_going_deeper(library: Library) -> None:
    secret = replace(vpn(), audience=RESTRICTED)
    await library.put(secret, label=OTHER.audience)
    await library.put(*versions(60))
    answer = await library.answering(ALWAYS).answer(asked(ASKED))
    assert answer.nearest == ()


async def test_a_kept_answer_ends_with_the_day_of_its_document(library: Library) -> None:
    await library.put(vpn(Labels(valid_until=TODAY)), OTHER)
    memory = Memory(
        manifest=library.manifest,
        made=Made(COLLECTION),
        today=lambda: library.today,
        terms=terms_of(library.encoder),
        clock=FakeClock(),  # it stands still: nothing ends by its age
        tally=(tally := Tally()),
        seconds=3600,
    )
    answering = library.answering(ALWAYS, memory=memory)
    question = asked("How is the VPN reset?")
    first, again = [await answering.answer(question) for _ in range(2)]
    assert [one.path for one in again.citations] == ["it.md"]
    assert (again, tally.recalled) == (first, 1)
    library.today = TODAY + DAY
    late = await answering.answer(question)
    assert "it.md" not in {one.path for one in late.citations}
    assert Pointer("it.md", "IT", "") not in late.nearest
    assert tally.recalled == 1
