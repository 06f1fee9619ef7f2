"""The controls that the promises rest on, how to take each away, and who must notice.

`was` is a piece of the source that is there exactly once; `now` takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass

_CLAIMS = "tests/contracts/test_claims.py"
_STEPS = "tests/contracts/test_steps.py"
_DELIVERY = "tests/bot/core/delivery"
_POSTING = "bot/core/posting.py"
_ERASING = "tests/contracts/test_erasing.py"
_API = "tests/connectors/web/test_api.py"
_GUARD = "tests/connectors/web/test_guard.py"
_DESK_FAILURES = "tests/bot/core/test_desk_failures.py"


@dataclass(frozen=True)
class Swap:
    """One piece of source for another, in the file at `path`."""

    path: str
    was: str
    now: str


@dataclass(frozen=True)
class Control:
    """Something that must not be missing. `guards` are tests, some of which must fail."""

    name: str
    swaps: tuple[Swap, ...]
    guards: tuple[str, ...]


def _control(name: str, path: str, was: str, now: str, *guards: str) -> Control:
    return Control(name, (Swap(path, was, now),), guards)


CONTROLS = (
    Control(
        "a message has one row: the unique key",
        (
            Swap(
                "bot/adapters/sql/tables.py",
                '    UniqueConstraint("platform", "workspace", "channel", "message"),\n',
                "",
            ),
            Swap(
                "migrations/versions/0001_first_schema.py",
                """        sa.UniqueConstraint(
            "platform", "workspace", "channel", "message", name=op.f("uq_exchanges_platform")
        ),
