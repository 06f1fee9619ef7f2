"""The files beside a message. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.domain.pictures import Attachment

_MOST = 20
_ID = re.compile(r"F[A-Z0-9]{1,30}")
_GONE = "tombstone"


def attachments(message: Mapping[str, object]) -> tuple[Attachment, ...]:
    """What was shared with the message and is still there, in its order."""
    files = message.get("files")
    found = files if isinstance(files, list) else []
    return tuple(_attachments(found[:_MOST]))


def _attachments(files: list[object]) -> Iterator[Attachment]:
    for file in files:
        known: Mapping[str, object] = file if isinstance(file, dict) else {}
        id_, kind, size = (known.get(name) for name in ("id", "mimetype", "size"))
        if known.get("mode") == _GONE or not isinstance(id_, str) or not _ID.fullmatch(id_):
            continue
        where = known.get("url_private")
        # What another company shared says only its id: then Slack is asked, see fetching.
        is_told = isinstance(kind, str) and bool(kind)
        yield Attachment(
            id=id_,
            where=where if isinstance(where, str) else "",
            is_picture=str(kind).startswith("image/") if is_told else not where,
            size=size if isinstance(size, int) else 0,
        )
