"""What only a real workspace can prove: for `supportbot doctor --live`."""

from __future__ import annotations

STEPS: tuple[tuple[str, str], ...] = (
    (
        (
            "Invite the bot to a channel (/invite @supportbot) and write: @supportbot, and a "
            "question that your documents answer."
        ),
        (
            "Within a second a line says that it reads, or the message gets eyes; then a "
            "thread with the quoted sentences, their sources, a small line about AI, and "
            "three buttons."
        ),
    ),
    (
        "In that thread, ask something further without mentioning the bot.",
        "It answers there. A message that begins with a mention of somebody else it leaves.",
    ),
    (
        "Ask in Korean: 연차는 며칠까지 이월되나요?",
        "The answer, the buttons and the line about AI are Korean.",
    ),
    (
        "Click a source that has a link, and look under the answer.",
        "The page opens; Slack shows no preview of it under the answer.",
    ),
    (
        "Ask something that your documents do not answer.",
        "It says so, names the nearest documents, and offers a person.",
    ),
    (
        "Press Ask a person.",
        (
            "The staff channel gets one message with your question and a link that opens the "
            "thread; the thread says where they were told. Pressing again adds nothing."
        ),
    ),
    (
        "Press Helpful.",
        "A line that only you see says thank you.",
    ),
    (
        "Open the app under Apps and write it a question.",
        (
            "It answers in the thread of your message. If you cannot write there: App Home, "
            "Messages Tab, allow messages."
        ),
    ),
    (
        "Type /ask and a question in the channel.",
        (
            "A message with your name and question appears, without a ping, and the answer "
            "under it."
        ),
    ),
    (
        "Type /ask and a question in a channel that the bot is not in.",
        "A line that only you see says that it answers in a direct message, and it does.",
    ),
    (
        "Edit your first question so that it asks something else.",
        "The answer changes in its place.",
    ),
    (
        "Delete a question that was answered.",
        "Its answer goes away.",
    ),
    (
        "Write @supportbot my privacy, and then @supportbot opt out.",
        "Only you see the receipts.",
    ),
    (
        (
            "Put a document into the folder whose audience is employees, and ask for it in a "
            "channel with a guest or with another company."
        ),
        "The bot does not find it there, and does in a channel of full members.",
    ),
    (
        "Stop the bot, ask in the channel, and start the bot within a minute.",
        "The question is answered once.",
    ),
)
"""What to do, and what to expect, in this order; about ten minutes."""
