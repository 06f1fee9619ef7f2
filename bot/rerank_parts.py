"""The reranker of the settings, and how `supportbot doctor` sees it."""

from __future__ import annotations

from contextlib import AsyncExitStack

from bot.chat_parts import purse_of
from bot.ports import Clock, Reranker, Spending
from bot.settings import Settings


def open_reranker(
    settings: Settings, spending: Spending, clock: Clock, stack: AsyncExitStack
) -> Reranker | None:
    """The reranker, closed with the stack; None when none is set. Raises BadSetting."""
    models = settings.models
    if not models.rerank:
        return None
    from bot.adapters.rerank import HttpReranker, RerankSetup  # noqa: PLC0415 - most do without

    setup = RerankSetup(
        name=models.rerank,
        url=models.rerank_url or "",
        hosts=models.hosts,
        key=models.rerank_key.get_secret_value() if models.rerank_key else None,
        seconds=models.rerank_timeout,
        price=models.rerank_price,
        call_price=models.rerank_call_price,
    )
    reranker = HttpReranker(setup, purse=purse_of(settings, spending, clock), clock=clock)
    stack.push_async_callback(reranker.close)
    return reranker
