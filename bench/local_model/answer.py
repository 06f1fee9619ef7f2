"""Asks a real local model questions of labelled sets, through the product's own answering.

    .venv/bin/python bench/local_model/answer.py --home HOME [--limit 10] SET [SET …]

A SET is what `supportbot evaluate` takes: a folder with `docs/` and `questions.jsonl`. The
first `--limit` questions that its documents answer are asked. Prints a transcript in
Markdown and, at its end, how many answers hold all expected facts and how many came within
the seconds that a bot leaves to a model; here a model has ten minutes, as the machine may be
slow. Vectors come from HOME's cache, where they are there.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.bootstrap import House
from bot.core import rendering
from bot.domain.conversation import Answer, Question
from bot.errands import question_of
from bot.evaluating import open_apart
from bot.insight.questions import Asked
from bot.insight.records import facts_found
from bot.model_settings import ModelSettings
from bot.ports import ChatModel, Message, Worded
from bot.progress import ProgressBar
from bot.question_sets import QuestionSet, read_sets
from bot.settings import Settings, load

HERE = Path(__file__).parent
PATIENCE = 600.0
TOKENS = 300


@dataclass(frozen=True, slots=True)
class Told:
    """One question, its answer, the seconds that it took, and all that the model said."""

    asked: Asked
    answer: Answer
    seconds: float
    said: str

    @property
    def text(self) -> str:
        """What the asker reads."""
        return rendering.render(self.answer)

    @property
    def has_facts(self) -> bool:
        """Whether all expected facts stand in the answer."""
        return facts_found(self.text, self.asked.facts) == len(self.asked.facts)

    @property
    def is_in_time(self) -> bool:
        """Whether a bot on its defaults would have waited for it."""
        return self.seconds <= ModelSettings().chat_timeout


@dataclass(slots=True)
class Overheard:
    """Passes on what the model says, and keeps it."""

    model: ChatModel
    said: str = ""

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str | Worded, None]:
        """As the model streams."""
        self.said = ""
        async with aclosing(self.model.stream(messages)) as pieces:
            async for piece in pieces:
                self.said += piece if isinstance(piece, str) else ""
                yield piece

    async def check(self) -> tuple[str, ...]:
        """As the model says."""
        return await self.model.check()

    async def close(self) -> None:
        """Close the model."""
        await self.model.close()


@contextmanager
def serving(threads: int) -> Iterator[tuple[str, str]]:
    """The model's address and name, while its process runs."""
    python, script = HERE / ".venv" / "bin" / "python", HERE / "serve.py"
    command = [str(python), str(script), "--threads", str(threads)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        said = process.stdout.readline() if process.stdout else ""
        address, _, name = said.strip().partition(" ")
        if not name:
            raise SystemExit("The model did not start; see above.")
        yield address, name
        process.terminate()


def patient(settings: Settings, address: str, name: str) -> Settings:
    """With the model set, and more time for it than the settings would take."""
    models = settings.models.model_copy(
        update={
            "chat": f"openai:{name}",
            "chat_url": address,
            "chat_timeout": PATIENCE,
            "chat_idle": PATIENCE,
            "chat_tokens": TOKENS,
            "chat_temperature": 0.0,
        }
    )
    return settings.model_copy(update={"models": models})


async def told(house: House, questions: Sequence[Asked]) -> AsyncIterator[Told]:
    """The answers, one after the other."""
    answering = house.desk.answering
    assert answering.wording  # noqa: S101 - a model is set
    ear = Overheard(answering.wording.model)
    answering = replace(answering, wording=replace(answering.wording, model=ear))
    for asked in questions:
        started, ear.said = house.clock.monotonic(), ""
        answer = await answering.answer(question(house, asked))
        yield Told(asked, answer, house.clock.monotonic() - started, ear.said)


def question(house: House, asked: Asked) -> Question:
    """As the desk would hear it, without a row."""
    turns = [{"speaker": turn.speaker, "text": turn.text} for turn in asked.history]
    line = {"question": asked.question, "history": turns}
    return house.desk.rehearsed(question_of(line, user="bench", asked_at=house.clock.now()))


async def ask(settings: Settings, each: QuestionSet, limit: int) -> list[Told]:
    """The transcript of a set, printed as it comes."""
    print(f"## {each.name}\n")
    heard = []
    async with open_apart(settings, each.corpus) as house:
        with ProgressBar() as progress:
            await house.index(progress)
        chosen = [asked for asked in each.questions if asked.answerable][:limit]
        async for one in told(house, chosen):
            heard.append(one)
            print(lines(one), flush=True)
    return heard


def lines(one: Told) -> str:
    """One question as Markdown."""
    facts = "; ".join(" or ".join(fact) for fact in one.asked.facts)
    mark = "all there" if one.has_facts else "NOT all there"
    quoted = "\n".join(f"> {line}" for line in one.text.splitlines())
    spent = f"{one.answer.tokens.input} + {one.answer.tokens.output} tokens"
    return (
        f"**{one.asked.id}** {one.asked.question}\n\n{quoted}\n\n"
        f"_{one.answer.outcome}, by {one.answer.model}, {one.seconds:.0f} s, {spent}; "
        f"expected: {facts} ({mark})_\n"
        f"\n_The model said:_ {' '.join(one.said.split()) or '(it was not asked)'}\n"
    )


def summary(heard: Sequence[Told]) -> str:
    """How many of all."""
    worded = [one for one in heard if one.answer.is_worded]
    right = sum(one.has_facts for one in worded)
    timely = sum(one.is_in_time for one in worded)
    return (
        f"{len(heard)} questions: {len(worded)} worded by the model, of them {right} with all "
        f"expected facts, {timely} within {ModelSettings().chat_timeout:.0f} s."
    )


def main() -> None:
    """Read the options, ask, and sum up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=10)
    parser.add_argument("--threads", type=int, default=1)
    asked = parser.parse_args()
    settings = load(home=asked.home)
    sets = read_sets(asked.sets, corpus=None, otherwise=settings.knowledge)
    with serving(asked.threads) as (address, name):
        chatty = patient(settings, address, name)
        heard = [one for each in sets for one in asyncio.run(ask(chatty, each, asked.limit))]
    print(summary(heard))


if __name__ == "__main__":
    main()
