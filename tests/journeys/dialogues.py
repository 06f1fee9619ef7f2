"""Conversations about the sample folder: what is said, and which page answers it.

Written for this test, and no sign of `bot.core.leaning` was set on them: those were set on
the public questions. A page is named without its language; `~` marks a turn that cannot be
understood without those before it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    """One question; `page` is the beginning of the path that answers it."""

    text: str
    page: str
    leans: bool


def _said(line: str) -> Said:
    page, _, text = line.strip().partition(" ")
    return Said(text.removeprefix("~").strip(), page, leans=text.startswith("~"))


_LINES = """
handbook/it. How do I reset my password?
handbook/it. ~How long is the link valid?
handbook/it. ~And what if I lost my phone too?

handbook/it. What does VPN error BW-203 mean?
handbook/it. ~and BW-407?

handbook/leave. How many days of annual leave do I get in Busan?
handbook/leave. ~What about Halifax?
handbook/leave. ~Can I carry them over?

handbook/travel. How much may a hotel night cost in Korea?
handbook/travel. ~And in Canada?

handbook/remote-work. Can I work from another country?
handbook/remote-work. ~How early do I have to request that?
product/setup. How long does a set of batteries last in the Mast 3?

product/api. How many requests per minute does the Field plan allow?
product/api. ~And how long does it keep history?
product/api. ~What happens if I go over it?

handbook/security-incidents. My laptop was stolen, whom do I tell?
handbook/security-incidents. ~How soon?
handbook/leave. How many paid days of sick leave are there?

product/setup. What does a blinking amber light on the Hub mean?
product/setup. ~And steady red?

handbook/first-week. When does my first day begin?
handbook/first-week. ~What should I bring?
handbook/remote-work. Which costs at home are reimbursed when I work remotely?

handbook/travel. When must travel expenses be claimed?
handbook/travel. ~Which receipts do I attach to them?

product/api. What does status 422 of the API mean?
product/api. ~How about 503?

handbook/remote-work. How many days a week may I work remotely?
handbook/remote-work. ~Does that need approval?
handbook/it. What is the guest Wi-Fi called?

handbook/leave. 남은 연차는 며칠까지 이월할 수 있나요?
handbook/leave. ~그건 언제까지 써야 해요?
handbook/leave. ~그럼 5일 넘게 남으면요?

handbook/expenses. 야근 택시비는 얼마까지 정산돼요?
handbook/expenses. ~식대는요?

handbook/benefits. 건강검진 비용은 회사가 얼마까지 내주나요?
handbook/benefits. ~배우자도 되나요?
handbook/benefits. ~그날은 연차에서 빠져요?

handbook/it. VPN 오류 BW-101이 떠요. 무슨 뜻인가요?
handbook/it. ~그럼 BW-310은요?

product/troubleshooting. E-42 오류는 무슨 뜻이에요?
product/troubleshooting. ~세제로 씻어도 돼요?
handbook/office-and-visitors. 회의실은 며칠 전부터 예약할 수 있나요?

product/warranty- 허브 보증 기간이 얼마나 되나요?
product/warranty- ~등록하면 더 늘어나요?
product/warranty- ~그럼 건전지는요?

handbook/office-and-visitors. 방문객 등록은 언제까지 해야 하나요?
handbook/office-and-visitors. ~등록 안 하면 어떻게 돼요?
handbook/expenses. 팀 회식비는 1인당 얼마까지 쓸 수 있나요?

handbook/office-and-visitors. 방문객 주차는 무료인가요?
handbook/office-and-visitors. ~그 이후에는 얼마예요?

handbook/expenses. P-12 코드로 반려됐는데 이유가 뭔가요?
handbook/expenses. ~P-44는?

handbook/benefits. 결혼 경조금은 얼마인가요?
handbook/benefits. ~언제까지 신청해야 해요?
handbook/it. 대여 노트북은 며칠까지 쓸 수 있나요?

product/warranty- 제품을 반품하려면 며칠 안에 해야 하나요?
product/warranty- ~배송비는 누가 내요?

handbook/leave. 부산 사무소의 출산 휴가는 며칠인가요?
handbook/leave. ~그럼 쌍둥이면요?
handbook/it. 방문객이 쓰는 와이파이 이름이 뭔가요?
"""

DIALOGUES = tuple(
    tuple(_said(line) for line in block.splitlines()) for block in _LINES.strip().split("\n\n")
)
