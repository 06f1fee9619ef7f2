"""What keeps 'accepted means answered'."""

from __future__ import annotations

from tests.faults.control import Control, Swap, control

_CLAIMS = "tests/contracts/test_claims.py"
_STEPS = "tests/contracts/test_steps.py"
_DELIVERY = "tests/bot/core/delivery"
_POSTING = "bot/core/posting.py"

DELIVERY = (
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
    control(
        "a message is received once",
        "bot/adapters/sql/dialects.py",
        ".on_conflict_do_nothing()",
        "",
        "tests/contracts/test_exchanges.py",
    ),
    control(
        "a message heard again is no new one",
        "bot/adapters/sql/exchanges.py",
        "if await insert_once(connection, exchanges, row):",
        "if await insert_once(connection, exchanges, row) or True:",
        "tests/contracts/test_exchanges.py",
    ),
    control(
        "the fence: only the newest claim writes",
        "bot/adapters/sql/claims.py",
        'exchanges.c.fence == bindparam("under"),',
        'exchanges.c.fence >= bindparam("under"),',
        _STEPS,
    ),
    control(
        "what is closed stays closed",
        "bot/adapters/sql/claims.py",
        "    _IS_OPEN,\n)\n_HELD",
        ")\n_HELD",
        _STEPS,
    ),
    control(
        "what fails takes nobody with it who is committed at the same time",
        "bot/adapters/sql/lanes.py",
        "        if _writes(connection) != before:\n            raise\n",
        "",
        "tests/bot/adapters/sql/test_lanes.py",
    ),
    control(
        "a conversation goes in its order",
        "bot/adapters/sql/claims.py",
        "(column.turn == 1) & (column.busy == 0)",
        "column.busy == 0",
        _CLAIMS,
    ),
    control(
        "one at a time in a conversation",
        "bot/adapters/sql/claims.py",
        "(column.turn == 1) & (column.busy == 0)",
        "column.turn == 1",
        _CLAIMS,
        "tests/contracts/test_races.py::test_a_claim_sees_the_claims_that_are_just_being_made",
    ),
    control(
        "what is leased is not claimed",
        "bot/adapters/sql/claims.py",
        "ready = here & _is_due(now) & _is_free(now) & _is_suspect(suspects=suspects)",
        "ready = here & _is_due(now) & _is_suspect(suspects=suspects)",
        "tests/contracts/test_turned_away.py",
    ),
    control(
        "claims come one by one in the cluster",
        "bot/adapters/sql/locks.py",
        'await _wait(connection, "SELECT pg_advisory_xact_lock(:lock)", lock=_CLAIMS)',
        "return",
        "tests/contracts/test_races.py::test_a_claim_sees_the_claims_that_are_just_being_made",
    ),
    control(
        "it looks before it posts",
        _POSTING,
        "if found is None and lease.may_be_there:",
        "if found is None and not lease:",
        f"{_DELIVERY}/test_posting.py",
    ),
    control(
        "it looks again though there was no crash",
        "bot/core/lease.py",
        "claim.may_be_posted\n            or claim.crashes > 0",
        "claim.crashes > 0",
        f"{_DELIVERY}/test_posting.py",
    ),
    control(
        "it looks when it is late: a notice may be there",
        "bot/core/lease.py",
        "or self.age >= self._terms.looks_after",
        "",
        f"{_DELIVERY}/test_posting.py",
    ),
    control(
        "it posts under a lease that covers the call",
        _POSTING,
        "if lease.covers(self.terms.outlet_deadline):",
        "if lease:",
        f"{_DELIVERY}/test_outages.py",
    ),
    control(
        "the mark before the post",
        "bot/adapters/sql/exchanges.py",
        '{"is_posting": True, "lease_until": self._now() + posting}',
        '{"lease_until": self._now() + posting}',
        _CLAIMS,
    ),
    control(
        "what was erased meanwhile is not posted",
        _POSTING,
        "if lease.is_erased:",
        "if not lease:",
        f"{_DELIVERY}/test_outages.py",
    ),
    control(
        "a message that kills is set aside",
        "bot/core/working.py",
        "if lease.claim.crashes >= self.terms.crashes:",
        "if not lease:",
        f"{_DELIVERY}/test_suspects.py",
    ),
    control(
        "a message that kills while it is shown is given up",
        "bot/core/delivery.py",
        "if lease.claim.crashes >= 2 * self._terms.crashes:",
        "if not lease:",
        f"{_DELIVERY}/test_suspects.py",
    ),
    control(
        "beside a suspect nothing is begun",
        "bot/core/suspects.py",
        "        if self._alone_since is not None:\n            return Turn.WAIT\n",
        "",
        f"{_DELIVERY}/test_suspects.py",
    ),
    control(
        "a suspect waits for what is under way",
        "bot/core/suspects.py",
        "return Turn.WAIT if under_way else Turn.SUSPECT",
        "return Turn.SUSPECT",
        f"{_DELIVERY}/test_suspects.py",
    ),
    control(
        "crashes are counted at a start",
        "bot/adapters/sql/claims.py",
        "return exchanges.c.claims > 0 if suspects else exchanges.c.claims == 0",
        "return exchanges.c.claims >= 0",
        _CLAIMS,
    ),
    control(
        "a database that is away is told",
        "bot/core/lookout.py",
        "if is_away or not await self._is_there(one) or self._outage.lasts:",
        "if not one:",
        f"{_DELIVERY}/test_lookout.py",
    ),
    control(
        "a notice looks for the outcome first",
        "bot/core/lookout.py",
        "if await within(seconds, outlet.find(notice), late=late) is not None:",
        "if not outlet:",
        f"{_DELIVERY}/test_lookout.py",
    ),
)
"""Unique keys, leases, order, looks and marks."""
