"""What a line was probably meant for that is no command, so that its author is told what to type.

Law: nothing is done upon a guess; a command that ends an incident, or moves somebody, is not even suggested.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from bot.grammar.clauses import one_line, without_courtesy_behind
from bot.grammar.lead_in import as_title, without_polite_words
from bot.grammar.misread import Misread
from bot.grammar.replies import aside
from bot.grammar.shapes import VERB
from bot.grammar.verbs import every_word, row_of, verb_named

# None of them begins a command, and none needs a question mark; "when" does, unless an auxiliary stands behind it.
# With a colon behind its first words it tells: "what changed: the rename job".
_ASKS = re.compile(
    r"(?![^:：?\n]{1,60}[:：]\s)"
    r"(?:what|what['’]?s|who|who['’]?s|whose|how|how['’]?s|why|where|where['’]?s|wie|wer|warum|wieso"
    r"|(?:when|wann) (?:is|are|was|were|will|would|can|could|do|does|did|has|have|should|ist|sind|wird|kann))"
    r"\s+(?!<?@)\S",
    re.IGNORECASE,
)
_HOW_TO = re.compile(r"how (?:(?:do|can|could|should) (?:i|we|you|one)|to)\b", re.IGNORECASE)
_WHO_IT_IS = re.compile(r"who <?@", re.IGNORECASE)
_WHAT_IS = re.compile(r"(?:what|who)(?: is| are|['’]?s)\b", re.IGNORECASE)
_TAKE_BACK = re.compile(r"\btake back\b", re.IGNORECASE)
_SEVERITY_INSIDE = re.compile(
    r"(?<![\w/-])(?:sev(?:erity)?[ -]?([0-4])(?![\w/-])"
    r"|(?:(?<=\ba )|(?<=\bto )|(?<=\bis )|(?<=['’]s ))(?-i:P)([0-4])(?=(?: now)?[\s.!]*$))",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:no(?!,)|not|cannot|never|longer|\w+n['’]t)\b", re.IGNORECASE)
_FOLLOW_UP_ID = re.compile(r"f\d{1,4}", re.ASCII)
# What people type for a verb that has another name here.
_MEANT: Mapping[str, str] = {
    **dict.fromkeys(("comment", "log", "add", "say", "observed", "saw", "event"), "note <text>"),
    **dict.fromkeys(("idea", "maybe", "perhaps", "raise", "guess", "cause", "because"), "think <hypothesis>"),
    **dict.fromkeys(("escalate", "request", "blocked", "blocker"), "need exec <what>"),
    **dict.fromkeys(("owner", "lead", "assignee", "scribe", "deputy", "notetaker"), "role <role> @name"),
    **dict.fromkeys(("upgrade", "downgrade", "bump"), "sev <1-4> <why>"),
    **dict.fromkeys(("identify", "investigate", "mitigating"), "help status"),
    "share": "summary share @name",
    **dict.fromkeys(("notify", "ping"), "invite @name"),
    **dict.fromkeys(("eta", "mitigation", "rollback", "action"), "plan <what> eta 20m"),
    **dict.fromkeys(("customers", "client", "account"), "customer <name> cannot <what>"),
    **dict.fromkeys(("users", "count", "damage"), "impact <n> <what>"),
    **dict.fromkeys(("rca", "document", "retro"), "review"),
    "notiz": "note <text>",
    "bericht": "report <text>",
    "schaden": "impact <n> <what>",
    "hilfe": "help",
    **dict.fromkeys(("kunde", "kunden", "kundin"), "customer <name> cannot <what>"),
}
# The same of a word with which sentences begin too, where a figure follows it: "no customer is hurt" corrects nothing.
_MEANT_OF_A_FIGURE: Mapping[str, str] = {
    **dict.fromkeys(("no", "not", "wrong", "actually", "sorry", "oops", "typo", "meant"), "fix <id> <new words>"),
    **dict.fromkeys(("deadline", "due"), "customer <name> cannot <what> deadline 18:00"),
    "lower": "sev <1-4> <why>",
}
_A_FIGURE_FOLLOWS = re.compile(r"\S+ (?:(?:it|that) (?:is|was) |to |by |i meant )?\d", re.IGNORECASE)
# The same of a word that stands alone: "all clear" asks for no list.
_MEANT_ALONE: Mapping[str, str] = {
    **dict.fromkeys(("störung", "ausfall", "vorfall", "outage"), "start <what is wrong>"),
    **dict.fromkeys(("info", "overview", "details"), "card"),
    **dict.fromkeys(("all", "open", "active"), "list"),
}
# Near to a verb, and words of their own.
_NO_SLIPS = frozenset(
    (
        *("nope", "how", "what", "who", "why", "where", "they", "those", "there", "their", "then", "every", "most"),
        *("one", "none", "and", "as", "too", "old", "that's", "there's", "asked", "tried", "slow"),
        *("send", "alert", "disk", "deploy", "release", "site", "timeout"),
    )
)
_NEAR = 0.72
_VERY_NEAR = 0.84
SWAPPED_MIN_CHARS = 4
GLANCED_MAX_CHARS = 80
"""Where a severity is looked for in what nobody can read; a longer line is about something else."""


def asks(text: str) -> bool:
    """Whether the words ask, and begin no command."""
    return _ASKS.match(text) is not None


def asks_the_bot(text: str) -> bool:
    """Whether it is a question for what Sitrep knows or does; "why is checkout down" may name what is wrong."""
    said = as_title(text)
    return bool(_ASKS.match(said) and (_HOW_TO.match(said) or _WHAT_IS.match(said)))


def question(text: str) -> Misread:
    """A question in free words; of one how something is done, with the command that it names.

    A name counts before another word for a verb, and one such word for nothing: "how do I add a note".
    """
    if not _HOW_TO.match(text):
        return Misread("question", typed=text, did_you_mean="")
    asked = text[:GLANCED_MAX_CHARS].rstrip("?!. ")
    words = re.finditer(r"(?<!\S)\S", asked)
    found = [found for word in words if (found := VERB.match(asked, word.start()))]
    named = ["undo"] if _TAKE_BACK.search(asked) else []
    named += [row_of(one[1]).name for one in found if row_of(one[1]).name == one[1].lower()]
    named += [row_of(one[1]).name for one in found if " " in one[1]]
    return Misread("question", typed=text, did_you_mean=f"help {named[0]}" if named else "")


def unknown(text: str) -> Misread:
    """What nobody can read, with the nearest verb, or the one that has this name elsewhere."""
    line = without_courtesy_behind(without_polite_words(text))
    if len(text) <= GLANCED_MAX_CHARS and (talk := _talk(text)):
        return Misread(talk, typed=text)
    typed = line.split(maxsplit=1)[0].rstrip(",!?." if line.startswith(":") else ":,!?.") if line.strip() else text
    word = typed.lower()[:40]
    is_alone = len(line.split()) == 1
    if is_alone and line.endswith("?") and (asked := verb_named(word)):
        return Misread("unknown_verb", typed=line, did_you_mean=f"help {asked.name}")
    meant = _severity_meant(line[:GLANCED_MAX_CHARS]) or _MEANT.get(word, "")
    if _WHO_IT_IS.match(line):
        meant = "role <role> @name"
    if _FOLLOW_UP_ID.fullmatch(word):
        meant = f"follow-up {word.upper()} by <day>"
    meant = meant or (_MEANT_ALONE.get(word, "") if is_alone else "")
    if not meant and word in _MEANT_OF_A_FIGURE:
        meant = _MEANT_OF_A_FIGURE[word] if _A_FIGURE_FOLLOWS.match(line) else ""
    elif not meant and "=" not in word and word not in {*_NO_SLIPS, *_MEANT_ALONE} and not _talk(word):
        meant = _nearest(word)
    return Misread("unknown_verb", typed=typed if meant else one_line(line) or text, did_you_mean=meant)


def _talk(text: str) -> str:
    """The code of words that only thank, greet, or want to be left in peace; empty for any other."""
    said = aside(text)
    return said.kind if said is not None and said.kind in {"courtesy", "quiet"} else ""


def _severity_meant(line: str) -> str:
    """The command for the one severity that a line names; "no longer a sev 1" and "from sev 3 to sev 1" name none."""
    named = list(_SEVERITY_INSIDE.finditer(line))
    if len(named) != 1 or _DENIES.search(line, 0, named[0].start()):
        return ""
    return f"sev {max(1, int(named[0][1] or named[0][2]))}"


def _nearest(word: str) -> str:
    """The verb that a slip was meant for; of a grave one only its help, and only for a small one."""
    swapped = [one for one in every_word() if sorted(one) == sorted(word)] if len(word) >= SWAPPED_MIN_CHARS else []
    grave = [one for one in every_word() if row_of(one).is_grave]
    for near in (swapped, get_close_matches(word, grave, n=1, cutoff=_VERY_NEAR)):
        if near:
            return f"help {row_of(near[0]).name}" if near[0] in grave else near[0]
    harmless = [one for one in every_word() if not row_of(one).is_grave]
    return next(iter(get_close_matches(word, harmless, n=1, cutoff=_NEAR)), "")
