"""The structure of blocks and chunks, as Slack's own types have it, where they are at hand."""

from __future__ import annotations

import json

import jsonschema

from tests.connectors.slack.samples import SHARED


def block_schema() -> jsonschema.Draft7Validator | None:
    """For one block of a message; None without Slack's schema."""
    return _validator("XXBlock")


def chunk_schema() -> jsonschema.Draft7Validator | None:
    """For one chunk of a stream; None without Slack's schema."""
    return _validator("XXChunk")


def _validator(root: str) -> jsonschema.Draft7Validator | None:
    file = SHARED / "schema" / "slack-types-3.2.0.schema.json"
    if not file.exists():
        return None
    whole = json.loads(file.read_text())
    return jsonschema.Draft7Validator({**whole, "$ref": f"#/definitions/{root}"})
