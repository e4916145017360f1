"""What stands in front of a command and is none of it: the marks of a list, emoji, `/incident`, courtesies, INC-42.

Law: only what a command follows is taken off; other words keep their marks, for they may be somebody's record.
"""

import re

from bot.grammar.clauses import BETWEEN, COLON, INVISIBLE, clean, one_line, unquoted
from bot.grammar.severities import LEADING_EMOJI
from bot.grammar.shapes import VERB
from bot.grammar.verbs import row_of

ADDRESS = re.compile(rf"\Ainc(?:ident)?[ -]?#?(\d{{1,9}})(?!\w|[.:]\d){BETWEEN}", re.IGNORECASE | re.ASCII)
_COMMAND_ITSELF = re.compile(r"/incident(?:\s+|$)", re.IGNORECASE)
_BEFORE_A_LINE = re.compile(rf"\A(?:[{INVISIBLE} \n,]|{COLON})+")
_MARK_IN_FRONT = re.compile(r"\A(?:(?:[-*•–>]|&gt;|\d{1,2}[.)])\s+){1,2}(?=\S)")
_MADE_BOLD = re.compile(r"\A([*_`~])([\w?/][\w ?/-]{0,30})\1(?=[\s:]|$)")
_POLITE = re.compile(
    r"(?:(?:please|pls|plz|kindly|hey|hi|hello|ok|okay|can you|could you|would you|will you)[\s,]+){1,4}", re.IGNORECASE
)


def behind_address(text: str) -> str:
    """The words without courtesies before them and without the incident's number."""
    return ADDRESS.sub("", without_lead_in(clean(text)), count=1)


def names_incident(text: str) -> bool:
    """Whether an incident's number stands in front."""
    return number_in(text) is not None


def number_in(text: str) -> int | None:
    """The number of the incident in front of the words."""
    address = ADDRESS.match(without_lead_in(clean(text)))
    return int(address[1]) if address else None


def as_title(text: str) -> str:
    """What was typed, on one line and without courtesies, as the title that it may be meant for."""
    return without_polite_words(one_line(without_lead_in(clean(text))))


def without_polite_words(text: str) -> str:
    """The text behind its courtesies; one that is nothing else stays."""
    polite = _POLITE.match(text)
    return text[polite.end() :] if polite and polite.end() < len(text) else text


def without_lead_in(text: str) -> str:
    """The text from its first word on, that word without marks nobody can see."""
    text = _BEFORE_A_LINE.sub("", text, count=1)
    text = text[command.end() :] if (command := _COMMAND_ITSELF.match(text)) else text
    first = re.match(r"\S+", text)
    seen = re.sub(f"[{INVISIBLE}]", "", first[0]) if first else ""
    return (seen + text[len(first[0]) :]).strip() if first else ""


def unmarked(text: str) -> str:
    """A command without what a list, a quotation, an emphasis or emoji put around it; other words keep their marks.

    An emoji may deny what stands behind it, so it stays before a verb that ends an incident and the like.
    """
    bare = _MARK_IN_FRONT.sub("", unquoted(_MARK_IN_FRONT.sub("", text)))
    emoji = LEADING_EMOJI.match(bare)
    bare = _MADE_BOLD.sub(r"\2", bare[emoji.end() :] if emoji else bare)
    command = _COMMAND_ITSELF.match(bare)
    found = VERB.match(bare, command.end() if command else 0)
    if bare == text or not (found or command) or (emoji and found and row_of(found[1]).is_grave):
        return text
    return bare


def without_courtesy(text: str) -> str:
    """The text from its verb on: "could you please start …". What is no courtesy before a verb stays."""
    polite = _POLITE.match(text)
    return text[polite.end() :] if polite and VERB.match(text, polite.end()) else text
