"""`supportbot evaluate` over real parts: what it measures, keeps, and leaves alone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import evaluating
from bot.domain.errors import BadInput, EmbedderUnavailable
from bot.model_settings import ModelSettings
from bot.settings import Settings
from bot.trial import Told, Wishes, compare_stored, try_out
from tests.fakes.embedding_server import StrictServer, refusal

PRINTERS = "# Printers\n\n## Paper jam\n\nError P-77 means that paper is stuck in tray 2.\n"
LEAVE = "# 휴가\n\n## 이월\n\n남은 연차는 4일까지 이월할 수 있습니다.\n"
QUESTIONS = """\
- question: What does error P-77 mean?
  documents: printers.md
  facts: [tray 2]
- question: 남은 연차는 며칠까지 이월할 수 있나요?
  documents: 휴가.md
  facts: [4일]
- question: Who won the chess tournament in Reykjavik?
  answerable: no
"""


@pytest.fixture
async def server() -> AsyncIterator[StrictServer]:
    found = StrictServer(length=8)
    async with found.running():
        yield found


@pytest.fixture
def settings(tmp_path: Path, server: StrictServer) -> Settings:
    """A live folder with one page; the questions are about a folder of their own."""
    live, docs = tmp_path / "knowledge", tmp_path / "staff" / "docs"
    live.mkdir()
    docs.mkdir(parents=True)
    (live / "live.md").write_text("# Live\n\nWhat people ask about.\n")
    (docs / "printers.md").write_text(PRINTERS)
    (docs / "휴가.md").write_text(LEAVE, "utf-8")
    (tmp_path / "staff" / "questions.yaml").write_text(QUESTIONS, "utf-8")
    models = ModelSettings(
        embeddings="openai:m", dimensions=8, base_url=server.url, api_key=SecretStr("key")
    )
    return Settings(home=tmp_path / "home", knowledge=live, models=models)


def wishes(settings: Settings, **changed: Any) -> Wishes:
    return replace(Wishes(files=[settings.knowledge.parent / "staff"]), **changed)


async def tried(settings: Settings, **changed: Any) -> Told:
    return await try_out(
        settings, wishes(settings, **changed), lambda _what: lambda _d, _t: None
    )


def read(file: str) -> str:
    return Path(file).read_text("utf-8")


def moved(file: str, target: Path) -> Path:
    return Path(file).rename(target)


def rows(database: Path, table: str) -> int:
    with sqlite3.connect(database) as connection:
        count: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - ours
    connection.close()
    return count


async def test_a_set_is_indexed_asked_and_measured(settings: Settings) -> None:
    told = await tried(settings)

    (found,) = told.shape["sets"]
    figures = found["figures"]["all"]
    assert (found["name"], found["questions"], found["documents"]) == ("staff", 3, 2)
    assert figures["hit@1"]["value"] == figures["answered"]["value"] == 1.0
    assert figures["facts"]["value"] == figures["refused"]["value"] == 1.0
    assert figures["genuine quotes"]["value"] == 1.0
    assert found["figures"]["ko"]["hit@1"]["n"] == 1
    assert told.shape["models"] == ["quotation"]
    assert told.shape["recipe"]["embedder"].startswith("openai/m")
    assert "hit@1" in told.lines
    assert told.code == 0


async def test_no_row_is_left_of_what_was_asked_and_the_live_index_is_not_touched(
    settings: Settings,
) -> None:
    await tried(settings)

    databases = list(settings.home.rglob("supportbot.db"))
    assert len(databases) == 2
    for database in databases:
        assert rows(database, "exchanges") == 0
        assert rows(database, "person_keys") == 0
    assert rows(settings.home / "supportbot.db", "documents") == 0
    assert not (settings.home / "index").exists()
    assert not (settings.home / "vault.key").exists()


async def test_a_second_run_embeds_no_passage_again_not_even_from_another_folder(
    settings: Settings, server: StrictServer, tmp_path: Path
) -> None:
    await tried(settings, terms=evaluating.Terms(is_retrieval_only=True))
    asked = len(server.requests)
    (tmp_path / "staff").rename(tmp_path / "people")

    elsewhere = [tmp_path / "people"]
    wish = Wishes(files=elsewhere, terms=evaluating.Terms(is_retrieval_only=True))
    await try_out(settings, wish, lambda _what: lambda _d, _t: None)

    texts = [text for request in server.requests[asked:] for text in request["input"]]
    assert len(texts) == 3  # the questions; the one that warms up is remembered
    assert not any("tray" in text for text in texts)


async def test_only_retrieval_asks_nothing(settings: Settings) -> None:
    told = await tried(settings, terms=evaluating.Terms(is_retrieval_only=True))
    figures = told.shape["sets"][0]["figures"]["all"]
    assert "hit@1" in figures
    assert "AUROC" in figures
    assert "answered" not in figures
    assert told.shape["retrieval_only"] is True


async def test_the_result_and_its_report_are_kept_for_the_owner_alone(
    settings: Settings,
) -> None:
    told = await tried(settings)

    file, page = Path(told.shape["file"]), Path(told.shape["report"])
    assert file.parent == page.parent == settings.home / "evaluations"
    assert {path.stat().st_mode & 0o777 for path in (file, page)} == {0o600}
    assert "Evaluation" in read(told.shape["report"])
    assert json.loads(read(told.shape["file"]))["sets"][0]["records"][0]["id"] == "line-1"


async def test_a_stored_result_is_found_by_its_file_its_name_or_as_the_last(
    settings: Settings,
) -> None:
    told = await tried(settings)
    runs = [
        evaluating.stored(settings, word)
        for word in (told.shape["file"], told.shape["name"], "-staff", "last")
    ]
    assert {run.name for run in runs} == {told.shape["name"]}
    with pytest.raises(
        BadInput, match=f"names no stored result: the newest are {runs[0].name}"
    ):
        evaluating.stored(settings, "nothing")


async def test_a_name_that_two_results_share_is_refused(settings: Settings) -> None:
    told = await tried(settings)
    copy = settings.home / "evaluations" / "x-staff.json"
    copy.write_text(read(told.shape["file"]), "utf-8")
    with pytest.raises(BadInput, match="names more than one"):
        evaluating.stored(settings, "staff")


async def test_two_stored_results_are_compared(settings: Settings, tmp_path: Path) -> None:
    before = await tried(settings)
    kept = moved(before.shape["file"], tmp_path / "before.json")
    (tmp_path / "staff" / "docs" / "printers.md").write_text("# Printers\n\nThey print.\n")
    await tried(settings)

    told = compare_stored(settings, str(kept), "last")

    (found,) = told.shape["sets"]
    assert (found["paired"], found["same_documents"]) == (3, False)
    (change,) = [each for each in found["changes"] if each["id"] == "line-1"]
    assert ("outcome", "answered", "unknown") in change["what"]
    assert "line-1: outcome answered → unknown" in told.lines.replace("document first", "")


@pytest.mark.parametrize(("least", "code"), [(1.0, 0), (1.01, 1)])
async def test_the_gate_shuts_with_the_reason(
    settings: Settings, tmp_path: Path, least: float, code: int
) -> None:
    gate = tmp_path / "gate.toml"
    gate.write_text(f'[least]\n"hit@1" = {least}\n')

    told = await tried(settings, gate=gate)

    assert told.code == code
    assert told.shape["gate"]["passed"] is (code == 0)
    assert ("staff: hit@1 is 1, below the 1.01" in told.lines) is (code == 1)


async def test_the_gate_compares_with_a_result_beside_it(
    settings: Settings, tmp_path: Path
) -> None:
    told = await tried(settings)
    moved(told.shape["file"], tmp_path / "before.json")
    (tmp_path / "gate.toml").write_text('[against]\nresult = "before.json"\n')

    for gate in ("gate.toml", "before.json"):
        again = await tried(settings, gate=tmp_path / gate)
        assert (again.code, again.shape["gate"]["reasons"]) == (0, [])


async def test_a_gate_that_cannot_be_used_is_told_before_anything_is_embedded(
    settings: Settings, server: StrictServer, tmp_path: Path
) -> None:
    (tmp_path / "gate.toml").write_text('[against]\nresult = "none.json"\n')
    with pytest.raises(BadInput, match="names no stored result"):
        await tried(settings, gate=tmp_path / "gate.toml")
    assert server.requests == []


async def test_a_wrong_document_is_told_before_anything_is_embedded(
    settings: Settings, server: StrictServer, tmp_path: Path
) -> None:
    (tmp_path / "staff" / "questions.yaml").write_text("- {question: a, documents: b.md}\n")
    with pytest.raises(BadInput, match=r"Line 1 of .* names the document b\.md"):
        await tried(settings)
    assert server.requests == []


async def test_an_empty_folder_cannot_be_evaluated(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "q.csv").write_text("question\nVPN?\n")
    with pytest.raises(BadInput, match="holds no document"):
        await tried(settings, files=[tmp_path / "q.csv"], corpus=tmp_path / "empty")


async def test_no_file_and_no_sample_are_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"supportbot evaluate questions\.jsonl"):
        await tried(settings, files=[])
    (tmp_path / "q.csv").write_text("question,sample\nVPN?,no\n")
    with pytest.raises(BadInput, match="leave out --sample"):
        await tried(settings, files=[tmp_path / "q.csv"], sample=True)


async def test_an_embedder_that_is_down_ends_the_run_with_a_sentence(
    settings: Settings, server: StrictServer
) -> None:
    server.faults = [lambda _request: refusal(503, "overloaded")] * 50
    with pytest.raises(EmbedderUnavailable):
        await tried(settings)


async def test_progress_is_told_for_indexing_and_for_asking(settings: Settings) -> None:
    told: list[tuple[str, float, int]] = []
    wish = wishes(settings)
    await try_out(settings, wish, lambda what: lambda d, t: told.append((what, d, t)))
    assert told[-1] == ("Asking", 3, 3)
    assert ("Indexing", 2, 2) in told


def test_prices_of_the_home_hold_in_the_house_apart(settings: Settings, tmp_path: Path) -> None:
    settings.home.mkdir()
    prices = settings.home / "prices.toml"
    assert evaluating._apart(settings, tmp_path).models.prices is None
    prices.write_text("")
    assert evaluating._apart(settings, tmp_path).models.prices == prices
