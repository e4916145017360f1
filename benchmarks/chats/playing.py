"""Conversations played against the unmodified bot, and what their final pages hold."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.chats import NOT_GIVEN, Chat, halves
from benchmarks.chats.answering import Answering
from benchmarks.chats.scoring import score, totals
from benchmarks.chats.telling import Manner, told
from bot.cli.player import Player
from bot.cli.simulation import Stage
from bot.incident.meanings import Suggestible


@dataclass(frozen=True, slots=True)
class Way:
    """A way of playing: what is typed, whether anybody answers, and which suggestions are clicked."""

    manner: Manner
    told: str
    clicks: Callable[[Chat, int, Suggestible], bool] | None = None  # None: nobody answers anything


def _as_labelled(chat: Chat, number: int, mark: Suggestible) -> bool:
    return chat.is_right(number, mark)


def _every(_: Chat, __: int, ___: Suggestible) -> bool:
    return True


WAYS = (
    Way("typed", "typed, nothing tapped (goal 75, 65, 80, 85 %)"),
    Way("pinned", "pinned, nothing tapped (goal 75, 65, 80, 85 %)"),
    Way("typed", "typed, answered as labelled (goal 90 %)", _as_labelled),
    Way("pinned", "pinned, answered as labelled (goal 90 %)", _as_labelled),
    Way("chat", "only talk, all suggestions clicked and the form filled (goal 70 %)", _every),
)


async def measure() -> list[str]:
    lines = [
        f"{way.told}; {what}: {totals_of([await play(chat, way) for chat in chats])}"
        for way in WAYS
        for what, chats in halves()
    ]
    return lines or [NOT_GIVEN]


@dataclass(frozen=True, slots=True)
class Played:
    """The final page's score, and what it took: clicks on suggestions, and questions by name."""

    page: str
    score: Mapping[str, int]
    clicks: int = 0
    asked: Mapping[str, int] = field(default_factory=dict)


def totals_of(played: Sequence[Played]) -> str:
    clicks = max(one.clicks for one in played)
    return f"{totals([one.score for one in played])}" + (f"; at most {clicks} clicks" if clicks else "")


async def play(chat: Chat, way: Way) -> Played:
    story = told(chat, way.manner)
    async with Stage(people=story.people, opens_at=story.opens_at) as stage:
        if way.clicks is None:
            player = Player(stage, story)
        else:
            clicks = way.clicks
            player = Answering(stage, story, chat=chat, clicks=lambda number, mark: clicks(chat, number, mark))
        await player.play()
        page = player.briefs[-1].text
    found = score(chat, page)
    if isinstance(player, Answering):
        return Played(page, found, player.clicked, Counter(player.asked))
    return Played(page, found)
