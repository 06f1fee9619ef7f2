"""Chat models that are closed when a test is over."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.adapters.chat_models.chats import Chat


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    chat = Chat()
    yield chat
    for opened in chat.opened:
        await opened.close()
        await opened.close()
