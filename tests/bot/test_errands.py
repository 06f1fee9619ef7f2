"""Errands: what commands have done, as events that fit into JSON."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.documents.installed import recognized_languages
from bot.bootstrap import House
from bot.domain.audience import PUBLIC
from bot.domain.errors import BadInput
from bot.domain.knowledge import Point, SparseVector
from bot.domain.people import Person, Platform
from bot.errands import Errands
from bot.pulse import Pulse
from bot.settings import Settings
from bot.shelf_report import arguments_of
from tests.bot.houses import folder, opened
from tests.fakes.embedder import FakeEmbedder


async def events(
    house: House, settings: Settings, name: str, **arguments: Any
) -> list[Mapping[str, Any]]:
    errands = Errands(house, Pulse(house, settings.home))
    found = [event async for event in errands.run(name, {"user": "me", **arguments})]
    # As they come through the socket.
    through: list[Mapping[str, Any]] = json.loads(json.dumps(found))
    return through


def line(question: str, id_: str | None = None) -> dict[str, Any]:
    return {"id": id_, "question": question, "history": []}


async def test_a_question_is_answered_and_the_folder_read_first(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        *progress, said = await events(house, settings, "ask", lines=[line("P-77?", "q1")])
        stands = await house.parts.exchanges.waiting()
    assert all("progress" in event for event in progress)
    assert said["said"]["id"] == "q1"
    assert said["said"]["outcome"] in {"answered", "unknown"}
    assert (said["code"], stands.total) == (0, 0)


async def test_what_cannot_be_answered_has_its_reason_and_its_exit_code(
    tmp_path: Path,
) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        await house.ready(lambda _done, _total: None)
        (said,) = await events(house, settings, "ask", lines=[line("   ")])
    assert (said["said"]["outcome"], said["code"]) == ("failed", 2)
    assert said["lines"] == said["said"]["text"] != ""


async def test_the_operator_may_ask_as_often_as_they_like(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        await house.ready(lambda _done, _total: None)
        lines = [line(f"P-{number}?", str(number)) for number in range(25)]
        said = await events(house, settings, "ask", lines=lines)
    assert [event["said"]["id"] for event in said] == [str(number) for number in range(25)]
    assert {event["code"] for event in said} == {0}


async def test_a_search_gives_its_hits(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        *_, said = await events(house, settings, "search", lines=[line("P-77")], limit=3)
    assert said["said"]["hits"][0]["path"] == "printers.md"


async def test_an_index_run_tells_its_progress_and_its_report(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        *progress, said = await events(house, settings, "index")
    assert all(event["progress"][1] == 1 for event in progress)
    assert said["said"]["written"] == 1


async def test_an_act_is_done_once_and_told_in_both_languages(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        (said,) = await events(house, settings, "privacy", command="opt-out")
        who = house.parts.vault.pseudonym(Person(Platform.CLI, "", "me"))
        history = await house.parts.consents.history(who)
    assert said["said"] == {"choice": "out", "keeps_nothing": False}
    assert "재사용" in said["lines"]
    assert "opted out" in said["lines"]
    assert len(history) == 1


async def test_an_errand_that_nobody_knows_is_said_so(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        with pytest.raises(BadInput, match="does not know 'dance'"):
            await events(house, settings, "dance")


async def test_a_report_on_the_documents_needs_no_run_before_it(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    (settings.knowledge / "broken.md").write_bytes(b"\xff\xfe\x00")
    (settings.knowledge / "_folder.yaml").write_text("owner: kim")
    asked = {"all": False, **arguments_of(settings)}
    async with opened(settings) as house:
        (empty,) = await events(house, settings, "report", **asked)
        await events(house, settings, "ask", lines=[line("What does P-77 mean?")])
        (said,) = await events(house, settings, "report", **asked)
    assert "Nothing was indexed yet" in empty["lines"]
    told = {file["path"]: file for file in said["said"]["files"]}
    assert (told["printers.md"]["status"], told["printers.md"]["owner"]) == ("indexed", "kim")
    assert (told["broken.md"]["status"], told["broken.md"]["owner"]) == ("not indexed", "kim")
    assert said["said"]["answers"] == 1
    assert "Not read" in said["lines"]


async def test_the_vitals_can_be_asked_for(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        (said,) = await events(house, settings, "vitals")
    assert {vital["part"] for vital in said["said"]["vitals"]} >= {"database", "index"}


async def test_a_dry_run_shows_the_plan_and_changes_nothing(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    (settings.knowledge / "broken.md").write_bytes(b"\xff\xfe\x00")
    async with opened(settings) as house:
        (said,) = await events(house, settings, "index", dry_run=True)
        assert await house.shelves.totals() == (0, 0)
        await events(house, settings, "index")
        (again,) = await events(house, settings, "index", dry_run=True)
    assert said["said"]["read"] == ["broken.md", "printers.md"]
    assert "read    printers.md" in said["lines"]
    assert "Nothing was changed." in said["lines"]
    assert again["said"] | {"failed": []} == {
        "read": ["broken.md"],  # what could not be read is tried again
        "remove": [],
        "keep": 1,
        "held_back": "",
        "failed": [],
    }


async def test_much_that_is_gone_is_kept_until_somebody_says_so(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    for number in range(4):
        page = f"---\naudience: public\n---\n# Page {number}\n\nText {number}.\n"
        (settings.knowledge / f"{number}.md").write_text(page)
    async with opened(settings) as house:
        await events(house, settings, "index")
        for number in range(3):
            (settings.knowledge / f"{number}.md").unlink()
        *_, held = await events(house, settings, "index")
        assert (await house.shelves.totals())[0] == 5
        *_, removed = await events(house, settings, "index", remove_missing=True)
        assert (await house.shelves.totals())[0] == 2
    assert "3 of 5 documents are gone at once" in held["lines"]
    assert held["said"]["removed"] == 0
    assert removed["said"]["removed"] == 3


async def test_a_full_comparison_finds_what_the_index_lost(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        await events(house, settings, "index")
        (collection,) = await house.parts.index.collections()
        (lost,) = await house.parts.index.ids(collection)
        await house.index(lambda _done, _total: None)
        # As many points as passages, so that counting them finds nothing.
        await house.parts.index.delete(collection, [lost])
        await house.parts.index.upsert(collection, [_stray()])
        await house.reconcile(lambda _done, _total: None)
        assert await house.parts.index.ids(collection) == {lost}


def _stray() -> Point:
    vector = (1.0, *([0.0] * (FakeEmbedder().dimensions - 1)))
    words = SparseVector((1,), (1.0,))
    return Point(uuid.uuid4(), path="x.md", audience=PUBLIC, dense=vector, sparse=words)


async def test_a_picture_comes_with_a_question_and_is_held_no_longer(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        await house.ready(lambda _done, _total: None)
        picture = base64.b64encode(b"no picture").decode()
        (said,) = await events(
            house, settings, "ask", lines=[line("P-77?") | {"picture": picture}]
        )
        held = house.pictures[Platform.CLI]
        assert vars(held) == {"_held": {}}
    if recognized_languages():
        assert "I could not read the picture" in said["lines"]
    else:
        assert "I cannot look at pictures" in said["lines"]
