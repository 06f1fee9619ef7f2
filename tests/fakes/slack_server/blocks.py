"""What Slack takes as blocks, chunks and metadata: the limits that it documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.fakes.slack_server.refusal import Refusal

MOST_BLOCKS = 50
MOST_TEXT = 40_000
MOST_MARKDOWN = 12_000
_MOST_METADATA = 16_000
_CHUNKS = {"markdown_text", "task_update", "plan_update", "blocks"}
_ELEMENTS = {"actions": 25, "context": 10, "context_actions": 5}
_TEXTS = {  # (block or element, field): most characters
    ("section", "text"): 3000,
    ("header", "text"): 150,
    ("button", "text"): 75,
    ("feedback_buttons", "text"): 75,
    ("option", "text"): 75,
}
_STRINGS = {
    "block_id": 255,
    "action_id": 255,
    "value": 2000,
    "url": 3000,
    "alt_text": 2000,
    "accessibility_label": 75,
}
_KNOWN = {
    *("section", "header", "divider", "context", "actions", "context_actions", "markdown"),
    *("rich_text", "image", "input", "table", "video", "file", "alert", "card", "plan"),
    *("container", "carousel", "data_table", "task_card"),
}


def check_blocks(blocks: Any, *, most: int = MOST_BLOCKS) -> None:
    """Raises Refusal for what Slack would not take."""
    if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
        raise Refusal("invalid_blocks_format", "blocks must be a list of objects")
    if len(blocks) > most:
        raise Refusal(
            "invalid_blocks", f"no more than {most} items allowed [json-pointer:/blocks]"
        )
    ids = [one["block_id"] for one in blocks if one.get("block_id")]
    if len(ids) != len(set(ids)):
        raise Refusal("invalid_blocks", "block_id already exists")
    for block in blocks:
        _check_block(block)
    written = sum(len(one.get("text", "")) for one in blocks if one["type"] == "markdown")
    if written > MOST_MARKDOWN:
        raise Refusal("msg_blocks_too_long", f"{written} characters of Markdown")


def _check_block(block: Mapping[str, Any]) -> None:
    kind = block.get("type")
    if kind not in _KNOWN:
        raise Refusal("invalid_blocks", f"unsupported block type: {kind}")
    if kind == "markdown":
        if not isinstance(block.get("text"), str) or not block["text"]:
            raise Refusal("invalid_blocks", "markdown without text")
        return
    if kind == "section" and not (block.get("text") or block.get("fields")):
        raise Refusal("invalid_blocks", "section without text")
    elements = block.get("elements", [])
    if kind in _ELEMENTS and not 1 <= len(elements) <= _ELEMENTS[str(kind)]:
        raise Refusal("invalid_blocks", f"{kind} with {len(elements)} elements")
    actions = [part["action_id"] for part in elements if part.get("action_id")]
    if len(actions) != len(set(actions)):
        raise Refusal("invalid_blocks", "action_id already exists in this block")
    for part in _parts(block):
        _check_part(part)


def _parts(part: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in a block, from the outside in."""
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from _parts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _parts(value)


def _check_part(part: Mapping[str, Any]) -> None:
    for name, most in _STRINGS.items():
        if isinstance(part.get(name), str) and len(part[name]) > most:
            raise Refusal("invalid_blocks", f"{name} is longer than {most}")
    if part.get("type") in {"mrkdwn", "plain_text"} and not part.get("text"):
        raise Refusal("invalid_blocks", "a text object without text")
    for (kind, name), most in _TEXTS.items():
        text = part.get(name)
        length = len(text.get("text", "")) if isinstance(text, dict) else 0
        if part.get("type") == kind and length > most:
            raise Refusal("invalid_blocks", f"{kind}.{name} is longer than {most}")
    for field in part.get("fields", []) if part.get("type") == "section" else []:
        if len(field.get("text", "")) > 2000:
            raise Refusal("invalid_blocks", "a field is longer than 2000")


def check_metadata(metadata: Any) -> None:
    """Raises Refusal unless it is an event type and a payload, and short enough."""
    if metadata in (None, {}):
        return
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        raise Refusal("invalid_metadata_format", "event_type and event_payload, nothing else")
    if not isinstance(metadata["event_type"], str) or not metadata["event_type"]:
        raise Refusal("invalid_metadata_schema", "event_type")
    if not isinstance(metadata["event_payload"], dict):
        raise Refusal("invalid_metadata_schema", "event_payload")
    if len(json.dumps(metadata)) > _MOST_METADATA:
        raise Refusal("metadata_too_large")


def check_words(args: Mapping[str, Any]) -> None:
    """What the methods that post have in common. Raises Refusal."""
    if args.get("markdown_text") and (args.get("text") or args.get("blocks")):
        raise Refusal("markdown_text_conflict")
    if len(args.get("markdown_text", "")) > MOST_MARKDOWN:
        raise Refusal("msg_blocks_too_long", "markdown_text")
    if not any(args.get(name) for name in ("text", "blocks", "markdown_text", "attachments")):
        raise Refusal("no_text")
    if args.get("blocks"):
        check_blocks(args["blocks"])
    check_metadata(args.get("metadata"))


def check_chunks(chunks: Any) -> None:
    """Raises Refusal for what a stream does not take."""
    if not isinstance(chunks, list):
        raise Refusal("invalid_chunks", "a list is needed")
    for chunk in chunks:
        kind = chunk.get("type") if isinstance(chunk, dict) else None
        if kind not in _CHUNKS:
            raise Refusal("invalid_chunks", f"unknown type: {kind}")
        if kind == "markdown_text" and not isinstance(chunk.get("text"), str):
            raise Refusal("invalid_chunks", "markdown_text without text")
        if kind == "blocks":
            check_blocks(chunk.get("blocks"))
        if kind == "task_update" and not (chunk.get("id") and chunk.get("title")):
            raise Refusal("invalid_chunks", "task_update needs id and title")
