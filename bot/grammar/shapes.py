"""THE table of the shapes of a line: each row writes what was typed another way as a line with its command in front.

Law: the first row that fits reads the line. What rewrites a command is first, for no row behind would know its word;
then a role that speaks, for "logs: start is slow" begins no incident; then every command by its name, which counts
before whatever else its words could be. The rows behind that name no command, and fit no line together.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.grammar.clauses import COLON, one_line, without_courtesy_behind
from bot.grammar.duty import says_nothing_new
from bot.grammar.people import NAME, Roles, role_pattern
from bot.grammar.records import is_judged
from bot.grammar.verbs import every_word, verb_named

ROLE_LINE_MAX_CHARS = 200
"""A line that only gives somebody a role is a short one."""

# "severity=2 msg=timeout" is a line of a log.
_GLUED_SEVERITY = re.compile(r"sev(?:erity)?(?:-?(?=\d)|=(?=\d[.!]*$))", re.IGNORECASE | re.ASCII)
_PRIORITY = re.compile(r"p-?[0-5](?=[:,]|[.!]?$)", re.IGNORECASE)
VERB = re.compile(
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
_UNKNOWN = re.compile(r"u ?\d{1,4}(?:\s*[:=]|\s)\s*\S", re.IGNORECASE | re.ASCII)
_FOLLOW_UP = re.compile(
    r"f ?\d{1,4}[\s:,–-]+(?:(?:is |was )?(?:done|finished|completed?)\b|won['’]?t |(?:is|will) not |not to be done|drop"
    r"|(?:to )?(?:@|<@)|by |file\b)",
    re.IGNORECASE | re.ASCII,
)
_HYPOTHESIS = r"(?:h|hypothesis) ?#?\d{1,4}"
BEGINS_WITH_HYPOTHESIS = re.compile(rf"{_HYPOTHESIS}(?=[\s/:,])", re.IGNORECASE | re.ASCII)
_GIVEN = r"(?:takes?|has|gets|is|does|on|to|for|as|becomes|will take)"
_HOW = r"(?:tak(?:e|ing) |have |got |do |on )?"
_TAKES = r"(?:i(?:['’]ll|['’]m|['’]ve| will| can| am)?|let me|taking)"


@dataclass(frozen=True, slots=True)
class LineShape:
    """One way to say what is wanted; `plain` is None for a line of another shape.

    `typed` is an example, and `understood` the same line with its command in front.
    """

    says: str
    typed: str
    understood: str
    plain: Callable[[str, Roles], str | None]


def _instead(begins: re.Pattern[str], command: str) -> Callable[[str, Roles], str | None]:
    """The command in the place of what the line begins with."""
    return lambda text, _: begins.sub(command, text, count=1) if begins.match(text) else None


def _before(begins: Callable[[str], object], command: str) -> Callable[[str, Roles], str | None]:
    """The command in front of a line that begins so."""
    return lambda text, _: f"{command} {text}" if begins(text) else None


def _role_speaks(text: str, roles: Roles) -> str | None:
    """A report, unless the word is a command of its own ("customer: Northwind") or the role is given away."""
    role = re.match(rf"({role_pattern(roles)})\s*{COLON}(?!\s*{NAME})", text, re.IGNORECASE)
    return f"report {text}" if role and not _is_name_of_a_row(role[1]) else None


def _is_name_of_a_row(word: str) -> bool:
    verb = verb_named(word)
    return verb is not None and verb.name == word.lower()


def _gives_role(text: str, roles: Roles) -> str | None:
    """The role and its person, of a line that is about nothing else."""
    line = one_line(without_courtesy_behind(text)) if len(text) <= ROLE_LINE_MAX_CHARS else ""
    role = rf"(?P<role>{role_pattern(roles)})"
    in_front = re.match(rf"{role}(?:\s*{COLON}|\s|$)", text, re.IGNORECASE)
    if in_front and re.fullmatch(rf"{role}(?:[ :]+(?:{NAME}|none|nobody|me))?", line, re.IGNORECASE):
        return f"role {line}"
    given = re.fullmatch(rf"(?P<name>{NAME})[ :,]+(?:{_GIVEN} ){{0,2}}(?:over )?(?:the )?{role}", line, re.IGNORECASE)
    if given:
        return f"role {given['role']} {given['name']}"
    taken = re.fullmatch(rf"{_TAKES} {_HOW}(?:over )?(?:the )?{role}", line, re.IGNORECASE)
    return f"role {taken['role']}" if taken else None


def _settles(command: str, words: str) -> Callable[[str, Roles], str | None]:
    """The command with the hypothesis and what shows it; "H2 confirmed?" asks."""
    begins = re.compile(
        rf"({_HYPOTHESIS})[\s:,–-]+(?:(?:is|was|has been|now)\s+){{0,2}}(?:{words})"
        r"(?![\w?])[\s:,.–-]*(?:because\s+)?",
        re.IGNORECASE | re.ASCII,
    )
    return lambda text, _: (
        begins.sub(rf"{command} \1 ", text, count=1) if begins.match(text) and not text.endswith("?") else None
    )


SHAPES = (
    LineShape("a severity without a blank", "sev=2", "sev 2", _instead(_GLUED_SEVERITY, "sev ")),
    LineShape("a priority", "P1: nobody can pay", "sev P1: nobody can pay", _before(_PRIORITY.match, "sev")),
    LineShape(
        "what its own command says anew",
        "fix title Payments fail",
        "title Payments fail",
        _instead(_FIXES_BY_NAME, ""),
    ),
    LineShape("a role that speaks", "logs: two of 14 found", "report logs: two of 14 found", _role_speaks),
    LineShape(
        "a command by its name",
        "note the index is whole",
        "note the index is whole",
        lambda text, _: text if VERB.match(text) else None,
    ),
    LineShape("who has a role", "@bo takes logs", "role logs @bo", _gives_role),
    LineShape(
        "the answer to an unknown", "U1: 212 accounts", "answer U1: 212 accounts", _before(_UNKNOWN.match, "answer")
    ),
    LineShape("what became of a follow-up", "F1 done", "follow-up F1 done", _before(_FOLLOW_UP.match, "follow-up")),
    LineShape("that there is nothing new", "nothing new", "report nothing new", _before(says_nothing_new, "report")),
    LineShape(
        "what confirms a hypothesis",
        "H2 is confirmed: 14 carry the old id",
        "confirm H2 14 carry the old id",
        _settles("confirm", "confirmed|proven"),
    ),
    LineShape(
        "what rules it out",
        "H1 ruled out because the index is whole",
        "rule out H1 the index is whole",
        _settles("rule out", "ruled out|refuted|disproved|disproven|(?:a )?dead end"),
    ),
    LineShape("how likely it is", "H2 is unlikely", "think H2 is unlikely", _before(is_judged, "think")),
)


def plain(text: str, roles: Roles) -> str | None:
    """The line with its command in front; None where no row fits."""
    written = (shape.plain(text, roles) for shape in SHAPES)
    return next((line for line in written if line is not None), None)
