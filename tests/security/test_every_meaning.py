"""Whatever a tap, a form or a command can mean: whoever is not in a private incident learns and changes nothing by it.

Law: every member of the types of meanings is asked by every kind of person, named by number and as if from the channel.
"""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from types import NoneType, UnionType
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

from bot import grammar as g
from bot.requests import forms
from bot.requests.actions import SayVerb, Share, Tap
from bot.requests.forms import Filled, StartBlank
from bot.requests.reply import Reply
from bot.requests.request import Meaning, Request
from tests.scenarios.conftest import Scene
from workspace.state.records import User

SECRET = "SecretCorp"
NAMED = {"put out, led": "leo", "put out, had a role": "bo", "member": "eva", "guest": "gus", "deactivated": "old"}
OTHERS = {
    "app": User("U0APP", "app2", "Another App", bot_id="B0APP2"),
    "of another company": User("U0MAL", "mal", "Mal Client", team_id="T0CLIENT"),
}
PLAIN: dict[Any, Any] = {
    str: "note 12 of it are gone",
    int: 1,
    bool: True,
    datetime: datetime(2026, 5, 14, 9, tzinfo=UTC),
    date: date(2026, 5, 28),
}
# What typed lines of forms take that are no free words; a person is nobody.
LINES = {
    "figure": "14",
    **dict.fromkeys(("by", "next", "eta", "at", "deadline", "due_on", "since", "until", "low", "high"), ""),
}
# Whose words are no free ones: a time, a topic.
BY_HAND: dict[Any, Meaning] = {
    Share: Share(place="C1", question="", known_at="", is_private=True),
    g.Help: g.Help(),
}


def made(hint: Any) -> Any:
    """A value of the type; of several the first that is something."""
    origin, args = get_origin(hint), get_args(hint)
    if hint in BY_HAND:
        return BY_HAND[hint]
    if isinstance(hint, NewType):
        return ""
    if origin is Literal:
        return args[0]
    if origin in {Union, UnionType}:
        return made(next(arg for arg in args if arg is not NoneType))
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        given = {name: line for name, line in LINES.items() if hints.get(name) is str}
        made_up = {field.name: made(hints[field.name]) for field in fields(hint)}
        return hint(**made_up | given)  # type: ignore[operator]
    return PLAIN[hint] if origin is None else () if origin is tuple else {}


KINDS = {*get_args(Tap), *get_args(Filled), *get_args(g.Intent)} - {SayVerb}  # which only a form can mean
IN_FORMS = [
    *(made(kind) for kind in get_args(forms.WantsWords) if kind is not SayVerb),
    *(SayVerb(verb.name) for verb in g.VERBS if verb.is_record),
]
MEANINGS: tuple[Meaning, ...] = (
    *(made(kind) for kind in sorted(KINDS, key=lambda kind: kind.__name__)),
    *(forms.WordsForm(means=means, words=PLAIN[str]) for means in IN_FORMS),
)


async def asked(scene: Scene, room: str, person: str) -> dict[str, Reply]:
    """What the person is answered, by what was meant."""
    answer = scene.stage.app.listeners._responder._dispatcher.answer
    requests = [Request(person, room, f"press:{person}:{n}", incident=1, meaning=m) for n, m in enumerate(MEANINGS)]
    return {f"{type(request.meaning).__name__} {request.cause}": await answer(request) for request in requests}


def tells(reply: Reply) -> bool:
    """Whether anything in it is about the incident; a form that opens another one is not."""
    return SECRET in repr(reply) or not (reply.form is None or isinstance(reply.form, StartBlank))


async def test_nobody_outside_learns_or_changes_anything_by_anything(scene: Scene) -> None:
    for user in OTHERS.values():
        scene.stage.slack.world.directory.add_user(user)
    await scene.staffed(f"sev1 {SECRET} leaks +private", logs="bo", code="ana")
    room = (await scene.channel(1)).id
    for words in (f"note {SECRET} calls", f"customer {SECRET} cannot pay", f"think {SECRET} did it"):
        await scene.types("leo", f"/incident {words}", where=room)
    for who in ("leo", "bo"):
        await scene.does("removes", "ana", who, room)
    before = await scene.entries()
    people = {kind: scene.id(who) for kind, who in NAMED.items()} | {kind: user.id for kind, user in OTHERS.items()}
    told = [
        (kind, meant)
        for kind, person in people.items()
        for meant, reply in (await asked(scene, room, person)).items()
        if tells(reply)
    ]

    assert [] == told
    assert before == await scene.entries()
    assert len(MEANINGS) / 20 < sum(map(tells, (await asked(scene, room, scene.id("ana"))).values()))
    assert len(before) + len(MEANINGS) / 20 < len(await scene.entries())
