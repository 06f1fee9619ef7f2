"""What keeps documents from places whose readers may not read them: each for itself."""

from __future__ import annotations

from tests.faults.control import control

_RETRIEVAL = "bot/core/retrieval.py"
_WALK = "bot/adapters/documents/walk.py"
_SLICE = "tests/faults/test_audiences.py::test_nothing_leaves_for_whom_it_is_not"

AUDIENCE = (
    control(
        "audience: the filter in the query",
        _RETRIEVAL,
        "audiences=clearance.labels,",
        "audiences=None,",
        _SLICE,
    ),
    control(
        "audience: the filter in code",
        _RETRIEVAL,
        " if clearance.may_read(p.audience)}",
        "}",
        _SLICE,
    ),
    control(
        "audience: the filter in the engine",
        "bot/adapters/qdrant_edge_index.py",
        "wanted = _wanted(audiences)",
        "wanted = _wanted(None)",
        _SLICE,
    ),
    control(
        "audience: who may read is in the key of the memory",
        "bot/core/remembering.py",
        "None if labels is None else sorted(labels),",
        "None,",
        _SLICE,
    ),
    control(
        "audience: the page of a document",
        "bot/core/desk.py",
        "in held if clearance.may_read(passage.audience))",
        "in held)",
        _SLICE,
    ),
    control(
        "audience: what a folder says",
        _WALK,
        "said.audience or self.audience, ",
        "self.audience, ",
        _SLICE,
    ),
    control(
        "audience: what nobody understands is for nobody",
        _WALK,
        "replace(folder.settings, audience=RESTRICTED)",
        "folder.settings",
        _SLICE,
    ),
)
