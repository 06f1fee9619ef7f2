"""Has one peer index a folder and search every question; runs in the peers' environment.

    bench/peers/.venv/bin/python bench/peers/ask.py langchain --docs DIR \
        --questions QUESTIONS.json --home HOME --out RESULT.json

The vectors come from the home's cache; what is missing there is embedded, and kept.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import tempfile
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

# Set before any of them is imported: none of them may call home.
os.environ.update(
    ANONYMIZED_TELEMETRY="false",
    HAYSTACK_TELEMETRY_ENABLED="false",
    HF_HUB_OFFLINE="1",
    LANGSMITH_TRACING="false",
)

from embedding import SharedEmbedder

PEERS = {
    "langchain": "LangChain",
    "llamaindex": "LlamaIndex",
    "haystack": "Haystack",
    "txtai": "Txtai",
}
_MEMORY = Path("/dev/shm")  # noqa: S108 - in memory, because local stores sync per point


def run(arguments: argparse.Namespace) -> dict:
    """Index, search, and tell what was found."""
    kind = getattr(importlib.import_module(f"{arguments.peer}_peer"), PEERS[arguments.peer])
    embedder = SharedEmbedder(arguments.home)
    questions = json.loads(arguments.questions.read_text("utf-8"))
    where = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="peers-", dir=where) as store:
        peer = kind(arguments.docs.resolve(), Path(store), embedder)
        started = time.monotonic()
        passages = peer.index()
        seconds = time.monotonic() - started
        results = [] if arguments.only_index else [_asked(peer, embedder, q) for q in questions]
    return {
        "peer": arguments.peer,
        "versions": {name: version(name) for name in (*kind.PACKAGES, "qdrant-client")},
        "embedder": embedder.name,
        "passages": passages,
        "embedded": embedder.embedded,
        "index_seconds": seconds,
        "results": results,
    }


def _asked(peer: object, embedder: SharedEmbedder, question: dict) -> dict:
    found = peer.search(question["asked"])
    vector = embedder.question(question["asked"])
    near = [embedder.cosine(vector, one.embedded) for one in found]
    kept = [{**asdict(one), "embedded": None} for one in found]
    return {"id": question["id"], "found": kept, "cosine": max(near, default=0.0)}


def main() -> None:
    """Read the command line and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("--docs", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only-index", action="store_true", help="to warm the cache")
    arguments = parser.parse_args()
    text = json.dumps(run(arguments), ensure_ascii=False)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
