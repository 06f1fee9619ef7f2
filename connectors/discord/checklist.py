"""What only a real server can prove: for `supportbot doctor --live`.

Nothing offline stands in for Discord's own limits, its apps on every device, or the rights
of a real server.
"""

from __future__ import annotations

STEPS: tuple[tuple[str, str], ...] = (
    (
        "In a channel, mention the bot and ask something that your documents answer.",
        (
            "Within a second it is typing; then a reply with the quoted sentences, their "
            "sources, a small line about AI, and buttons. Nobody gets a ping."
        ),
    ),
    (
        "Reply to that answer with something further, with the ping left on.",
        "It answers, and understands what was said before.",
    ),
    (
        "Ask in Korean: 연차는 며칠까지 이월되나요?",
        "The answer, the buttons and the line about AI are Korean.",
    ),
    (
        "Set your Discord to Korean and type / in the message box; then to English.",
        "It offers 질문 and 개인정보; then ask and privacy.",
    ),
    (
        "Ask with /ask.",
        "'Thinking' shows at once; then your question and its answer stand in its place.",
    ),
    (
        "Send the bot a direct message with a question.",
        "It answers without a mention.",
    ),
    (
        "Open an answer in the app on a phone, and press a source that has a link.",
        "Quotations and small print look right, the page opens, no link has a preview.",
    ),
    (
        "Ask something that your documents do not answer, and press Ask a person.",
        (
            "Only you see that a person is being called. The staff channel gets one message, "
            "the conversation says where. Pressing again adds nothing."
        ),
    ),
    (
        "Press Helpful; stop the bot, start it, and press Not helpful.",
        "Each time a line that only you see says thank you.",
    ),
    (
        "Edit your first question so that it asks something else; then delete it.",
        "The answer changes in its place; then it goes away.",
    ),
    (
        "Use /privacy: Never reuse what I write, and then Forget me.",
        "Only you see the receipts, and it asks back before it erases anything.",
    ),
    (
        "Stop the bot, mention it with a question, and start it within the hour.",
        "The question is answered once.",
    ),
    (
        "With Message Content Intent: write in a thread in which the bot answered you.",
        "It answers without a mention, and leaves alone what is said to others.",
    ),
)
"""What to do, and what to expect, in this order; about a quarter of an hour."""
