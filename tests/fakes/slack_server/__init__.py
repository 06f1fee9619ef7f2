"""A strict Slack on loopback: Web API, Socket Mode, signed HTTP events, streams.

Written by hand after Slack's documentation; `tests/connectors/slack/test_slack_server.py`
checks its arguments, scopes and errors against Slack's own method descriptions.
"""

from tests.fakes.slack_server.deliveries import Delivery
from tests.fakes.slack_server.moments import Moments
from tests.fakes.slack_server.refusal import Refusal
from tests.fakes.slack_server.server import SlackServer
from tests.fakes.slack_server.trouble import Kind, Trouble
from tests.fakes.slack_server.workspace import App, Channel, Message, User

__all__ = [
    "App",
    "Channel",
    "Delivery",
    "Kind",
    "Message",
    "Moments",
    "Refusal",
    "SlackServer",
    "Trouble",
    "User",
]
