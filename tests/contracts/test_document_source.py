"""What every source of documents keeps to."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol
from unicodedata import normalize

import pytest

from bot.adapters.documents.folder import FolderSource
from bot.domain.audience import EMPLOYEES, PUBLIC, RESTRICTED, Audience
from bot.domain.errors import DocumentUnreadable, KnowledgeMissing
from bot.domain.knowledge import FoundFile, Inventory
from bot.ports import DocumentSource
from tests.fakes.document_source import FakeDocumentSource


class Knowledge(Protocol):
    """A source and an admin who edits what lies behind it."""

    source: DocumentSource

    def put(self, path: str, text: str) -> None: ...
    def spoil(self, path: str) -> None: ...
    def refuse(self, path: str) -> None: ...
    def remove(self, path: str) -> None: ...
    def label(self, folder: str, audience: Audience) -> None: ...
    def lose(self) -> None: ...


class FakeKnowledge:
    def __init__(self) -> None:
        self._fake = FakeDocumentSource()
        self.source: DocumentSource = self._fake
        self.put = self._fake.put
        self.remove = self._fake.remove
        self.label = self._fake.label
        self.lose = self._fake.lose

    def spoil(self, path: str) -> None:
        self._fake.spoil(path, "broken")

    def refuse(self, path: str) -> None:
        self._fake.refuse(path, "not for us")


class FolderKnowledge:
    def __init__(self, root: Path) -> None:
        root.mkdir()
        self._root = root
        self.source: DocumentSource = FolderSource(root, largest_file=1000)

    def put(self, path: str, text: str) -> None:
        file = self._root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def spoil(self, path: str) -> None:
        (self._root / path).write_bytes(b"\0\1\2")

    def refuse(self, path: str) -> None:
        self.put(path, "x" * 1001)

    def remove(self, path: str) -> None:
        (self._root / path).unlink()

    def label(self, folder: str, audience: Audience) -> None:
        self.put(f"{folder}/_folder.yaml", f"audience: {audience.label}\n")

    def lose(self) -> None:
        shutil.rmtree(self._root)


@pytest.fixture(params=["fake", "folder"])
def knowledge(request: pytest.FixtureRequest, tmp_path: Path) -> Knowledge:
    if request.param == "fake":
        return FakeKnowledge()
    return FolderKnowledge(tmp_path / "knowledge")


async def found(knowledge: Knowledge) -> dict[str, FoundFile]:
    inventory = await knowledge.source.inventory()
    return {file.path: file for file in inventory.found}


async def test_a_source_without_documents_has_an_empty_inventory(knowledge: Knowledge) -> None:
    assert await knowledge.source.inventory() == Inventory(found=())


async def test_paths_are_nfc_and_ascending(knowledge: Knowledge) -> None:
    for path in ("b.md", normalize("NFD", "휴가/규정.md"), "a/z.md", "a.md", "B.md"):
        knowledge.put(path, "text")

    inventory = await knowledge.source.inventory()

    paths = [file.path for file in inventory.found]
    assert paths == sorted(["B.md", "a.md", "a/z.md", "b.md", normalize("NFC", "휴가/규정.md")])


async def test_a_document_is_read_by_its_inventory_entry(knowledge: Knowledge) -> None:
    knowledge.put(normalize("NFD", "휴가/규정.md"), "연차는 15일입니다.\n")
    path = normalize("NFC", "휴가/규정.md")

    document = await knowledge.source.read((await found(knowledge))[path])

    assert (document.path, document.text) == (path, "연차는 15일입니다.\n")
    assert document.title
    assert document.url is None


async def test_what_did_not_change_has_the_same_stat_and_fingerprint(
    knowledge: Knowledge,
) -> None:
    knowledge.put("a.md", "text")

    first, second = (await found(knowledge))["a.md"], (await found(knowledge))["a.md"]

    assert first == second
    assert await knowledge.source.read(first) == await knowledge.source.read(second)


async def test_an_edit_changes_stat_and_fingerprint(knowledge: Knowledge) -> None:
    knowledge.put("a.md", "text")
    before = (await found(knowledge))["a.md"]
    old = await knowledge.source.read(before)

    knowledge.put("a.md", "other text")
    after = (await found(knowledge))["a.md"]
    new = await knowledge.source.read(after)

    assert before.stat != after.stat
    assert old.fingerprint != new.fingerprint
    assert new.text == "other text"


async def test_without_a_label_employees_may_read(knowledge: Knowledge) -> None:
    knowledge.put("a.md", "text")

    file = (await found(knowledge))["a.md"]

    assert file.audience == EMPLOYEES
    assert (await knowledge.source.read(file)).audience == EMPLOYEES


async def test_the_nearest_label_above_a_document_counts(knowledge: Knowledge) -> None:
    for path in ("a.md", "open/a.md", "open/deep/a.md", "open/shut/a.md", "openly/a.md"):
        knowledge.put(path, "text")
    knowledge.label("open", PUBLIC)
    knowledge.label("open/shut", RESTRICTED)

    labels = {path: file.audience for path, file in (await found(knowledge)).items()}

    assert labels == {
        "a.md": EMPLOYEES,
        "open/a.md": PUBLIC,
        "open/deep/a.md": PUBLIC,
        "open/shut/a.md": RESTRICTED,
        "openly/a.md": EMPLOYEES,
    }


async def test_a_new_label_on_the_folder_changes_the_fingerprint_and_not_the_stat(
    knowledge: Knowledge,
) -> None:
    knowledge.put("f/a.md", "text")
    before = (await found(knowledge))["f/a.md"]
    old = await knowledge.source.read(before)

    knowledge.label("f", PUBLIC)
    after = (await found(knowledge))["f/a.md"]
    new = await knowledge.source.read(after)

    assert before.stat == after.stat
    assert (old.audience, new.audience) == (EMPLOYEES, PUBLIC)
    assert old.fingerprint != new.fingerprint


async def test_a_broken_document_is_found_and_unreadable_and_spares_the_others(
    knowledge: Knowledge,
) -> None:
    knowledge.put("a.md", "text")
    knowledge.put("b.md", "text")
    knowledge.spoil("a.md")
    files = await found(knowledge)

    with pytest.raises(DocumentUnreadable) as trouble:
        await knowledge.source.read(files["a.md"])

    assert trouble.value.reason
    assert not trouble.value.withhold
    assert (await knowledge.source.read(files["b.md"])).text == "text"


async def test_a_file_that_must_not_be_read_is_reported_in_its_place(
    knowledge: Knowledge,
) -> None:
    knowledge.put("a.md", "text")
    knowledge.refuse("b.md")

    inventory = await knowledge.source.inventory()

    assert [file.path for file in inventory.found] == ["a.md"]
    assert [failure.path for failure in inventory.failed] == ["b.md"]
    assert all(failure.reason for failure in inventory.failed)


async def test_a_document_that_went_away_after_the_inventory_is_unreadable(
    knowledge: Knowledge,
) -> None:
    knowledge.put("a.md", "text")
    file = (await found(knowledge))["a.md"]
    knowledge.remove("a.md")

    with pytest.raises(DocumentUnreadable):
        await knowledge.source.read(file)

    assert await found(knowledge) == {}


async def test_a_source_that_is_not_there_is_the_operators_to_put_right(
    knowledge: Knowledge,
) -> None:
    knowledge.lose()

    with pytest.raises(KnowledgeMissing):
        await knowledge.source.inventory()
