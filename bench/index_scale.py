"""What an index of 10,000 and of 100,000 passages takes, whole, with a graph and quantized.

    .venv/bin/python bench/index_scale.py [--points 10000 100000] [--kinds none scalar]
    QDRANT_URL=http://127.0.0.1:6333 .venv/bin/python bench/index_scale.py

Passages are generated, the same each time. Their vectors lie as those of the local embedder
do: a direction that all of them share, a falling spectrum, and clusters (`--home HOME` takes
the vectors that the home's cache holds in place of them). Sparse vectors are our own, of
generated Korean and English text; audiences are mixed, and questions may see eight of ten.

Everything goes through our port. Kinds are those of the setting, and `graph`, the engine's
HNSW. On the embedded engine one process writes, a second one opens what is there and asks;
its memory is what it has above what it had before. Recall@10 is against numpy. Wall times
are of a machine as busy as it is; `cpu` is processor time, which is steadier. With
QDRANT_URL set a server is asked instead, whose memory and disk are not seen.

Results go to a file, a line each, and what stands there already is not measured again.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.adapters.sparse import BigramEncoder
from bot.domain.audience import Audience
from bot.domain.knowledge import Point, SparseVector
from bot.domain.recipe import Quantization
from bot.ports import PassageIndex

Vectors = NDArray[np.float32]

KB = "scale"
DIMENSIONS = 384
GROUP = 300
QUESTIONS = 200
DEPTH = 50
KINDS = ("none", "graph", "scalar", "binary")
LABELS = (*["public"] * 2, "community", *["employees"] * 5, "group:hr", "restricted")
MAY_READ = frozenset({"public", "community", "employees"})
# Of 7,000 passages of the local embedder: two of them have a cosine of 0.77 on average, a
# third of the variance is in 10 directions, and the nearest neighbour is at 0.94.
SHARED, FALL, CLUSTER, CLOSENESS = 0.78, 0.8, 40, (0.2, 0.8)


def vectors(count: int) -> tuple[Vectors, Vectors]:
    """Generated passages and questions, all of length 1."""
    dice = np.random.default_rng(1)
    spectrum = np.arange(1, DIMENSIONS + 1) ** -FALL
    spread = np.sqrt((1 - SHARED) * spectrum / spectrum.sum())
    turn, _ = np.linalg.qr(dice.standard_normal((DIMENSIONS, DIMENSIONS)))
    clusters = max(1, count // CLUSTER)
    centres = dice.standard_normal((clusters, DIMENSIONS))
    sizes = dice.dirichlet(np.full(clusters, 0.7))
    closeness = dice.uniform(*CLOSENESS, clusters)

    def some(many: int) -> Vectors:
        of = dice.choice(clusters, many, p=sizes)
        share = closeness[of][:, None]
        own = dice.standard_normal((many, DIMENSIONS))
        away = spread * (np.sqrt(share) * centres[of] + np.sqrt(1 - share) * own)
        away[:, -1] += np.sqrt(SHARED)
        return _unit(away @ turn)

    return some(count), some(QUESTIONS)


def cached(home: Path, count: int) -> tuple[Vectors, Vectors]:
    """Real passages of a home's cache, and some of them, blurred, as questions."""
    with sqlite3.connect(f"file:{home / 'supportbot.db'}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT vector FROM vectors LIMIT ?", (count,)).fetchall()
    held = _unit(np.array([np.frombuffer(row[0], "<f4") for row in rows]))
    dice = np.random.default_rng(1)
    one, other = (held[dice.choice(len(held), QUESTIONS)] for _ in range(2))
    return held, _unit(0.75 * one + 0.25 * other)


def _unit(found: NDArray[Any]) -> Vectors:
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / lengths, np.float32)


def texts(count: int, words: int) -> list[str]:
    """Generated Korean and English, with words as rare as words are."""
    dice = random.Random(1)  # noqa: S311 - the same texts each time
    hangul = "가나다라마바사아자차카타파하고노도로모보소오조초코토포호구누두루무부수우주"
    known = [
        "".join(dice.choices(hangul, k=3)) if rank % 2 else f"w{rank:x}"
        for rank in range(20_000)
    ]
    often = list(itertools.accumulate(1 / (rank + 5) for rank in range(len(known))))
    return [" ".join(dice.choices(known, cum_weights=often, k=words)) for _ in range(count)]


