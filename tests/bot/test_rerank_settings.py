"""A reranker is a setting: what it needs, where it may be, and who says what of it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.answering_parts import answering_of
from bot.checkup import examine
from bot.contradictions import remarks
from bot.core.recency import Recency
from bot.domain.audience import OPERATOR
from bot.domain.errors import BadSetting
from bot.evaluating import Terms, evaluate
from bot.insight.report import report
from bot.insight.telling import run_lines
from bot.model_settings import ModelSettings
from bot.question_sets import read_sets
from bot.settings import Settings, load
from tests.bot.houses import folder, opened
from tests.fakes.embedding_server import StrictServer
from tests.fakes.rerank_server import KEY, MODEL, RerankServer, says


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty working folder, and an environment without settings."""
    for name in os.environ:
        if name.upper().startswith(("BOT_", "OPENAI_", "LANG")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
async def server() -> AsyncIterator[RerankServer]:
    found = RerankServer()
    async with found.running():
        yield found


def with_reranker(settings: Settings, server: RerankServer, **other: object) -> Settings:
    """With that server as the reranker."""
    update = {"rerank": MODEL, "rerank_url": server.url, "rerank_key": SecretStr(KEY)}
    models = settings.models.model_copy(update={**update, "rerank_timeout": 8.0, **other})
    return settings.model_copy(update={"models": models})


def test_without_one_nobody_is_asked_and_age_makes_no_difference() -> None:
    settings = load()
    assert (settings.models.rerank, settings.answers.recency) == ("", 0.0)
    assert (settings.answers.reranked, settings.models.rerank_timeout) == (30, 2.0)


def test_a_reranker_needs_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_MODELS__RERANK", "some")
    with pytest.raises(BadSetting, match=r"set BOT_MODELS__RERANK_URL, such as http"):
        load()
    monkeypatch.setenv("BOT_MODELS__RERANK_URL", "http://127.0.0.1:8000/v1")
    monkeypatch.setenv("BOT_MODELS__RERANK_KEY", "secret")
    assert "secret" not in repr(load().models)


async def test_a_host_that_is_not_allowed_keeps_the_house_shut(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    models = ModelSettings(rerank="some", rerank_url="https://rerank.example/v1")
    with pytest.raises(BadSetting, match="not one of BOT_MODELS__HOSTS"):
        async with opened(settings.model_copy(update={"models": models})):
            pass


async def test_a_house_searches_with_it_and_with_recency(
    tmp_path: Path, server: RerankServer
) -> None:
    settings = with_reranker(folder(tmp_path), server)
    for name in ("Trays", "Toner"):
        (settings.knowledge / f"{name}.md").write_text(f"# {name}\n\nAbout {name}.\n")
    answers = settings.answers.model_copy(update={"recency": 90.0, "reranked": 2})
    settings = settings.model_copy(update={"answers": answers})
    async with opened(settings) as house:
        await house.index(lambda _done, _total: None)
        await house.desk.answering.retrieval.find("about toner", OPERATOR)
        made = answering_of(settings, house.parts, "kb_test")
    (asked,) = server.requests
    assert (asked["query"], len(asked["documents"])) == ("about toner", 2)
    assert made.retrieval._recency == Recency(90.0)


async def test_doctor_has_a_line_for_it_when_it_is_set(
    tmp_path: Path, server: RerankServer
) -> None:
    settings = folder(tmp_path)
    assert "reranker" not in {finding.part for finding in await examine(settings)}
    set_up = with_reranker(settings, server)
    (line,) = [one for one in await examine(set_up) if one.part == "reranker"]
    assert (line.ok, line.said) == (
        True,
        f"{MODEL} orders the best 30 passages of each search",
    )
    server.acts = [says("{}", status=404)]
    (line,) = [one for one in await examine(set_up) if one.part == "reranker"]
    assert (line.ok, line.exit_code) == (False, 1)
    assert "BOT_MODELS__RERANK_URL" in line.said


@pytest.mark.parametrize(
    ("models", "limits", "said"),
    [
        ({"rerank_url": "http://127.0.0.1:1"}, {}, "does nothing without BOT_MODELS__RERANK"),
        (
            {"rerank": "m", "rerank_url": "http://127.0.0.1:1"},
            {"cost_per_day": 1.0},
            "BOT_MODELS__RERANK_PRICE",
        ),
    ],
)
def test_what_does_nothing_as_it_stands_is_noted(
    models: dict[str, object], limits: dict[str, object], said: str
) -> None:
    (remark,) = remarks(Settings.model_validate({"models": models, "limits": limits}))
    assert said in remark.said
    assert remark.is_note


async def test_an_evaluation_of_the_search_alone_shows_what_it_brings(
    tmp_path: Path, server: RerankServer
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("alpha", "beta", "gamma"):
        (corpus / f"{name}.md").write_text(f"# {name}\n\nWords on {name} for the asker.\n")
    questions = tmp_path / "ours.csv"
    questions.write_text("question,documents\nwords on alpha for the asker,gamma.md\n")
    vectors = StrictServer(length=8)
    async with vectors.running():
        models = ModelSettings(
            embeddings="openai:m",
            dimensions=8,
            base_url=vectors.url,
            api_key=SecretStr("key"),
        )
        plain = Settings(home=tmp_path / "home", knowledge=corpus, models=models)
        sets = read_sets([questions], corpus=corpus, otherwise=corpus)
        server.favourite = "gamma"
        runs = [
            await evaluate(
                settings,
                sets,
                terms=Terms(is_retrieval_only=True),
                progress=lambda _what: lambda _done, _total: None,
            )
            for settings in (plain, with_reranker(plain, server))
        ]
    hits = [run.figures()["ours"]["all"]["hit@1"].value for run in runs]
    assert hits == [0.0, 1.0]
    assert "reranker" not in runs[0].recipe
    run = runs[1]
    assert run.recipe["reranker"] == f"{MODEL}, the best 30"
    figures = run.figures()
    assert f"reranked by {MODEL}, the best 30" in run_lines(run, figures)
    assert f"<dt>Reranker</dt><dd>{MODEL}, the best 30" in report(run, figures)
