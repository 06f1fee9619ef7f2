"""Whatever the model's server does, the asker gets the documents' own words, and is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.adapters.prompt_files import read_prompting
from bot.core.rendering import render
from bot.core.wording import Wording
from bot.domain.conversation import Outcome
from tests.bot.adapters.chat_models.chats import HASTY, Chat
from tests.bot.core.evidence import passage
from tests.bot.core.library import Library
from tests.bot.core.questions import asked
from tests.fakes.openai_faults import FAULTS, SILENT
from tests.fakes.openai_server import ChatServer

PAGE = passage("Reset the VPN in the portal. It takes 2 minutes.", path="it.md")


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_ends_in_a_quotation_that_says_what_it_is(fault: str) -> None:
    server, chat, library = ChatServer(), Chat(), Library()
    server.acts = [FAULTS[fault](server) for _ in range(3)]
    if fault in SILENT:
        chat.limits = HASTY
    await library.put(PAGE)
    async with server.running(), asyncio.timeout(35):
        model = chat.of(server)
        plain = library.answering()
        wording = Wording(model, read_prompting(None), plain.terms)
        answer = await replace(plain, wording=wording).answer(asked("How do I reset the VPN?"))
        await model.close()
    assert answer.outcome is Outcome.ANSWERED
    assert answer.stands_in
    assert all(sentence.text in PAGE.text for sentence in answer.sentences)
    assert render(answer).startswith("The model that writes my answers is not responding")