def label(number: int) -> str:
    """The audience of a passage."""
    return LABELS[number % len(LABELS)]


def nearest(passages: Vectors, questions: Vectors) -> list[list[int]]:
    """The ten nearest passages that may be read, by comparing each."""
    hidden = np.array([label(n) not in MAY_READ for n in range(len(passages))])
    cosines = questions @ passages.T
    cosines[:, hidden] = -2
    return [[int(n) for n in row] for row in np.argsort(-cosines, axis=1)[:, :10]]


def opened(kind: str, folder: Path) -> PassageIndex:
    """The index of the environment, with vectors kept in this way."""
    small = Quantization(kind) if kind != "graph" else Quantization.NONE
    if url := os.environ.get("QDRANT_URL"):
        from bot.adapters.qdrant_index import open_qdrant  # noqa: PLC0415 - where it is asked

        key = os.environ.get("QDRANT_API_KEY")
        return open_qdrant(url=url, api_key=key, timeout=300, quantization=small)
    from bot.adapters.edge_keeping import Keeping  # noqa: PLC0415 - as above
    from bot.adapters.qdrant_edge_index import EdgePassageIndex  # noqa: PLC0415 - as above

    return EdgePassageIndex(folder / "index", Keeping(small, has_graph=kind == "graph"))


async def write(kind: str, folder: Path, passages: Vectors) -> dict[str, Any]:
    """Fill the index, a group at a time as an index run does."""
    index, encoder = opened(kind, folder), BigramEncoder()
    sparse = [encoder.passage(text) for text in texts(2000, 60)]
    if os.environ.get("QDRANT_URL"):
        await index.drop(KB)
    await index.create(KB, dimensions=passages.shape[1])
    wall, cpu = time.perf_counter(), time.process_time()
    for at in range(0, len(passages), GROUP):
        some = range(at, min(at + GROUP, len(passages)))
        await index.upsert(KB, [_point(n, passages[n], sparse[n % 2000]) for n in some])
    told = {"write_s": time.perf_counter() - wall, "write_cpu": time.process_time() - cpu}
    await index.close()
    return told | {"disk": on_disk(folder)}


def _point(number: int, dense: Vectors, sparse: SparseVector) -> Point:
    audience, path = Audience(label(number)), f"team/page-{number // 8}.md"
    return Point(uuid.UUID(int=number + 1), path, audience, tuple(dense.tolist()), sparse)


