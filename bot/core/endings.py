"""Korean particles and endings, and the words in which no question differs. Pure."""

from __future__ import annotations

import re

SURE = tuple(
    re.findall(
        r"\S+",
        """
        은 는 을 를 에 에서 에서는 에서도 에는 에도 에게 에게서 한테 으로 으로는 으로도 까지
        까지는 까지도 부터 마다 보다 처럼 이나 이랑 하고 이라도 이요 에요 예요 이에요 인가요
        인가 이면 일까요 인데 인데요 나요 까요 을까요 ㄹ까요 ㄴ가요 는가요 는가 은가요
        습니까 ㅂ니까 습니다 ㅂ니다 세요 으세요 려면 으려면 려고 으려고 면 으면 면요 으면요
        는데 는데요 은데 은데요 ㄴ데 ㄴ데요 어야 아야 어도 아도 어서 아서 어요 아요 었 았 ㅆ
        었어요 았어요 지 지만 는지 은지 ㄴ지 을지 ㄹ지 네요 죠 거나 겠
        """,
    )
)
"""What is an ending or a particle, whatever is left before it. Letters stand for themselves."""

MAYBE = tuple(
    re.findall(
        r"\S+",
        """
        이 가 의 도 만 과 와 로 로는 로도 나 라도 랑 요 ㄴ ㄹ ㅁ ㅓ 고 기 게 어 아 다 야 하는
        하나요 하려면 하려고 하고 하면 하기 하게 하지 하 한 할 함 합니까 합니다 할까요
        한가요 해 해요 해도 해야 했 해서 되는 되나요 되려면 되면 되고 되지 되 된 될 됨
        됩니까 됩니다 될까요 돼 돼요 돼도 돼야 됐 받나요 받는 받을 받으려면 받아요
        """,
    )
)
"""What may be an ending, and may be the end of a word."""

EMPTY_KOREAN = re.compile(
    r"수|것|거|걸|게|데|때|좀|그|이|저|제|제가|저는|나는|내|내가|우리|혹시|그럼|그런데|근데|안|못|등|및"
    r"|또는|대해|대한|관련|지금|현재|보통|꼭|뭐|뭔|방법\w*|알려\w*|궁금\w*|가르쳐\w*|주세요|줘요?|주실|부탁\w*"
    r"|[있없않싶]\w*|가능\w*|되|되나요?|되는|되는[지데]|되면|되[요죠고지]|되었\w*|돼|돼[요도야]|됐\w*|된|된다|된다면"
    r"|될|될까요?|될지|됩니\w|하나|하나요|하는|하는[지데가]|하는데요|하면|하면요|하려면|하려고|하려는데|하고|해|해[요도야서]"
    r"|했\w*|할|할까요?|합니\w|이에요|예요|인가요?|나요|까요|나와\w*|나는데|나오\w*|일까요"
)
"""Words that hold a sentence together. What they say of yes and no is looked at elsewhere."""

ASKING_KOREAN = re.compile(
    r"누구\w*|누가|언제\w*|어디\w*|왜|어떻\w*|어떡\w*|무엇\w*|무슨|뭐\w*|뭔\w*|뭘\w*|어떤|어느|몇\w{0,4}|며칠\w*|얼마\w*"
)
"""Words that ask."""

EMPTY_ENGLISH = frozenset(
    re.findall(
        r"\S+",
        """
        a an the i me my we us our you your he she it its they them their this that these
        those one is are am be been was were do does did done doing have has had having will
        would shall should can could may might must need needs to of for at by as per and or
        but if so then there here please hi hello hey thanks thank you want know like tell
        get gets got getting possible able allowed allow allows just any some still up not
        no never without cannot nothing who whom whose when where why how what which much
        many long often s t m ve re d ll im ive id
        """,
    )
)
"""The same in English, and what is left of `don't` and `I've`."""
