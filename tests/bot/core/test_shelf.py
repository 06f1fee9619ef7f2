"""Questions follow a collection that another process switches to."""

from __future__ import annotations

import pytest

from bot.core.fusion import Fusion
from bot.core.retrieval import Retrieval
from bot.core.shelf import Shelf
from bot.core.widening import Widening
from bot.domain.audience import PUBLIC, clearance
from bot.domain.errors import IndexUnavailable
from bot.domain.knowledge import Hit
from bot.ports import Shelving
from tests.bot.core.evidence import passage
from tests.bot.core.library import COLLECTION, Library, shelving

EVERYBODY = clearance(PUBLIC)
OTHER = "kb_other"
LEAVE = passage("You get 15 days of leave.")
VPN = passage("Reset the VPN in the portal.", path="it.md", title="IT")


async def moving(library: Library) -> None:
    """What another process does that builds all anew beside it, and switches."""
    items: list[Shelving] = [shelving([LEAVE]), shelving([VPN])]
    terms = {
        term: 1 for p in (LEAVE, VPN) for term in library.encoder.passage(p.searchable).indices
    }
    await library.index.create(OTHER, dimensions=library.embedder.dimensions)
    await library.index.upsert(OTHER, list(library.index.points[COLLECTION].values()))
    await library.manifest.shelve(OTHER, items)
    await library.manifest.recount(OTHER, terms)
    await library.manifest.switch(OTHER)


@pytest.fixture
async def library() -> Library:
    filled = Library()
    await filled.put(LEAVE, VPN)
    await filled.manifest.switch(COLLECTION)
    return filled


def shelf_of(library: Library, *alike: str) -> Shelf:
    return Shelf(COLLECTION, library.index, library.manifest, alike)


def retrieval(library: Library, shelf: Shelf) -> Retrieval:
    return Retrieval(
        collection=COLLECTION,
        index=shelf,
        manifest=shelf,
        embedder=library.embedder,
        encoder=library.encoder,
        fusion=Fusion(),
        today=lambda: library.today,
    )


@pytest.mark.parametrize("is_dropped", [False, True])
async def test_questions_follow_to_a_collection_that_is_alike(
    library: Library,
    is_dropped: bool,  # noqa: FBT001 - pytest gives it by name
) -> None:
    shelf = shelf_of(library, COLLECTION, OTHER)
    search = retrieval(library, shelf)
    before = await search.find("reset vpn", EVERYBODY)
    await moving(library)
    if is_dropped:
        await library.index.drop(COLLECTION)

    after = await search.find("reset vpn", EVERYBODY)

    assert after == before
    assert after.weights
    assert min(after.weights.values()) > 0


async def test_they_follow_back_again(library: Library) -> None:
    shelf = shelf_of(library, COLLECTION, OTHER)
    search = retrieval(library, shelf)
    await moving(library)
    assert len((await search.find("reset vpn", EVERYBODY)).hits) == 2
    await library.put(LEAVE, VPN)
    await library.manifest.switch(COLLECTION)

    assert len((await search.find("reset vpn", EVERYBODY)).hits) == 2


async def test_kept_answers_and_what_stands_around_a_passage_follow_too(
    library: Library,
) -> None:
    shelf = shelf_of(library, COLLECTION, OTHER)
    await moving(library)

    assert await shelf.version(COLLECTION) == await library.manifest.version(OTHER) != ""
    hits = [Hit(VPN, score=1.0, dense=None, sparse=None)]
    assert await Widening(shelf, COLLECTION).widened(hits, EVERYBODY)
    assert await shelf.passages_of(COLLECTION, ["it.md"]) == [VPN]


async def test_nobody_follows_to_vectors_of_another_kind(library: Library) -> None:
    search = retrieval(library, shelf_of(library, COLLECTION))
    await moving(library)
    assert (await search.find("reset vpn", EVERYBODY)).hits == ()

    await library.index.drop(COLLECTION)
    with pytest.raises(IndexUnavailable):
        await search.find("reset vpn", EVERYBODY)


async def test_while_another_collection_is_built_nothing_moves(library: Library) -> None:
    shelf = shelf_of(library, COLLECTION, OTHER)
    await library.index.create(OTHER, dimensions=library.embedder.dimensions)
    await library.manifest.shelve(OTHER, [shelving([LEAVE])])

    found = await retrieval(library, shelf).find("reset vpn", EVERYBODY)
    assert {hit.passage.path for hit in found.hits} == {"leave.md", "it.md"}
