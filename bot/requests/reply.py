"""A reply: what somebody gets in answer to a request, as a value. A door renders it.

Law: a reply holds no markup and no widget. What choosing an answer means travels as a value as well.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast, get_args

from bot import grammar as g
from bot.incident.errors import Refused
from bot.incident.playbooks import PlaybookVersion
from bot.render.plain import one_line
from bot.requests.actions import (
    AnswerFollowUp,
    AssignFollowUp,
    KeepOnRecord,
    OpenAnyway,
    PickHypothesis,
    SayAgain,
    Strike,
    Tap,
)
from bot.requests.documents import Document, Page
from bot.requests.forms import Blank
from bot.requests.targets import Outside, Several
from bot.requests.text import name_people
from bot.requests.wording import Wording
from bot.story.glance import Glance

TITLE_CHARS_MAX = 50  # of an incident, beside its number
SETTLED_MAX = 3  # follow-ups that can be given to somebody beside what is still open
WORDS_CHARS_MAX = 150  # of what somebody typed, given back in an answer
TAPPED_CHARS_MAX = 1000  # what is longer does not fit behind a button

# Verbs about one hypothesis, which may be left unnamed.
_ABOUT_ONE = frozenset(kind.verb for kind in get_args(g.Intent) if "hypothesis" in kind.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of the answers to a question back: its label, and what choosing it means for which incident.

    `picks_person`: a person is chosen, whom the door fills in; the label asks for one. Choices of one `menu` stand in a
    list under these words, and mean SayWhile of one subject; those of one `row` stand side by side.
    """

    label: str
    means: Tap
    incident: int | None = None
    picks_person: bool = False
    menu: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Words line by line with a foot in small print and choices, or a page to read, or a form to fill in.

    `file`: the page goes to whoever asked as a file of this form, and the words say so; `glance` is the picture in it,
    and `stand_in` what it says instead of the name of somebody who is left out. Or a `playbook` does so.
    `is_newest`: the page shows the incident as it stands, not as it was at a time that was asked for.
    `remarks`: what has to be told of how the words were read. `errors`: why a filled form cannot be taken, by line.
    `incident`: what was opened, touched or read. `is_refusal`: nothing was done or shown.
    """

    lines: Sequence[Wording] = ()
    remarks: Sequence[Wording] = ()
    foot: Wording | None = None
    choices: Sequence[Choice] = ()
    page: Page[Document] | None = None
    file: g.ExportForm | None = None
    glance: Glance | None = None
    stand_in: str = ""
    playbook: PlaybookVersion | None = None
    is_newest: bool = False
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
    if no.code == "not_adopted":
        return Reply(lines=[Wording(f"refused/{no.code}", no.values)], choices=_adopt_anyway(no, text), is_refusal=True)
    make = _CHOICES.get(no.code)
    choices = make(no) if make else []
    return Reply(lines=[Wording(f"refused/{no.code}", no.values)], choices=choices, is_refusal=True)


def _adopt_anyway(no: g.Misread | Refused, text: str) -> list[Choice]:
    """Only that very many people would read along is for whoever asks to say."""
    is_to_say = no.values["why"] == "many" and len(text) <= TAPPED_CHARS_MAX
    return [Choice(label="Adopt it all the same", means=OpenAnyway(text))] if is_to_say else []


# What can be settled with a tap before it is closed: the end, the button, and the command that it says.
_FIRST = (("approval", "Approve the summary", "approve"), ("review", "I review it", "reviewer me"))


def _close_anyway(no: g.Misread | Refused) -> list[Choice]:
    """Whoever saw what is still open closes it as it is."""
    number = cast("int", no.values["number"])
    ends = cast("Sequence[Mapping[str, str]]", no.values["ends"])
    lost = [end["id"] for end in ends if end["kind"] == "follow-up"][:SETTLED_MAX]
    kinds = {end["kind"] for end in ends}
    return [
        *(Choice(label=label, means=SayAgain(said), incident=number) for kind, label, said in _FIRST if kind in kinds),
        Choice(label="Close all the same", means=SayAgain(f"close anyway {no.values['why']}"), incident=number),
        *(choice for name in lost for choice in _settling(number, name)),
    ]


def _settling(number: int, name: str) -> list[Choice]:
    """What a follow-up wants before its incident is closed: an owner, a day, or the reason why it will not be done."""
    return [
        Choice(label=f"Who does {name}?", means=AssignFollowUp(name), incident=number, picks_person=True),
        Choice(label=f"{name}: by which day…", means=AnswerFollowUp(name, "move"), incident=number, row=name),
        Choice(label="Not to be done…", means=AnswerFollowUp(name, "will not do"), incident=number, row=name),
    ]


def _reword(no: g.Misread | Refused) -> list[Choice]:
    """Whoever approves rewords what judges, in a form, or approves it as it is."""
    number = cast("int", no.values["number"])
    flags = cast("Sequence[Mapping[str, str]]", no.values["flags"])
    named = dict.fromkeys(flag["called"] for flag in flags if flag["called"])
    return [
        *(Choice(label=f"Reword {name}…", means=SayAgain(f"fix {name}"), incident=number) for name in named),
        Choice(label="Approve all the same", means=SayAgain("approve anyway"), incident=number),
    ]


def _cancel_one(no: g.Misread | Refused) -> list[Choice]:
    """Whoever has too many open ends one with a tap."""
    standing = cast("Sequence[tuple[int, str]]", no.values["standing"])
    return [Choice(label=f"Cancel INC-{number}", means=SayAgain("cancel"), incident=number) for number, _ in standing]


def _strike_before(no: g.Misread | Refused) -> list[Choice]:
    """What `undo` cannot take back stands; the record before it goes only on the word of whoever made it."""
    number, seqs = cast("int", no.values["number"]), cast("Sequence[int]", no.values["seqs"])
    if not seqs:
        return []
    return [
        Choice(label="Strike it", means=Strike(tuple(seqs)), incident=number),
        Choice(label="Keep it", means=KeepOnRecord(), incident=number),
    ]


_CHOICES: Mapping[str, Callable[[g.Misread | Refused], list[Choice]]] = {
    "unfinished": _close_anyway,
    "judging": _reword,
    "too_many_open": _cancel_one,
    "undone_otherwise": _strike_before,
}


def offered(
    outside: Outside, text: str, *, once: str, verb: g.Verb | None, why: g.Misread | Refused | None = None
) -> Reply:
    """Words that change nothing where they were typed: they open an incident, or are added to one, at a tap.

    `verb` is the command that they can be read as, if any. What is no record is added as a note: no tap ends an
    incident, moves a role or takes anything back. `why` is what else is wrong with them; `once` as in `SayAgain`.
    """
    title = one_line(name_people(g.as_title(text), {}), TITLE_CHARS_MAX)
    added = text if verb is not None and verb.is_record else f"note {text}"
    start = [Choice(label=f"Start “{title}”", means=SayAgain(f"start: {g.as_title(text)}"))]
    add = [
        Choice(label=f"Add to INC-{number}", means=SayAgain(added, once), incident=number)
        for number, _ in outside.incidents
    ]
    choices = [*(start if outside.may_start else []), *add] if len(text) <= TAPPED_CHARS_MAX else []
    asked = Wording(
        "outside",
        {
            "words": one_line(name_people(text, {}), WORDS_CHARS_MAX),
            "incidents": outside.incidents,
            "more": outside.more,
            "choices": bool(choices),
            "command": verb.usage if verb is not None else "",
        },
    )
    # That several may be meant is no reason of its own: they stand on the buttons.
    wrong = [Wording(f"refused/{why.code}", why.values)] if why is not None and not isinstance(why, Several) else []
    return Reply(lines=[*wrong, asked], choices=choices, is_refusal=True)


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
