"""Found against held: what an index run has to do. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.domain.knowledge import FoundFile, HeldDocument, Inventory

_MOST_GONE = 0.3  # of what is held may go at once


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """What a run will do. `held_back` says why files that vanished are kept, if they are."""

    read: tuple[FoundFile, ...]
    remove: tuple[str, ...]
    keep: tuple[str, ...]
    held_back: str = ""


def plan(
    inventory: Inventory, held: Mapping[str, HeldDocument], *, remove_missing: bool = False
) -> IndexPlan:
    """What to read, remove and keep.

    A file whose stat and folder's labels are as they were is kept unopened, unless it could
    not be read the last time: giving access back changes no stat. A document whose file
    cannot be reached just now (it, or a folder above it, is in `inventory.failed`) is
    neither read nor removed. A folder that became empty removes nothing: an unmounted
    disk looks exactly like it. When more than 30 % of what is held, and more than one
    document, is gone at once, none of it is removed unless `remove_missing`; what only
    moved is not gone.
    """
    read, keep = _changed_and_not(inventory.found, held)
    # Looked for only where something is held: of a first run, a whole folder is new.
    there = {file.path for file in inventory.found} if held else set()
    gone = [path for path in held if path not in there]
    if gone and not inventory.found:
        return IndexPlan(read=(), remove=(), keep=tuple(held), held_back=EMPTY_FOLDER)
    out_of_reach = {failure.path for failure in inventory.failed}
    remove = tuple(path for path in gone if not _below(path, out_of_reach))
    moved = {file.stat for file in read if file.path not in held}
    lost = [path for path in remove if held[path].stat not in moved]
    if remove_missing or len(lost) <= max(1, _MOST_GONE * len(held)):
        return IndexPlan(read=read, remove=remove, keep=keep)
    kept = set(lost)
    return IndexPlan(
        read=read,
        remove=tuple(path for path in remove if path not in kept),
        keep=(*keep, *lost),
        held_back=many_gone(len(lost), len(held)),
    )


def many_gone(lost: int, held: int) -> str:
    """Why documents that vanished are still answered from, and what to do."""
    return (
        f"{lost} of {held} documents are gone at once, so they were kept: put them back, "
        "or run `supportbot index --remove-missing` if they are to go"
    )


EMPTY_FOLDER = (
    "the folder holds no documents, so what is indexed was kept: "
    "check that the right folder is mounted, or start with a new --home"
)


def _changed_and_not(
    found: Iterable[FoundFile], held: Mapping[str, HeldDocument]
) -> tuple[tuple[FoundFile, ...], tuple[str, ...]]:
    read, keep = list[FoundFile](), list[str]()
    for file in found:
        if _changed(file, held.get(file.path)):
            read.append(file)
        else:
            keep.append(file.path)
    return tuple(read), tuple(keep)


def _changed(file: FoundFile, held: HeldDocument | None) -> bool:
    return (
        held is None
        or bool(held.failure)
        or held.stat != file.stat
        or held.folder_audience != file.audience
        or held.folder_said != file.folder_said
    )


def _below(path: str, folders: Collection[str]) -> bool:
    return path in folders or any(
        path[:at] in folders for at, letter in enumerate(path) if letter == "/"
    )
