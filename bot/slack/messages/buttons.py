"""Buttons and pickers: a choice of a reply as Slack shows it, and what pressing one means.

Law: a `value` holds references, and the words that a person is in the middle of typing; both come back as they went.
What another version drew and this one does not know is answered, and does nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, TypeAlias, cast, get_args

from bot import grammar as g
from bot.incident import standing
from bot.incident.effects import Json
from bot.incident.facts import PlanName, PlanStage, QuestionAnswer, TaskAnswer, TaskEnd, UnknownRaised
from bot.incident.state import Incident
from bot.incident.vocabulary import name_of
from bot.render.plain import one_line
from bot.requests import actions as a
from bot.requests import forms
from bot.requests.reply import Choice
from bot.requests.request import Meaning
from bot.slack.messages import blocks as b
from bot.slack.messages.mrkdwn import decode_keeping_people, encode_keeping_people

UNKNOWN_RAISED = name_of(UnknownRaised)
ARGUMENT_CHARS_MAX = 100  # of an action_id, of which Slack takes 255 characters

Fields: TypeAlias = Mapping[str, Any]  # what a `value` carries


class _Unknown(Exception):
    """Our own buttons carry what they need; one of another version may not."""


def rows(choices: Sequence[Choice]) -> list[b.Block]:
    """The choices as Slack shows them, pickers and what belongs together in rows of their own."""
    pickers = [_picker(choice) for choice in choices if choice.picks_person]
    together: dict[str, list[Choice]] = {}
    for choice in choices:
        if not choice.picks_person:
            together.setdefault(choice.row, []).append(choice)
    shown = [pickers, *(_side_by_side(row) for row in together.values())]
    return [b.actions(row[: b.ACTIONS_MAX]) for row in shown if row]


def _side_by_side(row: Sequence[Choice]) -> list[b.Block]:
    """The menus of a row, then its buttons."""
    menus: dict[str, list[Choice]] = {}
    for choice in row:
        if choice.menu:
            menus.setdefault(choice.menu, []).append(choice)
    drawn = [_menu(prompt, choices) for prompt, choices in menus.items()]
    return [*drawn, *(button(choice) for choice in row if not choice.menu)]


def meaning_of(action: Fields) -> tuple[int | None, Meaning]:
    """The incident that a pressed button, or a picked person, is about, and what that means."""
    fields = b.unpacked(action.get("value") or (action.get("selected_option") or {}).get("value"))
    verb, argument = b.verb_of(action["action_id"]), b.argument_of(action["action_id"])
    try:
        if verb == b.PICK_PERSON:  # having no value, it holds incident and role in its action_id
            number, role, *stood = argument.split(":")
            if role == b.FOLLOW_UP and stood:
                return _number(number), a.AssignFollowUp(stood[0], owner=action["selected_user"])
            return _number(number), a.Entrust(role, action["selected_user"], _number(stood[0]) if stood else None)
        if verb == b.CHOOSE:  # a value has room for the command alone
            number, subject, seen = argument.split(":")
            return _number(number), a.SayWhile(action["selected_option"]["value"], subject, _number(seen))
        about = _number(fields["incident"]) if "incident" in fields else None
        return about, MEANINGS[verb](fields, about) if verb in MEANINGS else a.Newer()
    except _Unknown:
        return None, a.Newer()


def _picker(choice: Choice) -> b.Block:
    if isinstance(choice.means, a.AssignFollowUp):  # no role has this name
        action = b.action_id(b.PICK_PERSON, f"{choice.incident}:{b.FOLLOW_UP}:{choice.means.follow_up}")
        return b.person_picker(prompt=choice.label) | {"action_id": action}
    assert isinstance(choice.means, a.Entrust)
    seen = "" if choice.means.seen is None else f":{choice.means.seen}"
    action = b.action_id(b.PICK_PERSON, f"{choice.incident}:{choice.means.role}{seen}")
    return b.person_picker(prompt=choice.label) | {"action_id": action}


def _menu(prompt: str, choices: Sequence[Choice]) -> b.Block:
    first, texts = choices[0], [(choice.label, choice.means) for choice in choices]
    assert isinstance(first.means, a.SayWhile)
    options = [b.option(label, means.text) for label, means in texts if isinstance(means, a.SayWhile)]
    action = b.action_id(b.CHOOSE, f"{first.incident}:{first.means.subject}:{first.means.seen}")
    return b.select(options, prompt=prompt) | {"action_id": action}


# Taps that mean the same wherever they stand, but for the roles that they are about.
_BARE: Mapping[type, str] = MappingProxyType(
    {
        a.Join: b.JOIN,
        a.UndoResolve: b.RESOLVE_UNDO,
        a.KeepOnRecord: b.KEEP,
        a.KeepToOneself: b.NOT_NOW,
        a.AskLead: b.ASK_LEAD,
        a.ConfirmCompiled: b.CONFIRM,
        a.Postpone: b.POSTPONE,
        a.AskForHelp: b.HELP,
        a.HandOver: b.HAND_OVER,
    }
)


def _roles_in(tap: a.Tap) -> dict[str, Json]:
    return {"roles": [*tap.roles]} if isinstance(tap, a.Postpone | a.AskForHelp | a.HandOver) else {}


def button(choice: Choice) -> b.Block:
    """One choice as a button."""
    about: dict[str, Json] = {} if choice.incident is None else {"incident": choice.incident}
    match choice.means:
        case a.SayAgain(text, once) if choice.incident is None:
            action = b.action_id(b.FORM, one_line(text, ARGUMENT_CHARS_MAX))
            fields: dict[str, Json] = {"text": encode_keeping_people(text), **_once(once)}
        case a.SayAgain(text, once):
            action = b.action_id(b.PICK_INCIDENT, f"{choice.incident}:{one_line(text, ARGUMENT_CHARS_MAX)}")
            fields = {**about, "text": encode_keeping_people(text), **_once(once)}
        case a.SayWhile(text, subject, seen):
            action = b.action_id(b.SAY_WHILE, one_line(text, ARGUMENT_CHARS_MAX))
            fields = {**about, "text": encode_keeping_people(text), "subject": subject, "seen": seen}
        case a.Settle(verdict, hypothesis, seen):
            action = b.action_id(b.SETTLE, f"{verdict} H{hypothesis}")
            fields = {**about, "verdict": verdict, "hypothesis": f"H{hypothesis}", "seen": seen}
        case a.AskGroup(role, group):
            action, fields = b.action_id(b.ASK_GROUP, role), {**about, "role": role, "group": group}
        case a.WeighPast(past, helped):
            action = b.action_id(b.WEIGH_PAST, one_line(f"{int(helped)}:{past}", ARGUMENT_CHARS_MAX))
            fields = {**about, "past": past, "helped": helped}
        case a.AskWhich(subject):
            action, fields = b.action_id(b.ASK_WHICH, subject), {**about, "subject": subject}
        case a.OpenAnyway(text):
            action, fields = b.OPEN_ANYWAY, {**about, "text": encode_keeping_people(text)}
        case a.PickHypothesis(number, text):
            action = b.action_id(b.PICK_HYPOTHESIS, f"H{number}")
            fields = {**about, "hypothesis": f"H{number}", "text": encode_keeping_people(text)}
        case bare if type(bare) in _BARE:
            action, fields = b.action_id(_BARE[type(bare)], f"{choice.incident or ''}"), {**about, **_roles_in(bare)}
        case a.Strike(seqs):
            action, fields = b.STRIKE, {**about, "seqs": list(seqs)}
        case a.Share(place, question, known_at, is_private):
            shared: dict[str, Json] = {"to": place, "asked": question, "at": known_at, "private": is_private}
            action, fields = b.SHARE, {**about, **shared}
        case a.AnswerFollowUp() as answered:
            action = b.action_id(b.FOLLOW_UP, f"{answered.follow_up}:{answered.answer}:{choice.incident}")
            fields = {**about, **following_up(answered)}
        case a.FileFollowUp(name, is_agreed, knows_private):
            action = b.action_id(b.FILE, f"{name}:{int(is_agreed)}")
            fields = {**about, "follow_up": name, "agreed": is_agreed, "private": knows_private}
        case a.AssignFollowUp() as assigned:
            due_on = assigned.due_on.isoformat() if assigned.due_on else ""
            action = b.action_id(b.ASSIGN, f"{assigned.follow_up}:{assigned.owner}:{due_on}")
            fields = {**about, "follow_up": assigned.follow_up, "owner": assigned.owner, "due_on": due_on}
        case a.AnswerTask() as tap:
            action, fields = b.action_id(b.TASK, tap.answer), {**about, **tasking(tap)}
        case a.Clarify(how, of, line) as clarify:
            action, fields = b.action_id(b.CLARIFY, f"{how}:{of}:{line}"), {**about, **clarifying(clarify)}
        case _:
            raise TypeError(f"no reply offers {type(choice.means).__name__}")
    return b.button(choice.label, action, fields)


def under_post(name: str, values: Mapping[str, Json], incident: Incident) -> list[b.Block]:
    """What can be pressed under the message about a fact of this name: an unknown can be answered where it stands."""
    if name != UNKNOWN_RAISED:
        return []
    fields: dict[str, Json] = {"incident": incident.number, b.ANSWER_UNKNOWN: values["id"]}
    return [b.actions([b.button("Answer…", b.action_id(b.ANSWER_UNKNOWN, str(values["id"])), fields)])]


def _once(cause: str) -> dict[str, Json]:
    return {"once": cause} if cause else {}


def _say_again(fields: Fields, _: int | None) -> Meaning:
    return a.SayAgain(_text(fields), str(fields.get("once") or ""))


def clarifying(tap: a.Clarify) -> dict[str, Json]:
    """What a button or a form carries of it."""
    return {"how": tap.how, "about": tap.about, "line": tap.line}


def answering(tap: a.AnswerQuestion) -> dict[str, Json]:
    """What a button or a form carries of it."""
    time = tap.time.isoformat() if tap.time else ""
    return {"asked": tap.asked, "answer": tap.answer, "line": tap.line, "time": time}


def _answer_of(fields: Fields) -> a.AnswerQuestion | None:
    """The answer that a button or a form carries; None for one of another version."""
    answer, time = fields.get("answer"), str(fields.get("time") or "")
    if answer not in get_args(QuestionAnswer) or not str(fields.get("asked")).isdecimal():
        return None
    at = datetime.fromisoformat(time) if time else None
    return a.AnswerQuestion(int(fields["asked"]), cast("QuestionAnswer", answer), str(fields.get("line") or ""), at)


def _task_of(fields: Fields) -> a.AnswerTask | None:
    """The same of what became of a task."""
    answer = fields.get("task_answer")
    if answer not in TASK_ANSWERS or not fields.get("task"):
        return None
    words = str(fields.get("task_words") or "")
    return a.AnswerTask(str(fields["task"]), cast("TaskAnswer | TaskEnd", answer), words)


def _follow_up_of(fields: Fields) -> a.AnswerFollowUp | None:
    """The same of what becomes of a follow-up."""
    answer = fields.get("follow_up_answer")
    if answer not in FOLLOW_UP_ANSWERS or not fields.get("follow_up"):
        return None
    return a.AnswerFollowUp(str(fields["follow_up"]), cast("a.FollowUpAnswer", answer))


def following_up(tap: a.AnswerFollowUp) -> dict[str, Json]:
    """What a button or a form carries of it."""
    return {"follow_up": tap.follow_up, "follow_up_answer": tap.answer}


def _say_back_of(fields: Fields) -> a.SayBack | None:
    """The same of what a role goes on with."""
    return a.SayBack(str(fields[b.READ_BACK])) if fields.get(b.READ_BACK) else None


def _unknown_of(fields: Fields) -> g.AnswerUnknown | None:
    """The same of an unknown that is to be answered."""
    return g.AnswerUnknown(str(fields[b.ANSWER_UNKNOWN]), "") if fields.get(b.ANSWER_UNKNOWN) else None


def _fix_of(fields: Fields) -> g.Fix | None:
    """The same of a record that is to be worded anew."""
    return g.Fix(str(fields[b.FIX]), "") if fields.get(b.FIX) else None


def _ask_lead_of(fields: Fields) -> a.AskLead | None:
    """The same of a question to the lead."""
    return a.AskLead() if fields.get(b.ASK_LEAD) else None


def _say_verb_of(fields: Fields) -> a.SayVerb | None:
    """The same of a command whose words a form asks for."""
    verb = g.verb_named(str(fields.get(b.SAY_VERB) or ""))
    return a.SayVerb(verb.name) if verb is not None and verb.is_record else None


def _step_of(fields: Fields) -> g.StepPlan | None:
    """The same of how far a plan is."""
    which, stage = fields.get(b.STEP_PLAN), fields.get("stage")
    if which not in get_args(PlanName) or stage not in get_args(PlanStage):
        return None
    return g.StepPlan(cast("PlanName", which), cast("PlanStage", stage))


def tasking(tap: a.AnswerTask) -> dict[str, Json]:
    """What a button or a form carries of it."""
    said: dict[str, Json] = {"task_words": tap.words} if tap.words else {}
    return {"task": tap.task, "task_answer": tap.answer, **said}


TASK_ANSWERS = frozenset((*get_args(TaskAnswer), *get_args(TaskEnd)))


def _clarify_of(fields: Fields) -> a.Clarify | None:
    """The same of what somebody said about what they typed."""
    how = str(fields.get("how") or "")
    if how not in CLARIFICATIONS:
        return None
    return a.Clarify(cast("a.Clarification", how), str(fields.get("about") or ""), str(fields.get("line") or ""))


def words_wanted_by(fields: Fields) -> forms.WantsWords | None:
    """What the one line of words in a form is for, by what the form carries; None for one of another version."""
    readers = (
        _answer_of,
        _task_of,
        _follow_up_of,
        _say_back_of,
        _clarify_of,
        _unknown_of,
        _step_of,
        _ask_lead_of,
        _fix_of,
        _say_verb_of,
    )
    return next((means for read in readers if (means := read(fields)) is not None), None)


def _words_in(alias: object) -> frozenset[str]:
    """The words of an alias that is made of others."""
    return frozenset(word for part in get_args(alias) for word in (get_args(part) or (part,)))


CLARIFICATIONS = _words_in(a.Clarification)
FOLLOW_UP_ANSWERS = _words_in(a.FollowUpAnswer)


def _needed(fields: Fields, name: str) -> Any:
    if name not in fields:
        raise _Unknown
    return fields[name]


def _number(value: object) -> int:
    if not str(value).isdecimal():
        raise _Unknown
    return int(str(value))


def _text(fields: Fields) -> str:
    return decode_keeping_people(str(_needed(fields, "text")))


def _roles(fields: Fields) -> tuple[str, ...]:
    """The roles that a button is about: one on the card, those that are late on a reminder."""
    return (fields["role"],) if fields.get("role") else tuple(fields.get("roles") or ())


def _offer(fields: Fields) -> int | None:
    return _number(fields["offer"]) if "offer" in fields else None


def _report(fields: Fields, _: int | None) -> Meaning:
    roles = _roles(fields)
    return g.Report(role=roles[0] if len(roles) == 1 else None)


def _hypothesis_number(fields: Fields) -> int:
    return _number(str(_needed(fields, "hypothesis")).removeprefix("H"))


def _hypothesis(fields: Fields, _: int | None) -> Meaning:
    return a.PickHypothesis(_hypothesis_number(fields), _text(fields))


def _while(fields: Fields, _: int | None) -> Meaning:
    return a.SayWhile(_text(fields), str(_needed(fields, "subject")), _number(_needed(fields, "seen")))


def _settle(fields: Fields, _: int | None) -> Meaning:
    verdict = _needed(fields, "verdict")
    if verdict not in get_args(a.HypothesisVerdict):
        raise _Unknown
    return a.Settle(verdict, _hypothesis_number(fields), _number(_needed(fields, "seen")))


def _assign(fields: Fields, _: int | None) -> Meaning:
    day, owner = str(fields.get("due_on") or ""), str(fields.get("owner") or "")
    try:
        due_on = date.fromisoformat(day) if day else None
    except ValueError:
        raise _Unknown from None
    return a.AssignFollowUp(str(_needed(fields, "follow_up")), owner, due_on)


def _ask_which(fields: Fields, _: int | None) -> Meaning:
    subject = _needed(fields, "subject")
    if subject not in {standing.SEVERITY, standing.STATUS}:
        raise _Unknown
    return a.AskWhich(subject)


def _severity(fields: Fields, _: int | None) -> Meaning:
    """One drawn before it was known what it stood under is the command."""
    level = _number(_needed(fields, "severity"))
    if "seen" not in fields:
        return g.Sev(level=level)
    return a.SayWhile(f"sev {level}", standing.SEVERITY, _number(fields["seen"]))


def _more(fields: Fields, incident: int | None) -> Meaning:
    """An option behind three dots: the question for a subject, or a command."""
    return _ask_which(fields, incident) if "subject" in fields else a.SayAgain(_text(fields))


def _share(fields: Fields, _: int | None) -> Meaning:
    to, asked, at, private = (_needed(fields, name) for name in ("to", "asked", "at", "private"))
    return a.Share(str(to), str(asked), str(at), bool(private))


# What each verb of `blocks` means, from the fields of its value and the incident that it is about.
MEANINGS: Mapping[str, Callable[[Fields, int | None], Meaning]] = MappingProxyType(
    {
        b.ACCEPT: lambda fields, _: a.Accept(_offer(fields)),
        b.DECLINE: lambda fields, _: a.Decline(_offer(fields)),
        b.TAKE: lambda fields, _: g.Role(role=_needed(fields, "role"), person="me"),
        b.REPORT: _report,
        b.NOTHING_NEW: lambda fields, _: a.ReportNothingNew(_roles(fields)),
        b.POSTPONE: lambda fields, _: a.Postpone(_roles(fields)),
        b.HELP: lambda fields, _: a.AskForHelp(_roles(fields)),
        b.SEND_BRIEF: lambda fields, _: a.SendBrief(_number(_needed(fields, "draft"))),
        b.TOLD: lambda _, __: forms.RecordForm(kind=forms.TOLD),
        b.SWITCH_OFF: lambda fields, _: a.SwitchOff(str(_needed(fields, "prompt"))),
        b.WEIGH_PAST: lambda fields, _: a.WeighPast(str(_needed(fields, "past")), bool(_needed(fields, "helped"))),
        b.SLOW_DOWN: lambda fields, _: a.SlowDown(_number(_needed(fields, "times"))),
        b.CAN_HELP: lambda fields, _: a.AnswerHelp(str(_needed(fields, "need")), bool(_needed(fields, "can"))),
        b.HAND_OVER: lambda fields, _: a.HandOver(_roles(fields)),
        b.REASSIGN: lambda fields, _: a.HandOver(_roles(fields)),
        b.ASK: lambda fields, _: a.AskInPerson(_roles(fields)),
        b.LOOK_AFTER: lambda fields, _: a.LookAfter(_roles(fields)),
        b.HERE: lambda _, __: a.SayHere(),
        b.RECORD: lambda _, __: a.Record(),
        b.BRIEF: lambda _, incident: g.Summary(incident=incident),
        b.JOIN: lambda _, __: a.Join(),
        b.OPEN_ANYWAY: lambda fields, _: a.OpenAnyway(_text(fields)),
        b.PICK_HYPOTHESIS: _hypothesis,
        b.PICK_INCIDENT: _say_again,
        b.RESOLVE_UNDO: lambda _, __: a.UndoResolve(),
        b.CALL: lambda fields, _: a.CallAgain(_needed(fields, "role")),
        b.SEVERITY: _severity,
        b.STRIKE: lambda fields, _: a.Strike(tuple(_number(seq) for seq in _needed(fields, "seqs"))),
        b.KEEP: lambda _, __: a.KeepOnRecord(),
        b.SHARE: _share,
        b.NOT_NOW: lambda _, __: a.KeepToOneself(),
        b.ANSWER: lambda fields, _: _answer_of(fields) or a.Newer(),
        b.CLARIFY: lambda fields, _: _clarify_of(fields) or a.Newer(),
        b.FOLLOW_UP: lambda fields, _: _follow_up_of(fields) or a.Newer(),
        b.ASSIGN: _assign,
        b.FILE: lambda fields, _: a.FileFollowUp(
            str(_needed(fields, "follow_up")), bool(_needed(fields, "agreed")), bool(_needed(fields, "private"))
        ),
        b.TASK: lambda fields, _: _task_of(fields) or a.Newer(),
        b.ASK_GROUP: lambda fields, _: a.AskGroup(_needed(fields, "role"), str(_needed(fields, "group"))),
        b.READ_BACK: lambda fields, _: a.SayBack(_needed(fields, "role")),
        b.STEP_PLAN: lambda fields, _: _step_of(fields) or a.Newer(),
        b.ANSWER_UNKNOWN: lambda fields, _: _unknown_of(fields) or a.Newer(),
        b.ASK_LEAD: lambda _, __: a.AskLead(),
        b.CONFIRM: lambda _, __: a.ConfirmCompiled(),
        b.SAY_WHILE: _while,
        b.SETTLE: _settle,
        b.ASK_WHICH: _ask_which,
        b.MORE: _more,
        b.FORM: _say_again,
    }
)
