"""Words that say what a text is about, and those that only hold it together. Pure."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[\w](?:[\w./'’-]*[\w+#])?[+#]*")
_NAMES = frozenset({"IT", "US"})
_HANGUL = re.compile(r"[가-힣]")
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """
        a an the this that these those it its he she him her his they them their theirs i im
        ive me my mine we us our you your yours one ones someone somebody anyone anybody
        something anything everything nothing everyone am is are was were be been being do
        does did doing done dont doesnt didnt have has had having havent hasnt can cant could
        couldnt will wont would wouldnt shall should shouldnt may might must ought gotta
        gonna wanna need needs needed want wants get gets got getting give gives go goes
        going make makes let lets and or but nor so if then than because as while until
        unless though although whether of in on at by for from to into onto with without
        within about above below over under after before during between through per via out
        off up down again back still yet what when where which who whom whose why how much
        many long often far soon whats wheres whos hows not no yes ok okay please pls plz
        thanks thank hi hello hey oh ah hmm cool great right well also too just only even
        very really quite any some all both either neither each every other another else same
        such more most less least few there here now today already always ever never instead
        otherwise anyway like way thing things stuff happen happens happened mean means tell
        know say says said possible able allowed take takes called
        """,
    )
)


def _either(words: str) -> str:
    return "|".join(words.split())


_PARTICLES = _either(
    """
    은 는 이 가 을 를 에 의 도 만 와 과 랑 요 로 나 면 들
    """
)
_ENDINGS = _either(
    """
    은 는 이 가 을 를 에 의 도 만 와 과 랑 요 로 나 면 들 인가요 인가 인지 인데요? 이에요
    예요 에요 입니까 이죠 이야 이나 까지 부터 에서 에게 한테 으로 이랑 이면 라면 이라면
    처럼 보다 마다 쯤 정도
    """
)
_SHORT = _either(
    """
    그 저 나 내 제 것 거 건 게 걸 때 쪽 번 개 왜 뭐 뭘 뭔 몇 또 외 밖 좀 꼭 다 더 덜 안 못
    잘 둘 위 네 예 아 음 오 이 수 후 뒤 중
    """
)
_LONG = _either(
    """
    어떻게 어떤 어떠 어디 언제 누구 누가 누굴 얼마나 얼마 며칠 무엇 무슨 뭔가 어느 그거
    그건 그게 그걸 그것 그쪽 거기 그때 그날 그곳 그분 그렇게 그중 이거 이건 이게 이걸 이것
    이중 여기 저거 저건 저기 저희 우리 경우 시간 그럼 그러면 그렇다면 그런데 근데 그리고
    그래도 그래서 아니면 또는 반대로 다음 혹시 만약 만일 보통 바로 따로 다시 계속 이미 아직
    이제 지금 먼저 나중 자꾸 그냥 아예 진짜 모두 전부 나머지 다른 같은 같이 해당 아까 방금
    반대 혼자 직접 대신 관련 하나 여러 동안 대해 대한 위해 통해 여전히 똑같이 마찬가지
    그대로 역시
    """
)
_VERBS = _either(
    """
    하 해 했 할 한 함 하려 되 돼 됐 될 된 됨 있 없 이 아니 같 싶 걸리 걸려 걸릴 가능 가능하
    가능한 불가능 필요 필요하 필요한 알려 알 모르 궁금하 궁금한 궁금해 줘 드리 받 보 봐 봤
    쓰 써 쓸 가 갈 오 올 나오 나와 어떡하 어떻 그렇 그래 그러 이렇 괜찮 좋 맞 드 해야 해봤
    해보 돼야 받아 받을 줘야 똑같 안되 안돼 안됩 않
    """
)
_TAILS = _either(
    """
    나요 는지 는가 는데요? 는거 는 은 을까요? 까요 까 어요 아요 여요 요 죠 지요 지 니까
    습니까 습니다 니다 세요 주세요 어 아 고 면 으면 려면 으려면 도 어도 아도 야 어야 아야
    던데 네요 게 기 고요 음 냐 니 든지 거든요 라고 다고 다 건가요 가요 인가요 한가요 여 용
    까지 때 거예요 하나요 돼요 되나요 해요 할까요 있나요
    """
)
_KOREAN = re.compile(
    rf"(?:{_SHORT})(?:{_PARTICLES})?"
    rf"|(?:{_LONG})(?:{_ENDINGS}){{0,2}}"
    rf"|(?:{_VERBS})(?:{_TAILS}){{0,3}}"
)


def content_words(text: str) -> list[str]:
    """The words that say what it is about, in their order and as they stand."""
    plain = unicodedata.normalize("NFKC", text)
    return [word for word in _WORD.findall(plain) if not _only_holds_together(word)]


def _only_holds_together(word: str) -> bool:
    if _HANGUL.search(word):
        return bool(_KOREAN.fullmatch(word))
    if word in _NAMES:
        return False
    folded = word.casefold().replace("'", "").replace("’", "")
    return folded in _ENGLISH or (len(folded) == 1 and folded.isalpha())
