"""Reads one line, typed behind `/incident` or `@Sitrep`, into what the person wants.

Law: any text gives an intent or a Misread, never another error, and never silence.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import get_args

from bot.grammar.clauses import BETWEEN, COLON, INVISIBLE, clean, one_line, unquoted, without_courtesy_behind
from bot.grammar.duty import says_nothing_new
from bot.grammar.input import Input
from bot.grammar.intents import About, Card, Help, Intent, Report, Undo
from bot.grammar.misread import Misread
from bot.grammar.people import NAME, Roles, role_pattern, spellings
from bot.grammar.records import is_judged
from bot.grammar.replies import aside
from bot.grammar.severities import LEADING_EMOJI
from bot.grammar.verbs import VERBS, Verb, every_word, verb_named, verb_of
from bot.incident.facts import PlanName
from bot.incident.policy import DUTIES

DEFAULT_ROLES = spellings(DUTIES)

LINE_MAX_CHARS = 40_100
"""Slack cuts a message at 40,000 characters (https://docs.slack.dev/reference/methods/chat.postMessage); an answer to a
reminder is read with the word `report` in front."""

ROLE_LINE_MAX_CHARS = 200
"""A line that only gives somebody a role is a short one."""

_ADDRESS = re.compile(rf"inc(?:ident)?[ -]?#?(\d{{1,9}})(?!\w|[.:]\d){BETWEEN}", re.IGNORECASE | re.ASCII)
_ADDRESS_INSIDE = re.compile(r"(?<!\S)(?:inc(?:ident)?[ -]?#?|#)(\d{1,9})(?!\w)", re.IGNORECASE | re.ASCII)
_BARE_NUMBER = re.compile(r"(\d{1,9})(?:\s+|$)", re.ASCII)
# These take no free text, so an incident's number may stand anywhere in them; elsewhere "duplicate of INC-41" is text.
_NUMBER_ANYWHERE = {
    "summary",
    "prepare",
    "card",
    "timeline",
    "catchup",
    "review",
    "export",
    "followups",
    "playbook",
    "write playbook",
}
_NUMBER_ALONE = {"similar"}  # or free text
_COMMAND_ITSELF = re.compile(r"/incident(?:\s+|$)", re.IGNORECASE)
_GREETING = re.compile(
    r"(?:hi|hey|hello|hallo|moin|servus|good (?:morning|afternoon|evening)|guten (?:morgen|tag|abend))"
    r"(?: (?:there|all|team|bot))?[\s!.,]*",
    re.IGNORECASE,
)
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
_ANOTHER_COMMAND = re.compile(r"\n[ ]*(/incident[ ]+\S[^\n]*)", re.IGNORECASE)
_PRIORITY = re.compile(r"p-?[0-5](?=[:,]|[.!]?$)", re.IGNORECASE)
_BEFORE_A_LINE = re.compile(rf"\A(?:[{INVISIBLE} \n,]|{COLON})+")
_MARK_IN_FRONT = re.compile(r"\A(?:(?:[-*•–>]|&gt;|\d{1,2}[.)])\s+){1,2}(?=\S)")
_MADE_BOLD = re.compile(r"\A([*_`~])([\w?/][\w ?/-]{0,30})\1(?=[\s:]|$)")
# "severity=2 msg=timeout" is a line of a log.
_GLUED_SEVERITY = re.compile(r"sev(?:erity)?(?:-?(?=\d)|=(?=\d[.!]*$))", re.IGNORECASE | re.ASCII)
_VERB = re.compile(
    r"({})(?=[\s:：,!]|\.(?:\s|$)|$)(?:[.!](?=\s|$))?(?:\s*(?:{})|\s+=(?=\s))?\s*".format(
        "|".join(
            re.sub(r"(?<=\w)(?:\\ |\\-)", r"[\\s_-]+", re.escape(word)) for word in sorted(every_word(), key=len)[::-1]
        ),
        COLON,
    ),
    re.IGNORECASE,
)
# What is said anew by its own verb is put right by it: "fix title …", "correct the time detected 13:20".
_FIXES_BY_NAME = re.compile(
    r"(?:fix|correct|correction|amend)[\s:]+(?:the |my )?(?=(?:title|time|key ?time|plan[ -]?[ab]|bridge|report)[\s:]"
    r"|(?:impact|customer|sev|severity)[\s:]+(?!#|[a-z] ?\d))",
    re.IGNORECASE | re.ASCII,
)
_POLITE = re.compile(
    r"(?:(?:please|pls|plz|kindly|hey|hi|hello|ok|okay|can you|could you|would you|will you)[\s,]+){1,4}", re.IGNORECASE
)
_JUDGES = re.compile(r"(?:h|hypothesis) ?#?\d{1,4}(?=[\s/:,])", re.IGNORECASE | re.ASCII)
_OF_AN_UNKNOWN = re.compile(r"u ?\d{1,4}(?:\s*[:=]|\s)\s*\S", re.IGNORECASE | re.ASCII)
_FOLLOW_UP_ID = re.compile(r"f\d{1,4}", re.ASCII)
_OF_A_FOLLOW_UP = re.compile(
    r"f ?\d{1,4}[\s:,–-]+(?:(?:is |was )?(?:done|finished|completed?)\b|won['’]?t |(?:is|will) not |not to be done|drop"
    r"|(?:to )?(?:@|<@)|by |file\b)",
    re.IGNORECASE | re.ASCII,
)
_SETTLES = re.compile(
    r"((?:h|hypothesis) ?#?\d{1,4})[\s:,–-]+(?:(?:is|was|has been|now)\s+){0,2}"
    r"(?:(?P<confirmed>confirmed|proven)|ruled out|refuted|disproved|disproven|(?:a )?dead end)"
    r"(?![\w?])[\s:,.–-]*(?:because\s+)?",
    re.IGNORECASE | re.ASCII,
)
# By its own name, for "fixed by the rollback" and "duplicate of INC-3" are reasons, and so is "fix deployed".
_NAMED_VERB = re.compile(
    rf"(?:{'|'.join(re.escape(verb.name) for verb in VERBS if verb.name != 'fix')})(?=[\s:]\s*\S)", re.IGNORECASE
)
# "sev 1 and status mitigated": no reason begins so. "And search is down" is a reason.
_JOINED = re.compile(
    r"(?:and(?: then)?|then|&amp;|&|\+)\s+(?P<other>status[\s:]+[a-z]+(?=[:,;.!]|$)"
    r"|sev(?:erity)?[ -]?[1-4](?=[:,;.!]|$)|(?:note|report)\s?[:：]|(?:resolve|close|close anyway|approve)[.!]?$)",
    re.IGNORECASE,
)
_GIVEN = r"(?:takes?|has|gets|is|does|on|to|for|as|becomes|will take)"
_TAKES = r"(?:i(?:['’]ll|['’]m|['’]ve| will| can| am)?|let me|taking)"

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
# Verbs that end an incident, move a role or take something back are never suggested: whoever means them knows them.
_GRAVE = frozenset({"private", "archive", "resolve", "close", "cancel", "reopen", "role", "approve", "undo", "status"})
_HAS_A_VALUE = frozenset({"role", "status"})
_NEAR = 0.72
_VERY_NEAR = 0.84
SWAPPED_MIN_CHARS = 4
GLANCED_MAX_CHARS = 80
"""Where a severity is looked for in what nobody can read; a longer line is about something else."""


def parse(text: str, *, roles: Roles = DEFAULT_ROLES) -> Intent:
    """What the text asks for; an empty one asks for help. Raises Misread, which the door shows to the one who typed."""
    if len(text) > LINE_MAX_CHARS:
        raise Misread("line_too_long", chars=str(len(text)), limit=str(LINE_MAX_CHARS))
    text = _without_lead_in(_unmarked(clean(text)))
    if another := _ANOTHER_COMMAND.search(text):
        raise Misread("two_commands", typed=another[1])
    address = _ADDRESS.match(text)
    text = _without_courtesy(text[address.end() :] if address else text)
    if not text or _GREETING.fullmatch(text):
        return Card(incident=int(address[1])) if address else Help(is_menu=True)
    verb, said = _verb(text, roles)
    try:
        return _alone(_read(verb, said, address), said)
    except Misread as wrong:
        raise wrong.within(verb=verb.name, usage=verb.usage, example=verb.example) from None


def _alone(intent: Intent, said: Input) -> Intent:
    """The intent; raises Misread (two_commands) where a part of its reason is a command of its own."""
    if other := _joined(getattr(intent, "why", ""), said):
        raise Misread("two_commands", typed=other)
    further = said.text.splitlines()[1:] if hasattr(intent, "why") else ()
    if another := next((line.strip() for line in further if _NAMED_VERB.match(line.strip())), ""):
        raise Misread("two_commands", typed=another)
    return intent


def _joined(why: str, said: Input) -> str:
    """The command that a reason consists of; behind a colon it is the reason all the same."""
    joined = _JOINED.match(why)
    if joined is None or said.apart or said.text.rstrip().removesuffix(why).rstrip().endswith((":", "：")):
        return ""
    other = why[joined.start("other") :]
    try:
        verb, rest = _verb(other, said.roles)
        read = _read(verb, rest, None)
    except Misread:
        return ""
    return "" if verb.name == "status" and isinstance(read, Report) else other


def asks_the_bot(text: str) -> bool:
    """Whether it is a question for what Sitrep knows or does; "why is checkout down" may name what is wrong."""
    said = as_title(text)
    return bool(_ASKS.match(said) and (_HOW_TO.match(said) or _WHAT_IS.match(said)))


def asks_to_read(text: str) -> bool:
    """Whether one word is all that was said, and a command that shows something, opens the report form, or undoes.

    "resolved" is none: in answer to "what do you see?" it says what is seen.
    """
    word = text.strip().rstrip(".! ")
    if not word or len(word.split()) > 1:
        return False
    try:
        intent = parse(word)
    except Misread:
        return False
    return verb_of(intent).is_reading or isinstance(intent, Undo) or (isinstance(intent, Report) and intent.is_empty)


def behind_address(text: str) -> str:
    """The words without courtesies before them and without the incident's number."""
    text = _without_lead_in(clean(text))
    address = _ADDRESS.match(text)
    return text[address.end() :] if address else text


def verb_without_words(text: str, *, roles: Roles = DEFAULT_ROLES) -> tuple[Verb, str] | None:
    """The command of which only the name was typed, with that name as it was typed; a plan's letter belongs to it."""
    try:
        verb, said = _verb(_without_courtesy(behind_address(text)), roles)
    except Misread:
        return None
    letter = said.text.strip(" :").lower()
    if not letter:
        return verb, said.typed
    return (verb, f"{verb.name} {letter}") if verb.name == "plan" and letter in get_args(PlanName) else None


def names_incident(text: str) -> bool:
    """Whether an incident's number stands in front."""
    return number_in(text) is not None


def number_in(text: str) -> int | None:
    """The number of the incident in front of the words."""
    address = _ADDRESS.match(_without_lead_in(clean(text)))
    return int(address[1]) if address else None


def as_title(text: str) -> str:
    """What was typed, on one line and without courtesies, as the title that it may be meant for."""
    text = one_line(_without_lead_in(clean(text)))
    polite = _POLITE.match(text)
    return text[polite.end() :] if polite and polite.end() < len(text) else text


def _without_lead_in(text: str) -> str:
    """The text from its first word on, that word without marks nobody can see."""
    text = _BEFORE_A_LINE.sub("", text, count=1)
    text = text[command.end() :] if (command := _COMMAND_ITSELF.match(text)) else text
    first = re.match(r"\S+", text)
    seen = re.sub(f"[{INVISIBLE}]", "", first[0]) if first else ""
    return (seen + text[len(first[0]) :]).strip() if first else ""


def _unmarked(text: str) -> str:
    """A command without what a list, a quotation, an emphasis or emoji put around it; other words keep their marks.

    An emoji may deny what stands behind it, so it stays before a verb that ends an incident and the like.
    """
    bare = _MARK_IN_FRONT.sub("", unquoted(_MARK_IN_FRONT.sub("", text)))
    emoji = LEADING_EMOJI.match(bare)
    bare = _MADE_BOLD.sub(r"\2", bare[emoji.end() :] if emoji else bare)
    command = _COMMAND_ITSELF.match(bare)
    found = _VERB.match(bare, command.end() if command else 0)
    if bare == text or not (found or command) or (emoji and found and _row_of(found).name in _GRAVE):
        return text
    return bare


def _without_courtesy(text: str) -> str:
    """The text from its verb on: "could you please start …". What is no courtesy before a verb stays."""
    polite = _POLITE.match(text)
    return text[polite.end() :] if polite and _VERB.match(text, polite.end()) else text


def _verb(text: str, roles: Roles) -> tuple[Verb, Input]:
    """The row of the table, and what was typed behind its name; raises Misread (unknown_verb)."""
    text = _GLUED_SEVERITY.sub("sev ", text, count=1) if _GLUED_SEVERITY.match(text) else text
    text = f"sev {text}" if _PRIORITY.match(text) else text
    text = _FIXES_BY_NAME.sub("", text, count=1) if _FIXES_BY_NAME.match(text) else text
    if _ASKS.match(text):
        raise _question(text)
    role = re.match(rf"({role_pattern(roles)})(?:\s*({COLON})|(?=\s|$))\s*", text, re.IGNORECASE)
    found = _VERB.match(text)
    spoken = role is not None and role[2] is not None and not re.match(NAME, text[role.end() :])
    if role and _is_no_verb(role[1]) and spoken:
        return _row("report"), Input("report", text, roles)
    if found:
        typed = " ".join(found[1].lower().split())
        apart = bool(re.search(r"[:：.!]\s*$", found[0]))
        if found[0].rstrip().endswith("=") and _row(typed).name in _GRAVE - _HAS_A_VALUE:  # "close = true"
            raise Misread("unknown_verb", typed=one_line(text), did_you_mean="")
        return _row(typed), Input(typed, text[found.end() :], roles, apart)
    if duty := _of_a_role(text, role, roles):
        return _row("role"), Input("role", duty, roles)
    if _OF_AN_UNKNOWN.match(text):
        return _row("answer"), Input("answer", text, roles)
    if _OF_A_FOLLOW_UP.match(text):
        return _row("follow-up"), Input("follow-up", text, roles)
    if says_nothing_new(text):
        return _row("report"), Input("report", text, roles)
    settles = _SETTLES.match(text)
    if settles and not text.endswith("?"):
        name = "confirm" if settles["confirmed"] else "rule out"
        return _row(name), Input(name, f"{settles[1]} {text[settles.end() :]}", roles)
    if _JUDGES.match(text):
        if not is_judged(text):
            raise Misread("not_judged", typed=text)
        return _row("think"), Input("think", text, roles)
    raise _unknown(text)


def _of_a_role(text: str, role: re.Match[str] | None, roles: Roles) -> str:
    """The role and its person, of a line without a verb that is about nothing else: "logs @bo", "@bo takes logs"."""
    text = one_line(without_courtesy_behind(text[:ROLE_LINE_MAX_CHARS])) if len(text) <= ROLE_LINE_MAX_CHARS else ""
    named = rf"(?:the )?(?P<role>{role_pattern(roles)})"
    if role and re.fullmatch(rf"{named}(?:[ :]+(?:{NAME}|none|nobody|me))?", text, re.IGNORECASE):
        return text
    given = re.fullmatch(rf"(?P<name>{NAME})[ :,]+(?:{_GIVEN} ){{0,2}}(?:over )?{named}", text, re.IGNORECASE)
    if given:
        return f"{given['role']} {given['name']}"
    taken = re.fullmatch(rf"{_TAKES} (?:take |have |got |do |on )?(?:over )?{named}", text, re.IGNORECASE)
    return taken["role"] if taken else ""


def _is_no_verb(word: str) -> bool:
    """Whether the word names no row of its own: "customer: Northwind" is the verb, "logs: all quiet" the role."""
    verb = verb_named(word)
    return verb is None or verb.name != word.lower()


def _row(word: str) -> Verb:
    verb = verb_named(word)
    if verb is None:
        raise _unknown(word)
    return verb


def _row_of(found: re.Match[str]) -> Verb:
    """The row of what `_VERB` found."""
    return _row(" ".join(found[1].lower().split()))


def _question(text: str) -> Misread:
    """A question in free words; of one how something is done, with the command that it names.

    A name counts before another word for a verb, and one such word for nothing: "how do I add a note".
    """
    if not _HOW_TO.match(text):
        return Misread("question", typed=text, did_you_mean="")
    asked = text[:GLANCED_MAX_CHARS].rstrip("?!. ")
    words = re.finditer(r"(?<!\S)\S", asked)
    found = [found for word in words if (found := _VERB.match(asked, word.start()))]
    named = ["undo"] if _TAKE_BACK.search(asked) else []
    named += [_row_of(one).name for one in found if _row_of(one).name == one[1].lower()]
    named += [_row_of(one).name for one in found if " " in one[1]]
    return Misread("question", typed=text, did_you_mean=f"help {named[0]}" if named else "")


def _unknown(text: str) -> Misread:
    """What nobody can read, with the nearest verb, or the one that has this name elsewhere."""
    polite = _POLITE.match(text)
    line = without_courtesy_behind(text[polite.end() :] if polite and polite.end() < len(text) else text)
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
    grave = [one for one in every_word() if _row(one).name in _GRAVE]
    for near in (swapped, get_close_matches(word, grave, n=1, cutoff=_VERY_NEAR)):
        if near:
            return f"help {_row(near[0]).name}" if near[0] in grave else near[0]
    harmless = [one for one in every_word() if _row(one).name not in _GRAVE]
    return next(iter(get_close_matches(word, harmless, n=1, cutoff=_NEAR)), "")


def _read(verb: Verb, said: Input, address: re.Match[str] | None) -> Intent:
    number = int(address[1]) if address else None
    alone = verb.name in _NUMBER_ALONE and re.fullmatch(
        rf"{_ADDRESS.pattern}|\d{{1,9}}", said.text.strip(), _ADDRESS.flags
    )
    if verb.name in _NUMBER_ANYWHERE or alone:
        inside = _BARE_NUMBER.match(said.text) or _ADDRESS_INSIDE.search(said.text)
        if inside:
            number = int(inside[1])
            said = replace(said, text=f"{said.text[: inside.start()]} {said.text[inside.end() :]}".strip())
    intent = verb.read(said)
    if isinstance(intent, Help) and intent.topic is not None:
        return Help((verb_named(intent.topic) or verb_named(intent.topic.removesuffix("s")) or _row(intent.topic)).name)
    if number is None:
        return intent
    if not isinstance(intent, About):
        raise Misread("not_about_one_incident", typed=f"INC-{number}")
    return replace(intent, incident=number)
