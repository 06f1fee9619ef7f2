"""Whether a request is Slack's: `v0=HMAC-SHA256(secret, "v0:{timestamp}:{body}")`. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re

_WINDOW = 300
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


def is_signed(secret: str, *, timestamp: str, signature: str, body: bytes, now: float) -> bool:
    """Whether the signature fits, and is at most five minutes old or ahead.

    Whatever the headers hold, this says yes or no: it never raises.
    """
    if not (secret and _TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
        return False
    if abs(now - int(timestamp)) > _WINDOW:
        return False
    return hmac.compare_digest(sign(secret, timestamp=timestamp, body=body), signature)


def sign(secret: str, *, timestamp: str, body: bytes) -> str:
    """The signature that Slack would send."""
    basis = b"v0:" + timestamp.encode("ascii") + b":" + body
    return "v0=" + hmac.new(secret.encode(), basis, hashlib.sha256).hexdigest()
