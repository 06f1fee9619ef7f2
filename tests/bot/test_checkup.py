"""`supportbot doctor`: each part that is not well is found, with what to do."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot import printing
from bot.checkup import Finding, examine
from bot.model_settings import ModelSettings
from bot.settings import DatabaseSettings, QdrantSettings, Settings, WebSettings
from tests.fakes.embedding_server import StrictServer, refusal

Answer = Callable[[web.Request], web.Response]


@pytest.fixture
async def server() -> AsyncIterator[StrictServer]:
    found = StrictServer(length=8)
    async with found.running():
        yield found


@pytest.fixture
def settings(tmp_path: Path, server: StrictServer) -> Settings:
    (tmp_path / "knowledge").mkdir()
    (tmp_path / "knowledge" / "page.md").write_text("# Page\n\nThe door code is 7.\n")
    return Settings(
        home=tmp_path / "home",
        knowledge=tmp_path / "knowledge",
        web=WebSettings(port=_free_port()),
        models=ModelSettings(
            embeddings="openai:m", dimensions=8, base_url=server.url, api_key=SecretStr("key")
        ),
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


@asynccontextmanager
async def answering(answer: Answer, port: int = 0) -> AsyncIterator[str]:
    """A server that gives the same answer to everything; gives its address."""
    application = web.Application()
    application.router.add_get("/{any:.*}", _handler(answer))
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _handler(answer: Answer) -> Any:
    async def handle(request: web.Request) -> web.Response:
        await asyncio.sleep(0)
        return answer(request)

    return handle


async def seen(settings: Settings, part: str) -> Finding:
    (finding,) = [each for each in await examine(settings) if each.part == part]
    return finding


def with_(settings: Settings, **groups: Any) -> Settings:
    return settings.model_copy(update=groups)


async def test_a_sound_house_has_nothing_to_put_right(settings: Settings) -> None:
    findings = await examine(settings)

    assert [each for each in findings if not each.ok] == []
    assert [each.part for each in findings] == [
        "versions",
        "settings",
        "home",
        "memory",
        "clock",
        "knowledge",
        "database",
        "qdrant",
        "index",
        "embedder",
        "chat model",
        "pictures",
        "web page",
        "slack port",
    ]
    lines = printing.findings_lines(findings).splitlines()
    assert len(lines) <= 24  # one screen
    assert lines[-1] == "Nothing to put right."


async def test_the_database_says_its_version_and_schema(settings: Settings) -> None:
    assert "SQLite 3." in (await seen(settings, "database")).said
    gone = with_(
        settings, database=DatabaseSettings(url=SecretStr("postgresql://x@127.0.0.1:1/d"))
    )
    finding = await seen(gone, "database")
    assert (finding.ok, finding.exit_code) == (False, 1)
    assert "BOT_DATABASE__URL" in finding.said


async def test_contradictions_are_findings_of_their_own(settings: Settings) -> None:
    wrong = with_(settings, answers=settings.answers.model_copy(update={"bar": 1.0}))
    finding = await seen(wrong, "settings")
    assert (finding.ok, finding.exit_code) == (False, 2)
    loose = with_(settings, answers=settings.answers.model_copy(update={"bar": 0.0}))
    finding = await seen(loose, "settings")
    assert (finding.ok, finding.exit_code, finding.is_note) == (True, 0, True)


async def test_an_embedder_that_is_down_is_found(
    settings: Settings, server: StrictServer
) -> None:
    server.faults = [lambda _request: refusal(503, "overloaded")] * 9
    finding = await seen(settings, "embedder")
    assert (finding.ok, finding.exit_code) == (False, 1)


async def test_a_folder_that_is_missing_and_a_file_that_cannot_be_read(
    settings: Settings,
) -> None:
    (settings.knowledge / "huge.md").write_bytes(b"x" * (2 << 20))
    small = settings.index.model_copy(update={"largest_file": 1})
    finding = await seen(with_(settings, index=small), "knowledge")
    assert finding.is_note
    assert "huge.md" in finding.said
    finding = await seen(with_(settings, knowledge=Path("nowhere")), "knowledge")
    assert (finding.ok, finding.exit_code) == (False, 2)


async def test_a_qdrant_server_says_its_version(settings: Settings) -> None:
    keys: list[str | None] = []

    def qdrant(request: web.Request) -> web.Response:
        keys.append(request.headers.get("api-key"))
        return web.json_response({"title": "qdrant", "version": "1.20.3"})

    async with answering(qdrant) as url:
        group = QdrantSettings(url=url, api_key=SecretStr("secret"))
        finding = await seen(with_(settings, qdrant=group), "qdrant")
    assert (finding.ok, finding.said) == (True, f"a server at {url}, version 1.20.3")
    assert "secret" in keys


@pytest.mark.parametrize("status", [200, 401, 404])
async def test_what_is_no_qdrant_server_is_found(settings: Settings, status: int) -> None:
    async with answering(lambda _r: web.Response(text="hello", status=status)) as url:
        finding = await seen(with_(settings, qdrant=QdrantSettings(url=url)), "qdrant")
    assert (finding.ok, finding.exit_code) == (False, 1)
    assert "BOT_QDRANT__URL" in finding.said


async def test_a_clock_that_is_off_is_found_by_a_server_that_is_set(
    settings: Settings,
) -> None:
    def at(moment: datetime) -> Answer:
        headers = {"Date": format_datetime(moment, usegmt=True)}
        return lambda _request: web.json_response({}, headers=headers)

    now = datetime.now(UTC)
    for apart, is_well in ((timedelta(), True), (timedelta(minutes=9), False)):
        async with answering(at(now - apart)) as url:
            finding = await seen(with_(settings, qdrant=QdrantSettings(url=url)), "clock")
        assert finding.ok is is_well
        assert ("NTP" in finding.said) is not is_well
        assert finding.exit_code == (0 if is_well else 2)


async def test_the_port_of_the_page_is_free_ours_or_taken(settings: Settings) -> None:
    port = settings.web.port
    assert "is free" in (await seen(settings, "web page")).said
    async with answering(lambda _r: web.Response(text="ok\n"), port):
        assert "a bot answers" in (await seen(settings, "web page")).said
    async with answering(lambda _r: web.Response(text="It works!"), port):
        finding = await seen(settings, "web page")
    assert (finding.ok, finding.exit_code) == (False, 2)
    assert "BOT_WEB__PORT" in finding.said
    shut = with_(settings, web=WebSettings(port=0))
    assert "not opened" in (await seen(shut, "web page")).said


async def test_a_chat_model_that_does_not_answer_is_found(settings: Settings) -> None:
    models = settings.models.model_copy(
        update={"chat": "openai:m", "chat_url": "http://127.0.0.1:1/v1", "chat_timeout": 5.0}
    )
    finding = await seen(with_(settings, models=models), "chat model")
    assert (finding.ok, finding.exit_code) == (False, 1)
    assert "openai:m does not answer" in finding.said


def test_lines_show_what_is_bad_and_count_it() -> None:
    findings = [
        Finding("home", ok=True, said="fine"),
        Finding("settings", ok=True, said="look", is_note=True),
        Finding("database", ok=False, said="down", exit_code=1),
    ]
    assert printing.findings_lines(findings).splitlines() == [
        "ok    home      fine",
        "note  settings  look",
        "BAD   database  down",
        "",
        "1 to put right.",
    ]
    assert printing.findings_shape(findings)["findings"][1] == {
        "part": "settings",
        "ok": True,
        "said": "look",
        "note": True,
    }
