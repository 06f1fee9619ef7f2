"""A chat model is a setting: its keys, what must not be set beside it, and what it costs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.errors import BadSetting
from bot.settings import load

ROOT = Path(__file__).parents[2]
# Families of models that are sold or given away; none may be named in code.
FAMILIES = re.compile(
    r"\b(?:gpt-?\d|o[1-9]-(?:mini|preview)|claude|gemini|llama-?\d|qwen|mistral(?!ai)|mixtral"
    r"|deepseek-|solar-|exaone|command-r|grok-?\d)",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty working folder, and an environment without settings."""
    for name in os.environ:
        if name.upper().startswith(("BOT_", "OPENAI_", "LANG")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def chat_key() -> str | None:
    key = load().models.chat_key
    return key.get_secret_value() if key else None


def test_without_one_answers_are_quotations() -> None:
    assert load().models.chat == ""


def test_the_providers_own_key_goes_to_the_provider_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BOT_MODELS__CHAT", "openai:some")
    monkeypatch.setenv("OPENAI_API_KEY", "own")
    assert chat_key() == "own"
    monkeypatch.setenv("BOT_MODELS__CHAT_URL", "http://127.0.0.1:8000/v1")
    assert chat_key() is None
    monkeypatch.setenv("BOT_MODELS__CHAT_KEY", "given")
    assert chat_key() == "given"
    monkeypatch.delenv("BOT_MODELS__CHAT_URL")
    assert chat_key() == "given"


def test_an_address_behind_the_name_counts_as_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_MODELS__CHAT", "openai:some@http://127.0.0.1:8000/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "own")
    assert chat_key() is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"BOT_MODELS__CHAT": "openai:some"}, "there is no key"),
        ({"BOT_MODELS__CHAT": "some"}, "BOT_MODELS__CHAT cannot be used"),
        ({"BOT_MODELS__CHAT_FALLBACKS": '["a:b"]'}, "BOT_MODELS__CHAT is not"),
        ({"BOT_MODELS__CHAT": "a:b", "LANGSMITH_TRACING": "true"}, "LANGSMITH_TRACING is set"),
        ({"BOT_MODELS__CHAT": "a:b", "LANGCHAIN_TRACING_V2": "1"}, "LANGCHAIN_TRACING_V2"),
        ({"BOT_MODELS__CHAT": "a:b", "LANGSMITH_API_KEY": "k"}, "LANGSMITH_API_KEY is set"),
        ({"BOT_MODELS__CHAT": "a:b", "OPENAI_LOG": "debug"}, "OPENAI_LOG is set"),
        ({"BOT_MODELS__CHAT": "a:b", "BOT_MODELS__CHAT_TIMEOUT": "60"}, "CHAT_TIMEOUT"),
    ],
)
def test_settings_that_cannot_be_used_are_named(
    changes: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=said):
        load()


def test_tracing_that_is_off_or_concerns_nobody_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANGSMITH_API_KEY", "k")
    load()
    monkeypatch.delenv("LANGSMITH_API_KEY")
    monkeypatch.setenv("LANGCHAIN_TRACING_V2", "false")
    monkeypatch.setenv("BOT_MODELS__CHAT", "a:b")
    load()


def test_no_code_names_a_model() -> None:
    files = [
        *(ROOT / "bot").rglob("*.py"),
        *(ROOT / "bot").rglob("*.md"),
        *(ROOT / "connectors").rglob("*.py"),
        ROOT / ".env.example",
    ]
    named = {
        f"{file.name}: {found[0]}"
        for file in files
        for found in FAMILIES.finditer(file.read_text("utf-8"))
    }
    assert named == set()


def test_without_a_chat_model_langchain_is_not_imported() -> None:
    code = (
        "import sys, bot.cli, bot.bootstrap\n"
        "found = {n.partition('.')[0] for n in sys.modules}\n"
        "print(*sorted(found & {'langchain', 'langchain_core', 'langchain_openai', 'openai'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
