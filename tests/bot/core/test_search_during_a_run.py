"""A search while a document gets a new version: it finds the old one or the new one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.domain.audience import PUBLIC, clearance
from bot.domain.knowledge import Arms, Passage, SparseVector
from tests.bot.core.evidence import passage
from tests.bot.core.library import Library
from tests.fakes.passage_index import FakePassageIndex

EVERYBODY = clearance(PUBLIC)
OLD = passage("You get 15 days of leave.")
NEW = passage("You get 16 days of leave.")
NEWEST = passage("You get 17 days of leave.")
VPN = passage("Reset the VPN in the portal.", path="it.md", title="IT")


class SlowIndex(FakePassageIndex):
    """What is in `meanwhile` happens after a search was made and before it is answered."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: list[Callable[[], Awaitable[None]]] = []
        self.searches = 0

    async def search(
        self,
        collection: str,
        *,
        dense: Sequence[float],
        sparse: SparseVector,
        audiences: frozenset[str] | None,
        depth: int,
    ) -> Arms:
        """As the fake does, and slowly."""
        self.searches += 1
        found = await super().search(
            collection, dense=dense, sparse=sparse, audiences=audiences, depth=depth
        )
        if self.meanwhile:
            await self.meanwhile.pop(0)()
        return found


def putting(library: Library, version: Passage) -> Callable[[], Awaitable[None]]:
    """What an index run does: the points, and then the manifest."""

    async def put() -> None:
        await library.point(version)
        await library.enter(version)

    return put


async def found(library: Library) -> set[str]:
    evidence = await library.retrieval().find("how many days of leave", EVERYBODY)
    return {hit.passage.text for hit in evidence.hits}


async def test_a_document_that_changes_between_search_and_manifest_is_found() -> None:
    index = SlowIndex()
    library = Library(index=index)
    await library.put(OLD, VPN)
    index.meanwhile = [putting(library, NEW)]

    assert await found(library) == {NEW.text, VPN.text}


async def test_a_document_that_changes_twice_meanwhile_is_found() -> None:
    index = SlowIndex()
    library = Library(index=index)
    await library.put(OLD, VPN)
    index.meanwhile = [putting(library, NEW), putting(library, NEWEST)]

    assert await found(library) == {NEWEST.text, VPN.text}


async def test_one_search_is_enough_when_nothing_changes() -> None:
    index = SlowIndex()
    library = Library(index=index)
    await library.put(OLD, VPN)

    await found(library)
    assert index.searches == 1


async def test_points_that_wait_to_be_swept_cost_one_more_search_and_hide_nothing() -> None:
    index = SlowIndex()
    library = Library(index=index)
    await library.put(OLD, VPN)
    await library.put(NEW)

    assert await found(library) == {NEW.text, VPN.text}
    assert index.searches == 2


async def test_a_search_ends_though_documents_never_stop_changing() -> None:
    index = SlowIndex()
    library = Library(index=index)
    await library.put(OLD, VPN)
    index.meanwhile = [putting(library, (NEW, OLD)[at % 2]) for at in range(1000)]

    assert VPN.text in await found(library)
    assert index.searches < 10
