"""A reply: what somebody gets in answer to a request, as a value. A door renders it.

Law: a reply holds no markup and no widget. What choosing an answer means travels as a value as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast, get_args

from bot import grammar as g
from bot.incident.errors import Refused
from bot.render.plain import one_line
from bot.requests.actions import PickHypothesis, SayAgain, Tap
from bot.requests.documents import Document, Page
from bot.requests.forms import Blank
from bot.requests.targets import Several
from bot.requests.wording import Wording

TITLE_CHARS_MAX = 50  # of an incident, beside its number

# Verbs about one hypothesis, which may be left unnamed.
_ABOUT_ONE = frozenset(kind.verb for kind in get_args(g.Intent) if "hypothesis" in kind.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the answers to a question back: its label, and what choosing it means for which incident.

    `picks_person`: a person is chosen, whom the door fills in; the label asks for one.
    """

    label: str
    means: Tap
    incident: int | None = None
    picks_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Words line by line with a foot in small print and choices, or a page to read, or a form to fill in.

    `remarks`: what has to be told of how the words were read. `errors`: why a filled form cannot be taken, by line.
    `incident`: what was opened, touched or read. `is_refusal`: nothing was done or shown.
    """

    lines: Sequence[Wording] = ()
    remarks: Sequence[Wording] = ()
    foot: Wording | None = None
    choices: Sequence[Choice] = ()
    page: Page[Document] | None = None
    form: Blank | None = None
    errors: Mapping[str, Wording] = field(default_factory=dict)
    incident: int | None = None
    is_refusal: bool = False


def in_words(name: str, **values: object) -> Reply:
    """One message and nothing else."""
    return Reply(lines=[Wording(name, values)])


def refusal(no: g.Misread | Refused, text: str) -> Reply:
    """Why it was not done; where that only asks which one is meant, with the choices. `text` is what was typed."""
    if isinstance(no, Several):
        choices = [
            Choice(label=f"INC-{number} {one_line(title, TITLE_CHARS_MAX)}", means=SayAgain(text), incident=number)
            for number, title in no.incidents
        ]
        return Reply(lines=[Wording("which_incident")], choices=choices, is_refusal=True)
    if no.code == "which_hypothesis":
        return Reply(lines=[Wording("which_hypothesis")], choices=_hypotheses(no, text), is_refusal=True)
    return Reply(lines=[Wording(f"refused/{no.code}", no.values)], is_refusal=True)


def _hypotheses(no: g.Misread | Refused, text: str) -> list[Choice]:
    """The open hypotheses, {id, text} each; choosing one types the command again, with the id in it."""
    known = cast("Sequence[Mapping[str, str]]", no.values["hypotheses"])
    return [
        Choice(
            label=f"{one['id']} {one['text']}",
            means=PickHypothesis(int(one["id"].removeprefix("H")), with_id(text, one["id"])),
        )
        for one in known
    ]


def with_id(text: str, hypothesis_id: str) -> str:
    """The command as if the person had named the hypothesis: the id stands right behind the verb."""
    spellings = [word for verb in g.VERBS if verb.name in _ABOUT_ONE for word in (verb.name, *verb.aliases)]
    for spelling in sorted(spellings, key=len, reverse=True):
        if text.lower().startswith(spelling):
            return f"{text[: len(spelling)]} {hypothesis_id}{text[len(spelling) :]}"
    return text
