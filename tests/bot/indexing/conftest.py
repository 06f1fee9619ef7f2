"""What the tests of indexing may ask for."""

from __future__ import annotations

import pytest

from bot.domain.audience import PUBLIC
from tests.bot.indexing.workshop import LEAVE, PAY, Workshop


@pytest.fixture
async def workshop() -> Workshop:
    """Two documents, indexed."""
    shop = Workshop()
    shop.source.put("leave.md", LEAVE, title="Leave", audience=PUBLIC)
    shop.source.put("pay.md", PAY, title="Pay", audience=PUBLIC)
    await shop.run()
    return shop
