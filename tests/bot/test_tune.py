"""`supportbot tune` over real parts: what it proposes, and what it does not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.domain.errors import BadInput
from bot.model_settings import ModelSettings
from bot.settings import Settings
from bot.trial import Told
from bot.tune import tune
from tests.fakes.embedding_server import StrictServer

WORDS = ("anchor", "beacon", "cabin", "dock", "engine", "fender", "galley", "harbour")


@pytest.fixture
async def server() -> AsyncIterator[StrictServer]:
    found = StrictServer(length=8)
    async with found.running():
        yield found


@pytest.fixture
def settings(tmp_path: Path, server: StrictServer) -> Settings:
    docs = tmp_path / "staff" / "docs"
    docs.mkdir(parents=True)
    for word in WORDS:
        (docs / f"{word}.md").write_text(f"# {word}\n\nThe {word} is checked each spring.\n")
    models = ModelSettings(
        embeddings="openai:m", dimensions=8, base_url=server.url, api_key=SecretStr("key")
    )
    return Settings(home=tmp_path / "home", knowledge=docs, models=models)


def wrote(settings: Settings, *, times: int, without: int) -> Path:
    file = settings.knowledge.parent / "questions.yaml"
    known = [
        f"- question: When is the {word} checked, time {n}?\n  documents: {word}.md\n"
        for n in range(times)
        for word in WORDS
    ]
    other = [f"- question: Who won race {n}?\n  answerable: no\n" for n in range(without)]
    file.write_text("".join([*known, *other]))
    return file


async def tuned(settings: Settings, file: Path) -> Told:
    return await tune(settings, [file], lambda _what: lambda _done, _total: None)


async def test_too_few_questions_propose_nothing_and_say_how_many_there_were(
    settings: Settings,
) -> None:
    told = await tuned(settings, wrote(settings, times=1, without=2))
    assert "8 questions name the document" in told.lines
    assert "n=10" in told.lines
    assert told.shape["settings"] == []
    assert told.lines.endswith("Nothing to change.")


async def test_what_it_proposes_can_be_put_into_the_settings_as_it_stands(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = await tuned(settings, wrote(settings, times=5, without=12))
    assert told.shape["search"]["n"] == 40
    assert told.shape["bar"]["n"] == 52
    assert told.shape["bar"]["interval"] is not None
    for line in told.shape["settings"]:
        monkeypatch.setenv(*line.split("=", 1))
    now = Settings()
    for name in ("bar", "sure"):
        if told.shape[name]["worth_it"]:
            assert getattr(now.answers, name) == told.shape[name]["best"]


async def test_a_document_that_is_not_there_is_told_with_its_line(settings: Settings) -> None:
    file = settings.knowledge.parent / "questions.yaml"
    file.write_text("- question: Where?\n  documents: nowhere.md\n")
    with pytest.raises(BadInput, match=r"nowhere\.md"):
        await tuned(settings, file)
