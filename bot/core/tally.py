"""What this process has counted since it began."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from bot.domain.conversation import Outcome
from bot.domain.health import Figures


@dataclass(slots=True)
class Tally:
    """Counters. `answer_seconds` is the time spent on working out `answers`.

    `retries` counts second and later attempts to answer or to show something, `crashes`
    claims that came from a worker which had ended without a word, `lost` claims that
    somebody else took over from this process, `recalled` answers that were given before.
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    answers: int = 0
    answer_seconds: float = 0.0
    retries: int = 0
    crashes: int = 0
    lost: int = 0
    turned_away: int = 0
    recalled: int = 0

    def figures(  # noqa: PLR0913 - what others have counted, each by its name
        self,
        *,
        open_exchanges: int = 0,
        oldest_open: float = 0.0,
        purge_lag: float = 0.0,
        documents: int = 0,
        documents_failed: int = 0,
        index_age: float = 0.0,
    ) -> Figures:
        """These counts, with what is only known elsewhere."""
        return Figures(
            outcomes=dict(self.outcomes),
            answer_seconds=self.answer_seconds,
            answers=self.answers,
            retries=self.retries,
            crashes=self.crashes,
            turned_away=self.turned_away,
            recalled=self.recalled,
            open_exchanges=open_exchanges,
            oldest_open=oldest_open,
            purge_lag=purge_lag,
            documents=documents,
            documents_failed=documents_failed,
            index_age=index_age,
        )
