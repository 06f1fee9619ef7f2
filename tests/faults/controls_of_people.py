"""What keeps people's words, their limits and the doors."""

from __future__ import annotations

from tests.faults.control import control

_ERASING = "tests/contracts/test_erasing.py"
_API = "tests/connectors/web/test_api.py"
_GUARD = "tests/connectors/web/test_guard.py"
_DESK_FAILURES = "tests/bot/core/test_desk_failures.py"

PEOPLE = (
    control(
        "opting out: the policy",
        "bot/privacy/policy.py",
        "if author.choice is Choice.OUT:",
        "if not author:",
        "tests/bot/privacy/test_policy.py",
        "tests/bot/privacy/test_reuse.py",
    ),
    control(
        "keeping nothing: the policy",
        "bot/privacy/policy.py",
        "if author.keeps_nothing:",
        "if not author:",
        "tests/bot/privacy/test_policy.py",
        "tests/bot/privacy/test_reuse.py",
    ),
    control(
        "the tombstone: the policy",
        "bot/privacy/policy.py",
        "if author.tombstone is not None and said_at < author.tombstone:",
        "if not author:",
        "tests/bot/privacy/test_policy.py",
        "tests/bot/privacy/test_reuse.py",
    ),
    control(
        "the one door asks the policy each time",
        "bot/privacy/reuse.py",
        "if self._may(purpose, facts, standings[facts.person]):",
        "if facts:",
        "tests/bot/privacy/test_reuse.py",
    ),
    control(
        "acts erase in their own transaction",
        "bot/adapters/sql/consents.py",
        "erased = await _erase(connection, event, open_since=utc(open_since))",
        "erased = 0",
        _ERASING,
    ),
    control(
        "acts leave a tombstone",
        "bot/adapters/sql/consents.py",
        "await _bury(connection, event.person, moment)",
        "pass",
        "tests/contracts/test_consents.py",
    ),
    control(
        "being forgotten destroys the key",
        "bot/adapters/sql/consents.py",
        "await _destroy_keys(connection, event)",
        "pass",
        _ERASING,
    ),
    control(
        "being forgotten orders the purges",
        "bot/adapters/sql/consents.py",
        "await self._announce(connection, event)",
        "pass",
        "tests/contracts/test_purges.py",
        _ERASING,
    ),
    control(
        "who keeps nothing loses their words at the close",
        "bot/adapters/sql/claims.py",
        "column: case((_KEEPS_NOTHING, None), else_=exchanges.c[column])",
        "column: exchanges.c[column]",
        _ERASING,
    ),
    control(
        "an answer to erased words is not kept",
        "bot/adapters/sql/claims.py",
        'case((_HAS_WORDS, cast(bindparam("sealed"), LargeBinary)), else_=None)',
        'cast(bindparam("sealed"), LargeBinary)',
        "tests/contracts/test_races.py::"
        "test_an_answer_recorded_while_its_asker_is_forgotten_is_not_kept",
    ),
    control(
        "the audience filter in code",
        "bot/core/retrieval.py",
        " if clearance.may_read(p.audience)}",
        "}",
        "tests/bot/core/test_retrieval.py",
    ),
    control(
        "the audience filter in the query",
        "bot/core/retrieval.py",
        "audiences=clearance.labels,",
        "audiences=None,",
        "tests/bot/core/test_retrieval.py",
    ),
    control(
        "a person's pace",
        "bot/core/desk.py",
        "again = now and self.pace.again(crowd.recent, now=now)",
        "again = None",
        _DESK_FAILURES,
    ),
    control(
        "a person's questions come in one by one",
        "bot/core/desk.py",
        "async with self._turns.setdefault(heard.asker, asyncio.Lock()):",
        "async with asyncio.Lock():",
        _DESK_FAILURES,
    ),
    control(
        "the budget's cap is asked for",
        "bot/core/limits.py",
        "if not await self.spending.reserve(day, amount, cap=self.cap):",
        "if not await self.spending.reserve(day, amount, cap=Spend()):",
        "tests/bot/core/test_limits.py",
    ),
    control(
        "the budget's cap holds among replicas",
        "bot/adapters/sql/spending.py",
        "where=and_(true(), *conditions),",
        "where=true(),",
        "tests/contracts/test_spending.py",
    ),
    control(
        "the cap of the backlog",
        "bot/core/desk.py",
        "if crowd.questions >= self.backlog:",
        "if not crowd:",
        _DESK_FAILURES,
    ),
    control(
        "the cap of what can be told at all",
        "bot/core/desk.py",
        "if crowd.total >= _OVERLOAD * self.backlog:",
        "if not crowd:",
        _DESK_FAILURES,
    ),
    control(
        "what was typed is redacted",
        "bot/core/desk.py",
        "heard = self._redacted(question)\n        screening",
        "heard = question\n        screening",
        "tests/bot/core/test_desk.py",
    ),
    control(
        "the bell rings once the question is committed",
        "bot/core/desk.py",
        "exchange, is_new = await within(_PATIENCE, receiving, late=late)",
        "self.bell()\n        exchange, is_new = await within(_PATIENCE, receiving, late=late)",
        "tests/bot/core/test_desk.py",
    ),
    control(
        "nobody waits for a silent database for long",
        "bot/core/desk.py",
        "await within(_PATIENCE, receiving, late=late)",
        "await receiving",
        "tests/bot/core/delivery/test_hearing.py",
    ),
    control(
        "a session sees its own questions only",
        "connectors/web/api.py",
        "if seen is None or not _owns(session, seen[0]):",
        "if seen is None:",
        _API,
    ),
    control(
        "two people's messages stay apart",
        "connectors/web/sessions.py",
        'return self._keyed(f"message {given}")',
        "return str(given)",
        _API,
    ),
    control(
        "pages elsewhere write nothing: the origin",
        "connectors/web/guard.py",
        "if origin is not None and urlsplit_host(origin) != host.lower():",
        "if not host:",
        _GUARD,
    ),
    control(
        "pages elsewhere write nothing: the fetch's site",
        "connectors/web/guard.py",
        'if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:',
        "if not host:",
        _GUARD,
    ),
    control(
        "pages elsewhere write nothing: JSON only",
        "connectors/web/guard.py",
        'if kind != "application/json":',
        "if not host:",
        _GUARD,
    ),
    control(
        "names that are not ours reach nothing",
        "connectors/web/guard.py",
        'if scope["path"] not in _OPEN_TO_ANY_NAME and not self._is_ours(host):',
        "if not scope:",
        _GUARD,
    ),
    control(
        "the schedule's lease",
        "bot/adapters/sql/jobs.py",
        ".where(jobs.c.name == job, jobs.c.due_at <= moment, is_free)",
        ".where(jobs.c.name == job, jobs.c.due_at <= moment)",
        "tests/contracts/test_jobs.py::test_while_one_is_at_it_nobody_else_is",
    ),
    control(
        "the schedule's fence",
        "bot/adapters/sql/jobs.py",
        "held = (jobs.c.fence == shift.fence) & jobs.c.lease_until.is_not(None)",
        "held = jobs.c.lease_until.is_not(None)",
        "tests/contracts/test_jobs.py::test_who_was_replaced_can_neither_hold_on_nor_end",
    ),
    control(
        "the local socket is its owner's",
        "connectors/local/socket_file.py",
        "_OWNER_ONLY = 0o600",
        "_OWNER_ONLY = 0o666",
        "tests/connectors/local/test_local_door.py",
    ),
)
"""Consent, erasure, audiences, limits, the web door and the schedule."""
