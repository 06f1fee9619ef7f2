"""What a collection holds while a run goes on, as far as its report tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.domain.knowledge import PLAIN, FoundFile, HeldDocument, Inventory
from bot.ports import Shelving

_NOTHING = Inventory(found=())


class Stock:
    """Numbers of all documents; whole only those that have something to tell, or will change.

    A folder of many files is not kept in memory for the sake of a report.
    """

    def __init__(
        self,
        held: Mapping[str, HeldDocument],
        changing: Collection[str] = (),
        *,
        noted: Inventory = _NOTHING,
    ) -> None:
        """`changing` are the documents that the run will read or remove.

        `noted` is what the last run's walk could not take and remarked on.
        """
        self.noted = noted
        self.documents = sum(document.passages > 0 for document in held.values())
        self.passages = sum(document.passages for document in held.values())
        self.sound = sum(not document.failure for document in held.values())
        self.telling = {path: one for path, one in held.items() if _tells(one)}
        """Those that failed, that have remarks, or labels: all that may be told of."""
        self._changing = {path: held[path] for path in changing if path in held}

    def held(self, path: str) -> HeldDocument | None:
        """One of those that will change, as it was before."""
        return self._changing.get(path)

    def shelve(self, item: Shelving) -> None:
        """A document has this version now."""
        file, document = item.file, item.document
        now = HeldDocument(
            path=file.path,
            stat=file.stat,
            folder_audience=file.audience,
            fingerprint=document.fingerprint,
            passages=len(item.passages),
            folder_said=file.folder_said,
            labels=document.labels,
            remarks=document.remarks,
        )
        self._put(now)

    def fail(self, file: FoundFile, reason: str) -> None:
        """A document could not be read; its last good version stays, if there is one."""
        unknown = HeldDocument(
            *(file.path, file.stat, file.audience),
            fingerprint="",
            passages=0,
            labels=file.labels,
        )
        self._put(replace(self._changing.get(file.path, unknown), failure=reason))

    def remove(self, path: str) -> None:
        """A document is not held any more."""
        if before := self._changing.get(path):
            self._count(before, -1)

    def _put(self, now: HeldDocument) -> None:
        self.remove(now.path)
        self._count(now, 1)

    def _count(self, document: HeldDocument, times: int) -> None:
        self.documents += times * (document.passages > 0)
        self.passages += times * document.passages
        self.sound += times * (not document.failure)
        if times > 0 and _tells(document):
            self.telling[document.path] = document
        else:
            self.telling.pop(document.path, None)


def _tells(document: HeldDocument) -> bool:
    return bool(document.failure or document.remarks or document.labels != PLAIN)
