"""What keeps a chat model honest, in time, within its budget and without power."""

from __future__ import annotations

from tests.faults.control import control

_CHECKING = "tests/bot/core/test_checking.py"
_WORDING = "tests/bot/core/test_wording.py"
_CHAIN = "tests/bot/adapters/chat_models/test_chain.py"
_FAULTS = "tests/bot/adapters/chat_models/test_faults.py"
_WRONG = f"{_FAULTS}::test_a_server_that_does_wrong_is_told_as_a_model_that_did_not_answer"
_EVIL = "tests/journeys/test_evil_model.py"
_DRAFTING = "tests/bot/core/delivery/test_drafting.py"

MODELS = (
    control(
        "a model's sentence: checked before it is shown",
        "bot/core/wording.py",
        "if not self.check.holds(claim):",
        "if not claim.text:",
        _WORDING,
    ),
    control(
        "a model's sentence: its facts stand in the passage",
        "bot/core/checking.py",
        "return _stands(facts_of(text), held) and self._is_akin(text, held)",
        "return self._is_akin(text, held)",
        _CHECKING,
    ),
    control(
        "a model's sentence: its words are the passage's",
        "bot/core/checking.py",
        "return _stands(facts_of(text), held) and self._is_akin(text, held)",
        "return _stands(facts_of(text), held)",
        _CHECKING,
    ),
    control(
        "a model's sentence: every passage that it cites is there",
        "bot/core/checking.py",
        "if len(held) < len(claim.cited) or self._is_a_rule(claim.text):",
        "if not held or self._is_a_rule(claim.text):",
        _CHECKING,
    ),
    control(
        "a model's sentence: the place may read its passage",
        "bot/core/checking.py",
        "for n, p in readable if clearance.may_read(p.audience)}",
        "for n, p in readable if clearance}",
        _CHECKING,
    ),
    control(
        "a model's sentence: none of our rules",
        "bot/core/checking.py",
        "if len(held) < len(claim.cited) or self._is_a_rule(claim.text):",
        "if len(held) < len(claim.cited):",
        _CHECKING,
    ),
    control(
        "a model's sentence: through the renderer",
        "bot/core/wording.py",
        "text = rendering.inert(claim.text, hosts=hosts, language=self.language)",
        "text = claim.text",
        f"{_EVIL}::test_none_of_our_own_attacks_gets_anything_out",
    ),
    control(
        "the prompt: no text ends its own frame",
        "bot/core/prompting.py",
        'return _OURS.sub("‹", text)',
        "return text",
        "tests/bot/core/test_prompting.py",
    ),
    control(
        "a call: an end to silence",
        "bot/adapters/chat_models/calling.py",
        "limit = min(until, asyncio.get_running_loop().time() + self.limits.idle)",
        "limit = until + 3600",
        f"{_WRONG}[hang]",
    ),
    control(
        "a call: an end to slowness",
        "bot/adapters/chat_models/calling.py",
        "limit = min(until, asyncio.get_running_loop().time() + self.limits.idle)",
        "limit = asyncio.get_running_loop().time() + self.limits.idle",
        f"{_WRONG}[slow drip]",
    ),
    control(
        "a call: a stream that stops short is no answer",
        "bot/adapters/chat_models/calling.py",
        "if self.must_end and not ending:",
        "if not self:",
        f"{_WRONG}[stream that stops short]",
    ),
    control(
        "hosts: looked at when a model is set up",
        "bot/adapters/chat_models/building.py",
        "    _refuse_hosts(name, model, manner.hosts)\n",
        "",
        f"{_CHAIN}::test_a_name_that_cannot_be_used_says_what_to_do",
    ),
    control(
        "hosts: looked at on the way",
        "bot/adapters/chat_models/guarding.py",
        "if request.url.host.lower() not in self._hosts:",
        "if not request.url.host:",
        f"{_FAULTS}::test_a_client_that_reaches_for_another_host_is_stopped_on_the_way",
    ),
    control(
        "keys: for their own server only",
        "bot/adapters/chat_models/opening.py",
        "key=setup.key if is_at(name, first) else None",
        "key=setup.key if first else None",
        f"{_CHAIN}::test_a_key_is_not_sent_to_the_server_of_another_model",
    ),
    control(
        "tracing: refused",
        "bot/settings.py",
        "        refuse_tracing(environment)\n",
        "        pass\n",
        "tests/bot/test_chat_settings.py",
    ),
    control(
        "the breaker: counts failures",
        "bot/adapters/chat_models/chain.py",
        "line.breaker.failed(self._clock.monotonic())",
        "self._clock.monotonic()",
        f"{_FAULTS}::test_a_model_that_keeps_failing_is_left_alone_and_tried_again_later",
    ),
    control(
        "money: reserved before a call",
        "bot/adapters/chat_models/chain.py",
        "reserved = await self._purse.reserve(self._spend(line, most))",
        "reserved = await self._purse.reserve(self._spend(line, Tokens() if most else most))",
        f"{_CHAIN}::test_a_spent_budget_asks_nobody_even_when_the_price_is_unknown",
    ),
    control(
        "fallbacks: before the first word only",
        "bot/adapters/chat_models/chain.py",
        "if has_begun:",
        "if has_begun and not why:",
        f"{_CHAIN}::test_after_the_first_word_no_other_model_is_asked",
    ),
    control(
        "drafts: the row says that one may be there",
        "bot/core/drafting.py",
        "if not lease.is_posting:",
        "if not lease:",
        f"{_DRAFTING}::test_a_crash_before_the_platform_had_answered_leaves_one_message",
    ),
    control(
        "drafts: one that may be there is looked for",
        "bot/core/drafting.py",
        "                lease.drafts()\n",
        "",
        f"{_DRAFTING}::test_a_draft_that_was_taken_though_the_call_failed_is_found",
    ),
)
