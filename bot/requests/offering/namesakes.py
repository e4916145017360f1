"""Which customer of a name is meant: a choice for each that may be, and where it may be, for another one.

Law: a choice says the command that was typed, with the id in place of the name, so that nothing of it is lost.
"""

import re
from collections.abc import Mapping, Sequence
from typing import cast

from bot.incident.errors import Refused
from bot.render.plain import one_line
from bot.requests.actions import SayAgain
from bot.requests.forms import Unfilled
from bot.requests.reply import TAPPED_CHARS_MAX, TITLE_CHARS_MAX, Choice, Reply
from bot.requests.request import Request
from bot.requests.wording import Wording

CANDIDATES_MAX = 10  # a row of buttons each; of more the words still say how to name one


def asked(request: Request, no: Refused, *, line: str) -> Reply:
    """The question with its choices; of what came by a form, the answer beside its line (Unfilled)."""
    told = Wording(f"refused/{no.code}", no.values)
    if request.meaning is not None:
        raise Unfilled({line: told})
    name = str(no.values["customer"])
    candidates = cast("Sequence[Mapping[str, str]]", no.values["candidates"])[:CANDIDATES_MAX]
    named = [(f"{one['id']} {one_line(one['name'], TITLE_CHARS_MAX)}", one["id"]) for one in candidates]
    other = [(f"Another one: {one_line(name, TITLE_CHARS_MAX)}", f'"{name}"')] if no.values["is_new"] else []
    choices = [
        Choice(label=label, means=SayAgain(text, request.cause), incident=request.incident)
        for label, called in (*named, *other)
        if (text := _called(request.text, name, called))
    ]
    return Reply(lines=[told], choices=choices, is_refusal=True)


def how_many(request: Request, no: Refused, *, line: str) -> Reply:
    """Whether names in a row are one customer or several; of what came by a form, beside its line (Unfilled)."""
    told = Wording(f"refused/{no.code}", no.values)
    if request.meaning is not None:
        raise Unfilled({line: told})
    name, names = str(no.values["customer"]), cast("Sequence[str]", no.values["names"])
    listed = one_line(" · ".join(names), TITLE_CHARS_MAX)
    meant = (
        (f"{len(names)} customers: {listed}", ", ".join(f'"{one}"' for one in names)),
        (f"One: {one_line(name, TITLE_CHARS_MAX)}", f'"{name}"'),
    )
    choices = [
        Choice(label=label, means=SayAgain(text, request.cause), incident=request.incident)
        for label, called in meant
        if (text := _called(request.text, name, called))
    ]
    return Reply(lines=[told], choices=choices, is_refusal=True)


def _called(text: str, name: str, called: str) -> str:
    """What was typed with another name for the customer; empty where the name is not found in it as it is."""
    found = re.search(rf"(?<![\w]){re.escape(name)}(?![\w])", text)
    again = f"{text[: found.start()]}{called}{text[found.end() :]}" if found else ""
    return again if len(again) <= TAPPED_CHARS_MAX else ""
