"""Our side: the product itself, asked as `supportbot evaluate --retrieval-only` asks it.

    .venv/bin/python bench/peers/ours.py SET --home HOME --out RESULT.json

Rankings are of the first ten passages, as the peers' are. The score is the gate's
confidence. `prompt` is what a chat model would be sent of the passages.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from contract import Found, K
from sets import question, read

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot import __version__
from bot.adapters.prompt_files import read_prompting
from bot.answering_parts import recipe_of
from bot.bootstrap import House
from bot.core.wording import Wording
from bot.domain.conversation import Question
from bot.domain.knowledge import Hit
from bot.evaluating import Terms, evaluate, open_apart
from bot.insight.questions import Asked
from bot.question_sets import QuestionSet
from bot.settings import load
from tests.fakes.chat_model import FakeChatModel

_END = "</passages>"
_PASSAGE = "<passage number="


async def run(folder: Path, home: Path) -> dict[str, Any]:
    """Index, search, and tell what was found."""
    settings, each = load(home=home), read(folder)
    started = time.monotonic()
    async with open_apart(settings, each.corpus) as house:
        indexed = await house.index(lambda _done, _total: None, remove_missing=True)
    seconds = time.monotonic() - started
    made = await evaluate(
        settings, [each], terms=Terms(is_retrieval_only=True), progress=_untold
    )
    sure = {record.id: record.confidence or 0.0 for record in made.sets[0].records}
    async with open_apart(settings, each.corpus) as house:
        results = [await _asked(house, one, sure[one.id]) for one in each.questions]
        recipe = asdict(recipe_of(house.parts))
    return {
        "peer": "ours",
        "versions": {"supportbot": __version__, "qdrant-edge-py": version("qdrant-edge-py")},
        "recipe": recipe,
        "embedder": house.parts.embedder.name,
        "passages": indexed.passages,
        "index_seconds": seconds,
        "questions": _labels(each),
        "results": results,
    }


def _untold(_title: str) -> Callable[[float, int], None]:
    return lambda _done, _total: None


def _labels(each: QuestionSet) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "language": str(one.language),
            "answerable": one.answerable,
            "gold": list(one.documents),
            "facts": [list(wordings) for wordings in one.facts],
        }
        for one in each.questions
    ]


async def _asked(house: House, asked: Asked, sure: float) -> dict[str, Any]:
    heard = house.desk.rehearsed(question(asked))
    evidence = await house.desk.answering.evidence(heard)
    near = [hit.dense for hit in evidence.hits[:K] if hit.dense is not None]
    prompt, read_by_it = await _prompt(house, heard, evidence.hits)
    return {
        "id": asked.id,
        "found": [asdict(_found(hit)) for hit in evidence.hits[:K]],
        "sure": sure,
        "cosine": max(near, default=0.0),
        "prompt": prompt,
        "prompt_documents": read_by_it,
    }


def _found(hit: Hit) -> Found:
    return Found(hit.passage.path, hit.passage.text, "", hit.score)


async def _prompt(
    house: House, heard: Question, hits: tuple[Hit, ...]
) -> tuple[str, list[str]]:
    """What a chat model would be sent of the passages, and which documents are in it."""
    answering = house.desk.answering
    if answering.widening:
        hits = await answering.widening.widened(hits, heard.place.clearance)
    model = FakeChatModel("none")
    wording = Wording(model, read_prompting(None), answering.terms)
    await wording.word(heard, hits, confidence=1.0)
    sent = model.asked[0][-1].text.partition(_END)[0]
    read = hits[: sent.count(_PASSAGE)]
    return sent, list(dict.fromkeys(hit.passage.path for hit in read))


def main() -> None:
    """Read the command line and write the result."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    result = asyncio.run(run(arguments.set, arguments.home))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(result, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