""",
                "",
            ),
        ),
        ("tests/bot/adapters/sql/test_exchange_keys.py",),
    ),
    _control(
        "a message is received once",
        "bot/adapters/sql/dialects.py",
        ".on_conflict_do_nothing()",
        "",
        "tests/contracts/test_exchanges.py",
    ),
    _control(
        "a message heard again is no new one",
        "bot/adapters/sql/exchanges.py",
        "is_new = await insert_once(connection, exchanges, row)",
        "is_new = await insert_once(connection, exchanges, row) or True",
        "tests/contracts/test_exchanges.py",
    ),
    _control(
        "the fence: only the newest claim writes",
        "bot/adapters/sql/claims.py",
        "return exchange & (exchanges.c.fence == claim.fence) & _IS_OPEN",
        "return exchange & _IS_OPEN",
        _STEPS,
    ),
    _control(
        "what is closed stays closed",
        "bot/adapters/sql/claims.py",
        "return exchange & (exchanges.c.fence == claim.fence) & _IS_OPEN",
        "return exchange & (exchanges.c.fence == claim.fence)",
        _STEPS,
    ),
    _control(
        "a conversation goes in its order",
        "bot/adapters/sql/claims.py",
        "(column.turn == 1) & (column.busy == 0)",
        "column.busy == 0",
        _CLAIMS,
    ),
    _control(
        "one at a time in a conversation",
        "bot/adapters/sql/claims.py",
        "(column.turn == 1) & (column.busy == 0)",
        "column.turn == 1",
        _CLAIMS,
        "tests/contracts/test_races.py::test_a_claim_sees_the_claims_that_are_just_being_made",
    ),
    _control(
        "what is leased is not claimed",
        "bot/adapters/sql/claims.py",
        "ready = here & _is_due(now) & _is_free(now) & _is_suspect(suspects=suspects)",
        "ready = here & _is_due(now) & _is_suspect(suspects=suspects)",
        _CLAIMS,
    ),
    _control(
        "claims come one by one in the cluster",
        "bot/adapters/sql/locks.py",
        'await _wait(connection, "SELECT pg_advisory_xact_lock(:lock)", lock=_CLAIMS)',
        "return",
        "tests/contracts/test_races.py::test_a_claim_sees_the_claims_that_are_just_being_made",
    ),
    _control(
        "it looks before it posts",
        _POSTING,
        "if found is None and self._may_be_there(lease):",
        "if found is None and not lease:",
        f"{_DELIVERY}/test_posting.py",
        f"{_DELIVERY}/test_kills.py",
    ),
    _control(
        "it looks again though there was no crash",
        _POSTING,
        "return claim.may_be_posted or claim.crashes > 0 or",
        "return claim.crashes > 0 or",
        f"{_DELIVERY}/test_posting.py",
    ),
    _control(
        "it looks when it is late: a notice may be there",
        _POSTING,
        "claim.crashes > 0 or lease.age >= self.terms.looks_after",
        "claim.crashes > 0",
        f"{_DELIVERY}/test_posting.py",
    ),
    _control(
        "it posts under a lease that covers the call",
        _POSTING,
        "if lease.covers(self.terms.outlet_deadline):",
        "if lease:",
        f"{_DELIVERY}/test_outages.py",
    ),
    _control(
        "the mark before the post",
        "bot/adapters/sql/exchanges.py",
        '{"is_posting": True, "lease_until": self._now() + lease}',
        '{"lease_until": self._now() + lease}',
        _CLAIMS,
    ),
    _control(
        "what was erased meanwhile is not posted",
        _POSTING,
        "if worked and await lease.is_erased():",
        "if worked and not lease:",
        f"{_DELIVERY}/test_outages.py",
    ),
    _control(
        "a message that kills is set aside",
        "bot/core/working.py",
        "if lease.claim.crashes >= self.terms.crashes:",
        "if not lease:",
        f"{_DELIVERY}/test_suspects.py",
    ),
    _control(
        "a message that kills while it is shown is given up",
        "bot/core/delivery.py",
        "if lease.claim.crashes >= 2 * self._terms.crashes:",
        "if not lease:",
        f"{_DELIVERY}/test_suspects.py",
    ),
    _control(
        "beside a suspect nothing is begun",
        "bot/core/suspects.py",
        "        if self._alone_since is not None:\n            return Turn.WAIT\n",
        "",
        f"{_DELIVERY}/test_suspects.py",
    ),
    _control(
        "a suspect waits for what is under way",
        "bot/core/suspects.py",
        "return Turn.WAIT if under_way else Turn.SUSPECT",
        "return Turn.SUSPECT",
        f"{_DELIVERY}/test_suspects.py",
    ),
    _control(
        "crashes are counted at a start",
        "bot/adapters/sql/claims.py",
        "return exchanges.c.claims > 0 if suspects else exchanges.c.claims == 0",
        "return exchanges.c.claims >= 0",
        _CLAIMS,
    ),
    _control(
        "a database that is away is told",
        "bot/core/lookout.py",
        "if is_away or not await self._is_there(one) or self._outage.lasts:",
        "if not one:",
        f"{_DELIVERY}/test_lookout.py",
    ),
    _control(
        "a notice looks for the outcome first",
        "bot/core/lookout.py",
        "if await within(seconds, outlet.find(notice), late=late) is not None:",
        "if not outlet:",
        f"{_DELIVERY}/test_lookout.py",
    ),
    _control(
        "opting out: the policy",
        "bot/privacy/policy.py",
        "if author.choice is Choice.OUT:",
        "if not author:",
        "tests/bot/privacy/test_policy.py",
        "tests/bot/privacy/test_reuse.py",
    ),
    _control(
        "keeping nothing: the policy",
        "bot/privacy/policy.py",
        "if author.keeps_nothing:",
        "if not author:",
        "tests/bot/privacy/test_policy.py",
        "tests/bot/privacy/test_reuse.py",
    ),
    _control(
        "the tombstone: the policy",
        "bot/privacy/policy.py",
        "if author.tombstone is not None and said_at < author.tombstone:",
        "if not author:",
        "tests/bot/privacy/test_policy.py",
        "tests/bot/privacy/test_reuse.py",
    ),
    _control(
        "the one door asks the policy each time",
        "bot/privacy/reuse.py",
        "if self._may(purpose, facts, standings[facts.person]):",
        "if facts:",
        "tests/bot/privacy/test_reuse.py",
    ),
    _control(
        "acts erase in their own transaction",
        "bot/adapters/sql/consents.py",
        "erased = await _erase(connection, event, open_since=utc(open_since))",
        "erased = 0",
        _ERASING,
    ),
    _control(
        "acts leave a tombstone",
        "bot/adapters/sql/consents.py",
        "await _bury(connection, event.person, moment)",
        "pass",
        "tests/contracts/test_consents.py",
    ),
    _control(
        "being forgotten destroys the key",
        "bot/adapters/sql/consents.py",
        "await _destroy_keys(connection, event)",
        "pass",
        _ERASING,
    ),
    _control(
        "being forgotten orders the purges",
        "bot/adapters/sql/consents.py",
        "await self._announce(connection, event)",
        "pass",
        "tests/contracts/test_purges.py",
        _ERASING,
    ),
    _control(
        "who keeps nothing loses their words at the close",
        "bot/adapters/sql/exchanges.py",
        "await erase(connection, this & exchanges.c.asker.in_(keeps_nothing))",
        "del this, keeps_nothing",
        _ERASING,
    ),
    _control(
        "an answer to erased words is not kept",
        "bot/adapters/sql/exchanges.py",
        'changes["answer_sealed"] = None if sealed is None else kept',
        'changes["answer_sealed"] = None if kept is None else sealed',
        "tests/contracts/test_races.py::"
        "test_an_answer_recorded_while_its_asker_is_forgotten_is_not_kept",
    ),
    _control(
        "the audience filter in code",
        "bot/core/retrieval.py",
        " if clearance.may_read(p.audience)}",
        "}",
        "tests/bot/core/test_retrieval.py",
    ),
    _control(
        "the audience filter in the query",
        "bot/core/retrieval.py",
        "audiences=clearance.labels,",
        "audiences=None,",
        "tests/bot/core/test_retrieval.py",
    ),
    _control(
        "a person's pace",
        "bot/core/desk.py",
        "if seconds := await self._too_soon(question.asker):",
        "if seconds := 0.0:",
        _DESK_FAILURES,
    ),
    _control(
        "a person's questions come in one by one",
        "bot/core/desk.py",
        "async with self._turns.setdefault(question.asker, asyncio.Lock()):",
        "async with asyncio.Lock():",
        _DESK_FAILURES,
    ),
    _control(
        "the budget's cap is asked for",
        "bot/core/limits.py",
        "if not await self.spending.reserve(day, amount, cap=self.cap):",
        "if not await self.spending.reserve(day, amount, cap=Spend()):",
        "tests/bot/core/test_limits.py",
    ),
    _control(
        "the budget's cap holds among replicas",
        "bot/adapters/sql/spending.py",
        "where=and_(true(), *conditions),",
        "where=true(),",
        "tests/contracts/test_spending.py",
    ),
    _control(
        "the cap of the backlog",
        "bot/core/desk.py",
        "if waiting.questions >= self.backlog:",
        "if not waiting:",
        _DESK_FAILURES,
    ),
    _control(
        "the cap of what can be told at all",
        "bot/core/desk.py",
        "if waiting.total >= _OVERLOAD * self.backlog:",
        "if not waiting:",
        _DESK_FAILURES,
    ),
    _control(
        "what was typed is redacted",
        "bot/core/desk.py",
        "heard = self._redacted(question)",
        "heard = question",
        "tests/bot/core/test_desk.py",
    ),
    _control(
        "a question is committed before it is acknowledged",
        "bot/core/desk.py",
        "obstacle = await self._obstacle(question)\n"
        "            exchange, is_new = await self.exchanges.receive(heard, turned_away=obstacle)",
        "self.bell()\n            obstacle = await self._obstacle(question)\n"
        "            exchange, is_new = await self.exchanges.receive(heard, turned_away=obstacle)",
        "tests/bot/core/test_desk.py",
    ),
    _control(
        "a session sees its own questions only",
        "connectors/web/api.py",
        "if seen is None or not _owns(session, seen[0]):",
        "if seen is None:",
        _API,
    ),
    _control(
        "two people's messages stay apart",
        "connectors/web/sessions.py",
        'return self._keyed(f"message {given}")',
        "return str(given)",
        _API,
    ),
    _control(
        "pages elsewhere write nothing: the origin",
        "connectors/web/guard.py",
        "if origin is not None and urlsplit_host(origin) != host.lower():",
        "if not host:",
        _GUARD,
    ),
    _control(
        "pages elsewhere write nothing: the fetch's site",
        "connectors/web/guard.py",
        'if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:',
        "if not host:",
        _GUARD,
    ),
    _control(
        "pages elsewhere write nothing: JSON only",
        "connectors/web/guard.py",
        'if kind != "application/json":',
        "if not host:",
        _GUARD,
    ),
    _control(
        "names that are not ours reach nothing",
        "connectors/web/guard.py",
        'if scope["path"] not in _OPEN_TO_ANY_NAME and not self._is_ours(host):',
        "if not scope:",
        _GUARD,
    ),
    _control(
        "the schedule's lease",
        "bot/adapters/sql/jobs.py",
        ".where(jobs.c.name == job, jobs.c.due_at <= moment, is_free)",
        ".where(jobs.c.name == job, jobs.c.due_at <= moment)",
        "tests/contracts/test_jobs.py",
    ),
    _control(
        "the schedule's fence",
        "bot/adapters/sql/jobs.py",
        "held = (jobs.c.fence == shift.fence) & jobs.c.lease_until.is_not(None)",
        "held = jobs.c.lease_until.is_not(None)",
        "tests/contracts/test_jobs.py",
    ),
    _control(
        "the local socket is its owner's",
        "connectors/local/socket_file.py",
        "_OWNER_ONLY = 0o600",
        "_OWNER_ONLY = 0o666",
        "tests/connectors/local/test_local_door.py",
    ),
)
