"""What a search finds, and what it must not."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from bot.core.retrieval import Evidence
from bot.domain.audience import (
    COMMUNITY,
    EMPLOYEES,
    OPERATOR,
    PUBLIC,
    RESTRICTED,
    Audience,
    Clearance,
    clearance,
)
from bot.domain.errors import EmbedderUnavailable, IndexUnavailable
from bot.domain.knowledge import Labels
from tests.bot.core.evidence import passage
from tests.bot.core.library import COLLECTION, Library

EVERYBODY = clearance(PUBLIC)
VPN = passage("Reset the VPN in the portal.", path="it.md", title="IT")
LEAVE = passage("You get 15 days of leave.")


def texts(evidence: Evidence) -> list[str]:
    return [hit.passage.text for hit in evidence.hits]


def weight(total: int, found: int) -> float:
    return math.log(1 + (total - found + 0.5) / (found + 0.5))


@pytest.fixture
def library() -> Library:
    return Library()


async def test_the_best_passage_comes_first_with_its_raw_scores(library: Library) -> None:
    await library.put(LEAVE, VPN)
    first, second = (await library.retrieval().find("reset vpn", EVERYBODY)).hits
    assert first.passage == VPN
    assert first.dense is not None
    assert first.sparse is not None
    assert second.passage == LEAVE
    assert second.sparse is None
    assert first.score == pytest.approx(2 / 61)


@pytest.mark.parametrize(
    ("reader", "readable"),
    [
        (clearance(PUBLIC), {"public"}),
        (clearance(COMMUNITY), {"public", "community"}),
        (clearance(EMPLOYEES), {"public", "community", "employees"}),
        (
            clearance(EMPLOYEES, ["hr"]),
            {"public", "community", "employees", "group:hr"},
        ),
        (
            OPERATOR,
            {"public", "community", "employees", "group:hr", "group:it", "restricted"},
        ),
    ],
)
async def test_everybody_finds_what_their_place_may_read_and_nothing_else(
    library: Library, reader: Clearance, readable: set[str]
) -> None:
    for label in ("public", "community", "employees", "group:hr", "group:it", "restricted"):
        await library.put(passage("VPN.", path=label, title=label, audience=Audience(label)))
    evidence = await library.retrieval().find("vpn", reader)
    assert {hit.passage.path for hit in evidence.hits} == readable


async def test_what_the_manifest_says_counts_when_the_index_says_a_wider_audience(
    library: Library,
) -> None:
    await library.put(replace(VPN, audience=EMPLOYEES), label=PUBLIC)
    assert (await library.retrieval().find("vpn", EVERYBODY)).hits == ()
    assert texts(await library.retrieval().find("vpn", clearance(EMPLOYEES))) == [VPN.text]


async def test_what_the_index_says_counts_when_the_manifest_says_a_wider_audience(
    library: Library,
) -> None:
    await library.put(VPN, label=EMPLOYEES)
    assert (await library.retrieval().find("vpn", EVERYBODY)).hits == ()
    assert texts(await library.retrieval().find("vpn", clearance(EMPLOYEES))) == [VPN.text]


async def test_many_better_matches_that_may_not_be_read_do_not_crowd_out_one_that_may(
    library: Library,
) -> None:
    secret = [
        passage("Reset vpn.", path=f"{n}.md", title=str(n), audience=RESTRICTED)
        for n in range(120)
    ]
    await library.put(*secret, VPN)
    assert texts(await library.retrieval().find("reset vpn", EVERYBODY)) == [VPN.text]


async def test_a_hit_that_the_manifest_does_not_hold_is_dropped(library: Library) -> None:
    await library.put(LEAVE)
    await library.point(VPN)
    assert texts(await library.retrieval().find("reset vpn", EVERYBODY)) == [LEAVE.text]


async def test_a_deleted_document_is_found_no_more_although_its_points_are_there(
    library: Library,
) -> None:
    await library.put(LEAVE, VPN)
    await library.manifest.remove(COLLECTION, ["it.md"])
    assert VPN.id in await library.index.ids(COLLECTION)
    assert texts(await library.retrieval().find("reset vpn", OPERATOR)) == [LEAVE.text]


async def test_passages_with_the_same_words_are_shown_once(library: Library) -> None:
    copy = passage("Reset  the VPN\nin the portal.", path="old/it.md", title="IT")
    await library.put(VPN, copy, LEAVE)
    found = await library.retrieval().find("reset vpn portal", EVERYBODY)
    assert len(found.hits) == 2
    assert found.hits[0].passage in (VPN, copy)


async def test_the_same_words_under_another_heading_are_another_passage(
    library: Library,
) -> None:
    other = replace(VPN, id=LEAVE.id, headings=("Phones",), path="phones.md")
    await library.put(VPN, other)
    assert len((await library.retrieval().find("reset vpn", EVERYBODY)).hits) == 2


async def test_a_copy_that_may_not_be_read_does_not_hide_the_one_that_may(
    library: Library,
) -> None:
    # The copy has the lower id and so would come first.
    ids = sorted([VPN.id, LEAVE.id])
    secret = replace(VPN, id=ids[0], path="secret.md", audience=RESTRICTED)
    await library.put(secret, replace(VPN, id=ids[1]), label=PUBLIC)
    found = await library.retrieval().find("reset vpn", EVERYBODY)
    assert [hit.passage.path for hit in found.hits] == ["it.md"]


async def test_a_term_weighs_by_how_few_passages_hold_it(library: Library) -> None:
    await library.put(
        passage("vpn reset", title="", position=0),
        passage("vpn token", title="", position=1),
        passage("leave", title="", position=2),
    )
    found = await library.retrieval().find("vpn reset printer", EVERYBODY)
    ids = {word: library.encoder.question(word).indices[0] for word in ("vpn", "reset")}
    unseen = library.encoder.question("printer").indices[0]
    assert found.weights == pytest.approx(
        {ids["vpn"]: weight(3, 2), ids["reset"]: weight(3, 1), unseen: weight(3, 0)}
    )


async def test_no_weight_is_negative_while_the_counts_are_ahead_of_the_passages(
    library: Library,
) -> None:
    await library.put(VPN, passage("vpn", path="a.md"), passage("vpn", path="b.md"))
    await library.manifest.remove(COLLECTION, ["a.md", "b.md"])
    found = await library.retrieval().find("vpn", EVERYBODY)
    assert found.weights
    assert all(value > 0 for value in found.weights.values())


async def test_an_empty_index_holds_nothing_and_no_term_has_weight(library: Library) -> None:
    await library.point()
    found = await library.retrieval().find("reset vpn", OPERATOR)
    assert found.hits == ()
    assert set(found.weights.values()) == {0.0}


async def test_a_question_without_a_term_is_searched_by_meaning_alone(
    library: Library,
) -> None:
    await library.put(VPN)
    (found,) = (await library.retrieval().find("?!", EVERYBODY)).hits
    assert found.sparse is None
    assert found.dense is not None


async def test_a_part_that_is_down_is_not_mistaken_for_nothing_found(
    library: Library,
) -> None:
    await library.put(VPN)
    library.index.failure = IndexUnavailable("gone")
    with pytest.raises(IndexUnavailable):
        await library.retrieval().find("vpn", EVERYBODY)
    library.embedder.failure = EmbedderUnavailable("gone")
    with pytest.raises(EmbedderUnavailable):
        await library.retrieval().find("vpn", EVERYBODY)


async def test_a_document_with_weight_is_put_forward_and_one_with_little_back(
    library: Library,
) -> None:
    heavy = replace(LEAVE, labels=Labels(weight=3.0))
    await library.put(heavy, VPN)
    assert texts(await library.retrieval().find("reset vpn", EVERYBODY)) == [
        LEAVE.text,
        VPN.text,
    ]
    light = replace(VPN, labels=Labels(weight=0.2))
    await library.put(LEAVE, light)
    assert texts(await library.retrieval().find("reset vpn", EVERYBODY))[0] == LEAVE.text


async def test_both_gives_what_each_arm_found_and_only_what_may_be_read(
    library: Library,
) -> None:
    secret = replace(VPN, id=LEAVE.id, path="secret.md", audience=RESTRICTED)
    await library.put(VPN, secret, label=PUBLIC)
    arms, readable = await library.retrieval().both("reset vpn", EVERYBODY)
    assert {point.id for point in arms.dense} == {VPN.id, secret.id}
    assert set(readable) == {VPN.id}


BATCHING = passage("여러 변경을 모으는 것을 batching이라고 합니다.", path="state.md")
SWITCH = passage("서버를 켭니다.", path="server.md")


async def test_a_word_in_hangul_finds_the_latin_word_that_sounds_like_it(
    library: Library,
) -> None:
    await library.put(SWITCH, BATCHING)
    evidence = await library.retrieval().find("배칭이 뭔가요?", EVERYBODY)
    found = {hit.passage.path: hit.sparse for hit in evidence.hits}
    assert found["state.md"] is not None
    assert found["server.md"] is None


async def test_a_word_that_the_documents_have_in_hangul_is_not_sought_by_its_sound(
    library: Library,
) -> None:
    await library.put(BATCHING, passage("배칭은 기본입니다.", path="hangul.md"))
    evidence = await library.retrieval().find("배칭이 뭔가요?", EVERYBODY)
    assert {h.passage.path: h.sparse is None for h in evidence.hits} == {
        "state.md": True,
        "hangul.md": False,
    }


async def test_sounds_have_no_weight_among_the_words_of_the_question(library: Library) -> None:
    await library.put(BATCHING)
    evidence = await library.retrieval().find("배칭", EVERYBODY)
    assert set(evidence.weights) == set(library.encoder.question("배칭").indices)


async def test_tuning_searches_with_sounds_too(library: Library) -> None:
    await library.put(SWITCH, BATCHING)
    arms, _ = await library.retrieval().both("배칭이 뭔가요?", EVERYBODY)
    assert [point.id for point in arms.sparse] == [BATCHING.id]
