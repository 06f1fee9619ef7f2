"""What the Web API says instead of doing something."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An answer with `ok: false`. `code` is the documented one, `why` is for the reader."""

    def __init__(self, code: str, why: str = "", **facts: Any) -> None:
        super().__init__(f"{code}: {why}" if why else code)
        self.code = code
        self.facts = dict(facts)
        if why:
            self.facts["response_metadata"] = {"messages": [f"[ERROR] {why}"]}

    @property
    def body(self) -> dict[str, Any]:
        """As it goes over the wire."""
        return {"ok": False, "error": self.code, **self.facts}
