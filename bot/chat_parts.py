"""The chat models of the settings, what they are told, and what pays for them."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.adapters.prompt_files import read_prompting
from bot.core.limits import Purse
from bot.core.prompting import Prompting
from bot.ports import ChatModel, Clock, Spend, Spending
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.adapters.chat_models.opening import ChatSetup
    from bot.adapters.chat_models.prices import Prices

_VISION_TOKENS = 700  # of what is said about one picture
_AROUND = 8.0  # seconds for searching before, and for quoting after a model that was silent


def purse_of(settings: Settings, spending: Spending, clock: Clock) -> Purse:
    """The day's budget for paid calls."""
    limits = settings.limits
    cap = Spend(tokens=limits.tokens_per_day, cost=limits.cost_per_day)
    return Purse(spending, clock, cap=cap, zone=ZoneInfo(settings.schedule.zone))


def open_chat_model(
    settings: Settings, spending: Spending, clock: Clock, stack: AsyncExitStack
) -> ChatModel | None:
    """The chat models, closed with the stack; None when none is set. Raises BadSetting."""
    if not settings.models.chat:
        return None
    return _opened(_setup(settings), settings, purse_of(settings, spending, clock), stack)


def open_vision_model(
    settings: Settings, spending: Spending, clock: Clock, stack: AsyncExitStack
) -> ChatModel | None:
    """The vision model, closed with the stack; None when none is set. Raises BadSetting."""
    if not settings.models.vision:
        return None
    setup = _vision_setup(settings)
    return _opened(setup, settings, purse_of(settings, spending, clock), stack)


def prompting_of(settings: Settings) -> Prompting | None:
    """What the chat model is told; None when none is set. Raises BadSetting."""
    return read_prompting(settings.answers.examples) if settings.models.chat else None


def answer_seconds(settings: Settings, default: float) -> float:
    """How long one attempt at an answer may take: `default`, or more for a chat model."""
    if not settings.models.chat:
        return default
    return max(default, settings.models.chat_timeout + _AROUND)


def price_remarks(settings: Settings, clock: Clock) -> list[str]:
    """What the operator should know about the prices of the models. Raises BadSetting."""
    names = [str(name) for name in _setup(settings).models] if settings.models.chat else []
    if settings.models.vision:
        names += [str(name) for name in _vision_setup(settings).models]
    if not names:
        return []
    budget = settings.limits.cost_per_day
    return _prices(settings).remarks(names, today=clock.now().date(), budget=budget)


def _opened(
    setup: ChatSetup, settings: Settings, purse: Purse, stack: AsyncExitStack
) -> ChatModel:
    from bot.adapters.chat_models.opening import open_chat  # noqa: PLC0415 - LangChain

    model = open_chat(setup, purse=purse, prices=_prices(settings), clock=purse.clock)
    stack.push_async_callback(model.close)
    return model


def _prices(settings: Settings) -> Prices:
    from bot.adapters.chat_models.prices import read_prices  # noqa: PLC0415 - as above

    if settings.models.prices is not None:
        return read_prices(settings.models.prices, must_exist=True)
    return read_prices(Path(settings.home) / "prices.toml", must_exist=False)


def _setup(settings: Settings) -> ChatSetup:
    from bot.adapters.chat_models.calling import Limits  # noqa: PLC0415 - as above
    from bot.adapters.chat_models.opening import ChatSetup  # noqa: PLC0415 - as above

    models = settings.models
    return ChatSetup(
        names=(models.chat, *models.chat_fallbacks),
        limits=Limits(models.chat_timeout, models.chat_idle, models.chat_tokens),
        hosts=frozenset(host.casefold() for host in models.hosts),
        url=models.chat_url,
        key=models.chat_key.get_secret_value() if models.chat_key else None,
        temperature=models.chat_temperature,
    )


def _vision_setup(settings: Settings) -> ChatSetup:
    from bot.adapters.chat_models.calling import Limits  # noqa: PLC0415 - as above
    from bot.adapters.chat_models.opening import ChatSetup  # noqa: PLC0415 - as above

    models = settings.models
    seconds = models.vision_timeout
    return ChatSetup(
        names=(models.vision,),
        limits=Limits(seconds, seconds, _VISION_TOKENS),
        hosts=frozenset(host.casefold() for host in models.hosts),
        url=models.vision_url,
        key=models.vision_key.get_secret_value() if models.vision_key else None,
        sees=True,
    )
