"""Which keys are labels, and what was probably meant by one that is not. Pure."""

from __future__ import annotations

import re
from difflib import get_close_matches

KEYS = (
    *("title", "link", "url", "audience", "owner", "updated", "valid_from", "valid_until"),
    *("language", "weight", "approved"),
)
"""The keys of labels; `url` is another word for `link`."""

_NOT_OF_A_FOLDER = "title"
# Documents carry keys of other programs (tags, layout, draft …): only what looks very much
# like a label of ours is worth a remark there. A `_folder.yaml` is ours alone.
_NEAR, _NEAR_IN_FOLDER = 0.75, 0.5


def key_of(key: str) -> str:
    """The label that a key names, as `KEYS` spells it; empty when it names none."""
    name = re.sub(r"[-\s]+", "_", key.casefold())
    return name if name in KEYS else ""


def unknown_key(key: str, *, is_folder: bool) -> str:
    """What to tell an admin of a key that is no label there; empty when it is fine."""
    name = re.sub(r"[-\s]+", "_", key.casefold())
    if is_folder and name == _NOT_OF_A_FOLDER:
        return "a title belongs into the front matter of a document; here it has no effect"
    if name in KEYS:
        return ""
    shown = " ".join(key.split())[:40]
    nearest = get_close_matches(name, KEYS, n=1, cutoff=_NEAR_IN_FOLDER if is_folder else _NEAR)
    if nearest:
        return f"'{shown}' is no label: did you mean '{nearest[0]}'?"
    return f"'{shown}' is no label: write one of {', '.join(KEYS)}" if is_folder else ""
