"""Documents and passages as rows of their tables, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, and_, select

from bot.adapters.sql.shelf_labels import labels_json, labels_of, remarks_json, remarks_of
from bot.adapters.sql.tables import documents, passages
from bot.domain.audience import RESTRICTED, Audience
from bot.domain.knowledge import (
    FailedDocument,
    FoundFile,
    HeldDocument,
    Inventory,
    Passage,
    Remark,
    Stat,
    link_to,
)
from bot.ports import Shelving

_P, _D = passages.c, documents.c
SELECT_PASSAGES = select(
    *(_P.id, _P.path, _D.title, _P.headings, _P.position, _P.text, _D.audience, _P.page),
    *(_D.url, _D.labels),
).join_from(passages, documents, and_(_P.collection == _D.collection, _P.path == _D.path))
"""What `passage` reads. Title, audience, link and labels are the document's, as they stand."""

SELECT_HELD = select(
    *(_D.path, _D.size, _D.modified, _D.inode, _D.folder_audience, _D.fingerprint),
    *(_D.passages, _D.failure, _D.folder_said, _D.labels, _D.remarks),
)
"""What `held_document` reads. The path is first."""


def shelved_row(collection: str, item: Shelving, generation: int) -> dict[str, Any]:
    """The row of a document that was read."""
    return {
        **found_row(collection, item.file),
        "audience": item.document.audience.label,
        "fingerprint": item.document.fingerprint,
        "title": item.document.title,
        "url": item.document.url,
        "generation": generation,
        "passages": len(item.passages),
        "failure": "",
        "labels": labels_json(item.document.labels),
        "remarks": remarks_json(item.document.remarks),
    }


def failed_row(
    collection: str, file: FoundFile, *, reason: str, withhold: bool, generation: int
) -> dict[str, Any]:
    """The row of a document of which no version was ever read."""
    return {
        **found_row(collection, file),
        "audience": (RESTRICTED if withhold else file.audience).label,
        "fingerprint": "",
        "title": "",
        "url": None,
        "generation": generation,
        "passages": 0,
        "failure": reason,
        "labels": labels_json(file.labels),  # its owner is whom to ask
        "remarks": remarks_json(()),
    }


def found_row(collection: str, file: FoundFile) -> dict[str, Any]:
    """What is known of a file without reading it, and its key."""
    return {"collection": collection, "path": file.path, **found_columns(file)}


def found_columns(file: FoundFile) -> dict[str, Any]:
    """What is known of a file without reading it."""
    return {
        "size": file.stat.size,
        "modified": str(file.stat.modified),
        "inode": str(file.stat.inode),
        "folder_audience": file.audience.label,
        "folder_said": file.folder_said,
    }


def passage_rows(collection: str, item: Shelving) -> Iterator[dict[str, Any]]:
    """The rows of a document's passages."""
    for passage in item.passages:
        yield {
            "collection": collection,
            "id": passage.id,
            "path": item.file.path,
            "position": passage.position,
            "headings": json.dumps(passage.headings, ensure_ascii=False),
            "text": passage.text,
            "page": passage.page,
        }


def passage(row: Row[*tuple[Any, ...]]) -> Passage:
    """A passage from a row of SELECT_PASSAGES."""
    id_, path, title, headings, position, text, audience, page, url, labels = row
    return Passage(
        id=id_,
        path=path,
        title=title,
        headings=_headings(headings),
        position=position,
        text=text,
        audience=_audience(audience),
        page=page,
        url=link_to(url, page),
        labels=labels_of(labels),
    )


@lru_cache(maxsize=4096)  # the passages of a section share them
def _headings(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def held_document(row: Row[*tuple[Any, ...]]) -> HeldDocument:
    """What the manifest tells of a document, from a row of SELECT_HELD."""
    # One for each document of the folder in every run: unpacked, and not by name.
    path, size, modified, inode, audience, fingerprint, passages_, failure, *said = row
    folder_said, labels, remarks = said
    return HeldDocument(
        path=path,
        stat=Stat(size, int(modified), int(inode)),
        folder_audience=_audience(audience),
        fingerprint=fingerprint,
        passages=passages_,
        failure=failure,
        folder_said=folder_said,
        labels=labels_of(labels),
        remarks=remarks_of(remarks),
    )


@lru_cache(maxsize=256)  # there are few, and one object for all their documents is enough
def _audience(label: str) -> Audience:
    return Audience(label)


def notice_rows(collection: str, seen: Inventory) -> Iterator[dict[str, Any]]:
    """The rows of what a walk could not take or remarked on."""
    failed = ((one.path, True, one.reason) for one in seen.failed)
    remarks = ((one.path, False, one.said) for one in seen.remarks)
    for position, (path, is_failure, said) in enumerate((*failed, *remarks)):
        yield {
            "collection": collection,
            "position": position,
            "path": path,
            "is_failure": is_failure,
            "said": said,
        }


def noticed(rows: Iterable[Row[Any]]) -> Inventory:
    """What a walk could not take or remarked on, from rows of `notices` in order."""
    said = [(row.path, row.is_failure, row.said) for row in rows]
    return Inventory(
        found=(),
        failed=tuple(FailedDocument(path, words) for path, failed, words in said if failed),
        remarks=tuple(Remark(path, words) for path, failed, words in said if not failed),
    )
