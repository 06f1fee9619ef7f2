"""Found against held: what an index run has to do. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.domain.knowledge import FoundFile, HeldDocument, IndexPlan, Inventory


def plan(inventory: Inventory, held: Mapping[str, HeldDocument]) -> IndexPlan:
    """What to read, remove and keep.

    A file whose stat and folder label are as they were is kept unopened, unless it could
    not be read the last time: giving access back changes no stat. A document whose file
    cannot be reached just now (it, or a folder above it, is in `inventory.failed`) is
    neither read nor removed. A folder that became empty removes nothing: an unmounted
    disk looks exactly like it.
    """
    read = tuple(file for file in inventory.found if _changed(file, held.get(file.path)))
    reading = {file.path for file in read}
    keep = tuple(file.path for file in inventory.found if file.path not in reading)
    there = {file.path for file in inventory.found}
    gone = [path for path in held if path not in there]
    if gone and not inventory.found:
        return IndexPlan(read=(), remove=(), keep=tuple(held), held_back=EMPTY_FOLDER)
    out_of_reach = {failure.path for failure in inventory.failed}
    remove = tuple(path for path in gone if not _below(path, out_of_reach))
    return IndexPlan(read=read, remove=remove, keep=keep)


EMPTY_FOLDER = (
    "the folder holds no documents, so what is indexed was kept: "
    "check that the right folder is mounted, or start with a new --home"
)


def _changed(file: FoundFile, held: HeldDocument | None) -> bool:
    return (
        held is None
        or bool(held.failure)
        or held.stat != file.stat
        or held.folder_audience != file.audience
    )


def _below(path: str, folders: Collection[str]) -> bool:
    return path in folders or any(
        path[:at] in folders for at, letter in enumerate(path) if letter == "/"
    )
