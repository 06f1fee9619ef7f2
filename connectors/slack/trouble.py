"""Every error of Slack, its library and the network, as one of two: later, or never. Pure."""

from __future__ import annotations

import math

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.domain.errors import OutletRefused, OutletUnavailable

FORESEEN = (
    SlackClientError,
    aiohttp.ClientError,
    OSError,  # TimeoutError is one
    # What the library raises for answers that are not what Slack says it sends.
    ValueError,
    TypeError,
    AttributeError,
    KeyError,
)
"""Everything that a call may raise."""

UNSHOWABLE = frozenset(
    {
        "invalid_arguments",
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_blocks_too_many",
        "msg_too_long",
        "no_text",
        "slack_connect_file_link_sharing_blocked",
    }
)
"""Slack dislikes how a message is made; the same words may pass as plain text."""

TOKEN_TROUBLE = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
"""Whoever runs the bot must mend the token or its scopes; then the same call works."""

_NEVER = UNSHOWABLE | {
    "app_access_restricted",
    "cannot_reply_to_message",
    "cant_delete_message",
    "cant_update_message",
    "channel_not_found",
    "channel_type_not_supported",
    "edit_window_closed",
    "ekm_access_denied",
    "invalid_thread_ts",
    "invalid_ts_latest",
    "invalid_ts_oldest",
    "is_archived",
    "is_inactive",
    "message_not_found",
    "message_not_owned_by_app",
    "messages_tab_disabled",
    "method_not_supported_for_channel_type",
    "not_in_channel",
    "posting_to_channel_denied",
    "streaming_state_conflict",
    "team_not_found",
    "thread_not_found",
    "unknown_method",
    "user_not_found",
    "user_not_in_channel",
}
_NEVER_BEGINNINGS = ("restricted_action", "slack_connect_")
_TOKEN_PAUSE = 60.0
_LONGEST_PAUSE = 3600.0


class Later(OutletUnavailable):
    """Slack may do it later. `code` is Slack's word for the trouble, or ours."""

    def __init__(self, sentence: str, *, code: str, after: float = 0.0) -> None:
        self.code = code
        super().__init__(sentence, after=after)


class Never(OutletRefused):
    """Slack will not do this. `code` is Slack's word for the trouble."""

    def __init__(self, sentence: str, *, code: str) -> None:
        self.code = code
        super().__init__(sentence)


def told(method: str, error: Exception) -> Later | Never:
    """What an error of a call of `method` means for whoever wanted it."""
    if not isinstance(error, SlackApiError):
        return Later(f"Slack cannot be reached ({method}).", code=type(error).__name__)
    status, code, wait = _read(error.response)
    if status == 429 or code in {"ratelimited", "rate_limited"}:  # noqa: PLR2004 - HTTP's own number
        return Later(f"Slack asks for a pause ({method}).", code="ratelimited", after=wait)
    if code in TOKEN_TROUBLE:
        return Later(
            f"Slack refuses the bot's token ({method}: {code}): run `supportbot doctor`.",
            code=code,
            after=_TOKEN_PAUSE,
        )
    if code in _NEVER or code.startswith(_NEVER_BEGINNINGS):
        return Never(f"Slack refuses this for good ({method}: {code}).", code=code)
    return Later(f"Slack did not do it ({method}: {code or status}).", code=code or str(status))


def _read(response: object) -> tuple[int, str, float]:
    """Status, Slack's word, and the seconds to wait; whatever the answer looks like."""
    status = getattr(response, "status_code", None) or getattr(response, "status", None)
    body = getattr(response, "data", None)
    code = body.get("error") if isinstance(body, dict) else ""
    headers = getattr(response, "headers", None) or {}
    return int(status or 0), str(code or ""), _seconds(headers.get("Retry-After", ""))


def _seconds(told_by_slack: object) -> float:
    try:
        seconds = float(str(told_by_slack))
    except ValueError:
        return 1.0
    return min(max(1.0, seconds), _LONGEST_PAUSE) if math.isfinite(seconds) else 1.0
