"""Builds the LangChain chat model that a name stands for.

Importing LangChain takes seconds: import this only where a chat model was asked for.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from langchain.chat_models import init_chat_model

from bot.adapters.chat_models.guarding import guarded_client
from bot.adapters.chat_models.names import ModelName, host_of
from bot.domain.errors import BadSetting

_OPENAI_HOME = "https://api.openai.com/v1"
_PACKAGE = re.compile(r"pip install ([\w.\[\]-]+)")


@dataclass(frozen=True, slots=True)
class Manner:
    """How every model is asked. `tokens` is the most that an answer may have.

    `setting` is the one that names the model.
    """

    hosts: frozenset[str]
    tokens: int
    temperature: float | None = None
    setting: str = "BOT_MODELS__CHAT"


def build(name: ModelName, *, key: str | None, manner: Manner) -> Any:
    """The chat model, not connected yet; it never tries twice by itself.

    Raises BadSetting: its package is missing, its settings are not what it takes, or it
    would reach a host that is not allowed.
    """
    wanted = _openai(name, key, manner.hosts) if name.provider == "openai" else {}
    if name.provider != "openai":
        wanted |= {"base_url": name.url} if name.url else {}
        wanted |= {"api_key": key} if key else {}
    if manner.temperature is not None:
        wanted["temperature"] = manner.temperature
    try:
        model = init_chat_model(
            name.name,
            model_provider=name.provider,
            max_retries=0,
            max_tokens=manner.tokens,
            **wanted,
        )
    except ImportError as error:
        raise _not_installed(name, error) from error
    except Exception as error:  # noqa: BLE001 - each package has errors of its own
        # Their words are not repeated: they may hold the key.
        raise BadSetting(
            f"{name} cannot be set up ({type(error).__name__}): check {manner.setting}, the "
            "provider's key, and that the provider is one that LangChain knows."
        ) from None
    _refuse_hosts(name, model, manner.hosts)
    return model


def _openai(name: ModelName, key: str | None, hosts: Collection[str]) -> dict[str, Any]:
    own = {"use_responses_api": False} if name.url else {}
    # A server of one's own needs no key, and the client insists on one.
    keys = {"api_key": key or "none"} if name.url or key else {}
    return {
        "base_url": name.url or _OPENAI_HOME,
        "http_async_client": guarded_client(hosts),
        "store": False,
        "stream_usage": True,
        "stream_chunk_timeout": None,  # we have our own
        **own,
        **keys,
    }


def _not_installed(name: ModelName, error: ImportError) -> BadSetting:
    found = _PACKAGE.search(str(error))
    package = found[1] if found else f"langchain-{name.provider.replace('_', '-')}"
    return BadSetting(
        f"{name} needs a package that is not installed: run `pip install {package}` where "
        "the bot is installed."
    )


def _refuse_hosts(name: ModelName, model: Any, hosts: Collection[str]) -> None:
    """Raises BadSetting unless every address that the model holds is allowed."""
    found = {host for value in _values(model) if (host := host_of(value))}
    strange = sorted(found - set(hosts))
    if strange:
        raise BadSetting(
            f"{name} would be asked at {strange[0]}, which is not one of BOT_MODELS__HOSTS: "
            "add it if your documents and questions may go there."
        )
    if not found and name.provider not in hosts:
        raise BadSetting(
            f"Nobody can tell where {name} would be asked: add {name.provider} to "
            "BOT_MODELS__HOSTS if your documents and questions may go to it."
        )


def _values(model: Any) -> list[str]:
    """Every address among the fields of a model and of the clients in them."""
    fields = list(vars(model).values())
    fields += [getattr(value, "base_url", None) for value in fields]
    return [
        text for value in fields if (text := str(value)).startswith(("http://", "https://"))
    ]