async def ask(kind: str, folder: Path) -> dict[str, Any]:
    """Open what is there, and ask; then delete a quarter, and ask again."""
    asked = np.load(folder / "questions.npy")
    truth = json.loads((folder / "truth.json").read_text())
    words = [BigramEncoder().question(text) for text in texts(QUESTIONS, 7)]
    await settled()
    before = resident()
    index = opened(kind, folder)
    told = await _asked(index, asked, words, truth)
    told["memory"] = resident() - before
    count = await index.count(KB)
    quarter = [uuid.UUID(int=n + 1) for n in range(count // 4)]
    wall = time.perf_counter()
    await index.delete(KB, quarter)
    told |= {"delete_s": time.perf_counter() - wall, "disk_after": on_disk(folder)}
    if os.environ.get("QDRANT_URL"):
        await index.drop(KB)
    await index.close()
    return told


async def settled() -> None:
    """Wait until a server has optimised what was written; the engine here is done by then."""
    if url := os.environ.get("QDRANT_URL"):
        from qdrant_client import AsyncQdrantClient  # noqa: PLC0415 - where it is asked

        key = os.environ.get("QDRANT_API_KEY")
        client = AsyncQdrantClient(url=url, api_key=key, check_compatibility=False)
        while (await client.get_collection(KB)).status != "green":  # noqa: ASYNC110 - a server
            await asyncio.sleep(1)
        await client.close()


async def _asked(
    index: PassageIndex, asked: Vectors, words: list[SparseVector], truth: list[list[int]]
) -> dict[str, Any]:
    waited, hits, cpu = [], 0, time.process_time()
    for question, sparse, right in zip(asked, words, truth, strict=True):
        start = time.perf_counter()
        arms = await index.search(
            KB, dense=question.tolist(), sparse=sparse, audiences=MAY_READ, depth=DEPTH
        )
        waited.append(1000 * (time.perf_counter() - start))
        hits += len({one.id.int - 1 for one in arms.dense[:10]} & set(right))
    return {
        "p50": float(np.percentile(waited, 50)),
        "p99": float(np.percentile(waited, 99)),
        "cpu": 1000 * (time.process_time() - cpu) / len(waited),
        "recall": hits / (10 * len(waited)),
    }


def resident() -> int:
    """Bytes that this process has in memory now, files that it has mapped included."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def on_disk(folder: Path) -> int:
    """Bytes that the index takes up in earnest."""
    return sum(file.stat().st_blocks * 512 for file in (folder / "index").rglob("*"))


def child(step: str, kind: str, folder: Path) -> None:
    """Do one process's part, and print it as JSON."""
    if step == "ask":
        told = asyncio.run(ask(kind, folder))
    else:
        told = asyncio.run(write(kind, folder, np.load(folder / "passages.npy")))
    print(json.dumps(told))


def measure(kind: str, count: int, home: Path | None) -> dict[str, Any]:
    """Both processes for one kind and one size."""
    folder = Path(tempfile.mkdtemp(prefix="index-scale-"))
    try:
        passages, questions = cached(home, count) if home else vectors(count)
        np.save(folder / "passages.npy", passages)
        np.save(folder / "questions.npy", questions)
        (folder / "truth.json").write_text(json.dumps(nearest(passages, questions)))
        told: dict[str, Any] = {"points": len(passages)}
        for step in ("write", "ask"):
            command = [sys.executable, __file__, "--child", step, "--folder", str(folder)]
            done = subprocess.run([*command, "--kinds", kind], check=True, stdout=-1)
            told |= json.loads(done.stdout)
        return told
    finally:
        shutil.rmtree(folder)


def show(key: str, told: dict[str, Any]) -> None:
    """One line."""
    seen = 0.0 if key.startswith("server") else 2.0**-20
    mib = {name: told[name] * seen for name in ("memory", "disk", "disk_after")}
    wall, cpu = (told["points"] / told[name] for name in ("write_s", "write_cpu"))
    print(
        f"{key:32} {wall:6.0f} points/s ({cpu:6.0f} per cpu s)  disk {mib['disk']:5.0f} MiB  "
        f"memory {mib['memory']:5.0f} MiB  p50 {told['p50']:6.1f} ms  "
        f"p99 {told['p99']:6.1f} ms  cpu {told['cpu']:5.1f} ms  "
        f"recall@10 {told['recall']:.4f}  "
        f"a quarter deleted in {told['delete_s']:.1f} s, disk {mib['disk_after']:.0f} MiB"
    )


def main() -> None:
    """Measure what is not in the file of results yet, and print all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--home", type=Path, help="a home with vectors of an embedder")
    parser.add_argument("--results", type=Path, default=Path("index-scale.jsonl"))
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        child(chosen.child, chosen.kinds[0], chosen.folder)
        return
    lines = chosen.results.read_text().splitlines() if chosen.results.exists() else []
    known = {line["key"]: line for line in map(json.loads, lines)}
    where = "server" if os.environ.get("QDRANT_URL") else "embedded"
    of = "cached" if chosen.home else "generated"
    for count, kind in itertools.product(chosen.points, chosen.kinds):
        key = f"{where} {of} {count} {kind}"
        if key not in known:
            known[key] = {"key": key} | measure(kind, count, chosen.home)
            with chosen.results.open("a") as file:
                file.write(json.dumps(known[key]) + "\n")
        show(key, known[key])


if __name__ == "__main__":
    main()
