"""Replies to a direct message that asks for something, and tell nothing: later, stop, ask Bo, a question, a thank-you.

Law: only what says nothing else, from its first word to its last, is read so; whatever tells anything is the answer.
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.grammar.durations import read_minutes

AsideKind: TypeAlias = Literal[
    "later", "help", "hand over", "quiet", "done", "elsewhere", "question", "courtesy", "wordless"
]


@dataclass(frozen=True, slots=True)
class Aside:
    """What somebody replies instead of an answer; `minutes` is how much later, where they say so."""

    kind: AsideKind
    minutes: int | None = None


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{words})\W*", re.IGNORECASE)


_PLEASE = r"(?:,? (?:please|pls|plz|bitte|por favor|s'il (?:vous|te) pla[iî]t|thanks|thx|danke))?"
_LATER = (
    r"(?:(?:i am |i'm |am |was )?(?:busy|occupied|driving|afk|away|at lunch"
    r"|in a (?:meeting|call)|on (?:a call|the phone))"
    r"|(?:i )?(?:can't|cannot|can not)(?: right)? now|brb|(?:i'll )?be right back|snooze|postpone"
    r"|later|soon|tomorrow|not (?:now|yet)"
    r"|hold on|wait|(?:just )?(?:a |one )?(?:moment|sec|second|minute|min)"
    r"|in a (?:bit|moment|minute|sec|second)|gleich|später|spaeter|bald|jetzt nicht|moment mal|einen moment"
    r"|(?:ich )?(?:bin )?in einem (?:meeting|termin|call)|(?:ich )?bin (?:gleich|bald) (?:wieder )?(?:da|zurück)"
    r"|(?:un|uno) momento?|ahora no|m[áa]s tarde|plus tard|pas maintenant|(?:estoy )?en una reunión"
    r"|(?:je suis )?en réunion)"
)
_WAITS = _whole(rf"{_LATER}(?:,? {_LATER})?{_PLEASE}")
# In front of a span and behind it: a bare number may be what was found, so it wants one of these or its unit.
_MORE = re.compile(
    r"\+ ?|(?:(?:please |pls )?(?:can (?:i|we) have |give me |(?:i |we )?need |i'?ll be |(?:i )?will do "
    r"|(?:ich )?brauche |(?:gib|gebt) mir |dame |necesito |donnez?[- ]moi |il me faut "
    r"|(?:snooze|postpone|delay|extend)(?: (?:it|this))?(?: by)? )?"
    r"(?:another |noch |encore |in |within |for )?)",
    re.IGNORECASE,
)
_EXTRA = re.compile(r"(?<=\d) (?:more|weitere)(?= |$)", re.IGNORECASE)
_COURTESY_BEHIND = re.compile(r"(?: (?:more|longer|länger|please|pls|bitte|thanks|danke))+$", re.IGNORECASE)
_HELP = _whole(
    rf"(?:(?:i |we )?(?:need|want)|(?:ich |wir )?brauch(?:e|en)) (?:some )?(?:help|hilfe){_PLEASE}|help please"
)
_CANNOT = r"(?:sorry,? )?(?:i )?(?:can't|cannot|can not)(?: (?:right )?now)?[ ,.;–-]+(?:i am |i'm )?"
# "Passing it to QA" is work that goes on, unless whoever says so cannot.
_HAND_OVER = _whole(
    rf"(?:(?:{_CANNOT}|i am |i'm )?(?:please )?(?:hand(?:ing)?(?: (?:it|this))?[ -]?over|übergabe|uebergabe)"
    rf"|{_CANNOT}(?:hand(?:ing)?(?: (?:it|this))?|pass(?:ing)? (?:it|this)(?: on)?))"
    r" ?(?:(?:to|an) \S+(?: \S+)?)?"
    r"|wrong person|not (?:me|mine|my (?:role|job|shift))|(?:i am |i'm )?off (?:shift|duty|work)"
    r"|my shift (?:is over|has ended)"
)
_QUIET = _whole(
    r"(?:please )?(?:stop|unsubscribe|mute|cancel|quiet|be quiet|shut up|go away|leave me alone|no more reminders"
    r"|(?:stop|do not|don't) (?:it|this|that|the reminders?"
    r"|(?:(?:ask|remind|ping|bother)(?:ing)?|message|messaging)(?: me)?))"
    rf"(?: now| again| any ?more)?{_PLEASE}"
)
_DONE = _whole(r"(?:(?:all|it is|it's|i am|i'm) )?(?:done|finished|completed?|ready|erledigt|fertig)")
_PLACE = (
    r"(?:(?:in |at |im |on )?(?:the |this |our |main |incident )*"
    r"(?:#\S+|channel|kanal|thread|chat|ticket|doc|card|logs?))"
)
_ELSEWHERE = _whole(
    rf"(?:please )?(?:see|look|check|read|siehe|schau)(?: {_PLACE}| above| oben| there| dort)|steht {_PLACE}"
    rf"|(?:it is |it's |all )?(?:posted |written |said )?in (?:the |our )?(?:channel|thread)|s\. ?o\.?"
    rf"|(?:as |like )(?:i |we )?(?:just )?(?:said|wrote|written|posted|told you)(?: {_PLACE}| above| before| there)?"
    r"|<?https?://\S+>?"
    r"|(?:please |better )?(?:ask|frage?) (?!for |if |whether |about |why |what |how )\S+(?: \S+)?"
)
_COURTESY = (
    r"(?:ok(?:ay)?|kk?|sorry|please|bitte|yes|yep|yeah|yup|ja|no|nope|nein|sure|fine|alright"
    r"|thanks?(?: (?:you|a lot)(?: (?:all|so much|very much))?)?|thx|ty|danke|merci|gracias|cheers"
    r"|got it|will do|noted|roger|ack|copy(?: that)?|understood"
    r"|(?:i am |i'm )?(?:on it|working on it|looking into it)|wip|in progress"
    r"|hi|hello|hey|hola|hallo|moin|good (?:morning|afternoon|evening|night|job|work)"
    r"|well done|cool|great|nice|perfect)"
)
_PARTS = re.compile(r"[,;.!]\s+|\s+[–—-]\s+")
ASIDES_MAX_CHARS = 120
_ONLY_COURTESY = _whole(rf"{_COURTESY}(?:\W+{_COURTESY}){{0,2}}")
ONLY_EMOJI = re.compile(r"(?::[a-z0-9_+'-]+:\s*|[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]\s*){1,20}")
_AROUND = re.compile(rf"^(?:{ONLY_EMOJI.pattern})|\s+(?:{ONLY_EMOJI.pattern})$")
_SENTENCE = re.compile(r"[.!?;](?:\s|$)|\n")

_YES = _whole(r"yes|yep|yeah|yup|ja|jep|:\+1:|:white_check_mark:|[👍✅][\U0001f3fb-\U0001f3ff\ufe0f]?")
_NO = _whole(r"no|nope|nein|nee|:-1:|:x:|[👎❌][\U0001f3fb-\U0001f3ff\ufe0f]?")


def aside(text: str) -> Aside | None:
    """What a reply wants that tells nothing, a file without words included; None for one that tells something."""
    said = " ".join(text.replace("’", "'").split())
    if not said:
        return Aside("wordless")
    if whole := _one(said) or _one(_AROUND.sub("", said)):
        return whole
    parts = [_one(part) for part in _PARTS.split(said)] if len(said) <= ASIDES_MAX_CHARS else []
    asides = [part for part in parts if part is not None]
    if asides and len(asides) == len(parts):
        return min(asides, key=lambda one: _ORDER.index(one.kind))
    return Aside("question") if _only_asks(text) else None


# Of several in one line the first of these is meant: "sorry, can't now, handing over" hands over.
_KINDS: tuple[tuple[AsideKind, re.Pattern[str]], ...] = (
    ("hand over", _HAND_OVER),
    ("help", _HELP),
    ("later", _WAITS),
    ("quiet", _QUIET),
    ("done", _DONE),
    ("elsewhere", _ELSEWHERE),
    ("courtesy", _ONLY_COURTESY),
    ("courtesy", ONLY_EMOJI),
)
_ORDER = [kind for kind, _ in _KINDS]


def _one(said: str) -> Aside | None:
    if (minutes := _how_much_later(said)) is not None:
        return Aside("later", minutes)
    return next((Aside(kind) for kind, words in _KINDS if words.fullmatch(said)), None)


def _how_much_later(said: str) -> int | None:
    lead = _MORE.match(said)
    rest = _EXTRA.sub("", _COURTESY_BEHIND.sub("", said[lead.end() :].rstrip(".! "))) if lead else said
    is_bare = rest.isdecimal() and not (lead and lead[0])
    return None if is_bare else read_minutes(rest)


def _only_asks(text: str) -> bool:
    """Whether it is one question and nothing before it."""
    said = text.strip()
    return said.endswith("?") and re.search(r"\w", said) is not None and not _SENTENCE.search(said.rstrip(" ?"))


TaskReplyKind: TypeAlias = Literal["taken", "declined", "more", "done", "blocked"]

_TAKES = _whole(
    rf"(?:(?:{_COURTESY}),? )?(?:i(?:'ll| will)? (?:take it|do it|look)|take it|taking it|taken|accept(?:ed)?"
    r"|on it|will do)"
    r"|yes|yep|yeah|yup|ja|ok(?:ay)?|kk?|sure|:\+1:|👍|(?:i am |i'm )?(?:working on it|looking into it)"
)
_DECLINES = _whole(
    rf"no|nope|nein|declined?|not me|(?:sorry,? )?(?:i )?(?:can't|cannot|can not)(?: do (?:it|this))?{_PLEASE}"
)
_BECAME = re.compile(
    r"(?:it is |it's |all |i am |i'm )?(?:(?P<done>done|finished|completed?|erledigt|fertig)|blocked|stuck)"
    r"(?:\s*[:,;.–—]+\s*|\s+-\s+|\s+(?=by\s|because\s|on\s))(?P<words>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
MORE_MIN = 5  # the button's; what is asked for in other minutes is no such answer


def task_reply(text: str) -> tuple[TaskReplyKind, str] | None:
    """What somebody who was asked for a thing replies, and the words that show it; None where that is not clear."""
    said = " ".join(text.replace("’", "'").split())
    if became := _BECAME.fullmatch(text.strip()):
        return "done" if became["done"] else "blocked", became["words"].strip()
    if _TAKES.fullmatch(said):
        return "taken", ""
    if _DECLINES.fullmatch(said):
        return "declined", ""
    match aside(text):
        case Aside("later", minutes) if minutes in {None, MORE_MIN}:
            return "more", ""
        case Aside("done"):
            return "done", ""
        case _:
            return None


def yes_or_no(text: str) -> bool | None:
    """The answer of a reply that is nothing but a yes or a no."""
    said = text.strip()
    return True if _YES.fullmatch(said) else False if _NO.fullmatch(said) else None
