"""What checking a model's answer costs beside streaming it (goal P7: at most 1.2 times).

    .venv/bin/python bench/chat_stream.py

A scripted server on loopback, in a process of its own, streams an answer of 120 pieces.
Processor time of this process per answer: `ChatOpenAI.astream` alone, against our whole way
from the prompt to checked sentences; medians of rounds taken in turns.
"""

from __future__ import annotations

import asyncio
import multiprocessing as mp
import statistics
import sys
import time
from datetime import UTC
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from langchain_openai import ChatOpenAI

from bot.adapters.chat_models.calling import Limits
from bot.adapters.chat_models.opening import ChatSetup, open_chat
from bot.adapters.chat_models.prices import Prices
from bot.adapters.prompt_files import read_prompting
from bot.adapters.sparse import BigramEncoder
from bot.core.answering import terms_of
from bot.core.limits import Purse
from bot.core.wording import Wording
from bot.domain.knowledge import Hit
from bot.ports import Spend
from tests.bot.core.evidence import passage
from tests.bot.core.questions import asked
from tests.fakes.clock import FakeClock
from tests.fakes.openai_server import KEY, MODEL, ChatServer
from tests.fakes.spending import FakeSpending

ROUNDS = 40
SENTENCE = (
    "The VPN is reset in the portal, which takes 2 minutes on each machine of the house. [1] "
)
TEXT = SENTENCE * 10  # 120 pieces of 7 characters, as the server cuts it
PAGE = passage(
    "The VPN is reset in the portal. It takes 2 minutes on each machine of the house."
)


def serve(told: Any) -> None:
    """The server's process."""

    async def run() -> None:
        server = ChatServer(TEXT)
        async with server.running():
            told.send(server.url)
            await asyncio.Event().wait()

    asyncio.run(run())


async def main(url: str) -> None:
    """Measure and print."""
    setup = ChatSetup(
        [f"openai:{MODEL}@{url}"], Limits(20, 10, 800), frozenset({"127.0.0.1"}), key=KEY
    )
    clock = FakeClock()
    purse = Purse(FakeSpending(), clock, cap=Spend(), zone=UTC)
    chat = open_chat(setup, purse=purse, prices=Prices(), clock=clock)
    wording = Wording(chat, read_prompting(None), terms_of(BigramEncoder()))
    question, hits = asked("How do I reset the VPN?"), [Hit(PAGE, 1.0, None, None)] * 5
    alone = ChatOpenAI(
        model=MODEL,
        base_url=url,
        api_key=KEY,  # type: ignore[arg-type]
        max_retries=0,
        max_tokens=800,  # type: ignore[call-arg]
        store=False,
        stream_usage=True,
    )
    sent = [
        ("system" if at == 0 else "user", one.text)
        for at, one in enumerate(wording.prompting.messages(question, [PAGE] * 5))
    ]

    async def plain() -> int:
        return len([chunk async for chunk in alone.astream(sent)])

    async def ours() -> int:
        answer = await wording.word(question, hits, confidence=1.0, so_far=lambda _: None)
        return len(answer.sentences)

    if await plain() < 120 or await ours() != 10:
        sys.exit("The answers are not what is to be measured.")
    spent: dict[str, list[float]] = {"plain": [], "ours": []}
    for _ in range(ROUNDS):
        for name, run in (("plain", plain), ("ours", ours)):
            before = time.process_time()
            await run()
            spent[name].append(time.process_time() - before)
    base, whole = (statistics.median(spent[name]) for name in ("plain", "ours"))
    print(f"ChatOpenAI.astream alone: {base * 1000:.1f} ms of processor time an answer")
    print(f"prompt to checked sentences: {whole * 1000:.1f} ms ({whole / base:.2f} times)")
    await chat.close()


if __name__ == "__main__":
    ear, mouth = mp.Pipe()
    process = mp.get_context("fork").Process(target=serve, args=(mouth,), daemon=True)
    process.start()
    try:
        asyncio.run(main(ear.recv()))
    finally:
        process.terminate()
