"""Reads the verbs that change nothing: summary, card, timeline, catch-up, lists, the review, and help."""

import re
from dataclasses import replace
from typing import Literal, get_args

from bot.grammar.clauses import Clause, behind, in_any_order, one_line, without_courtesy_behind
from bot.grammar.duty import reviewer
from bot.grammar.input import Input, needed, nothing_more
from bot.grammar.intents import (
    Card,
    Catchup,
    Export,
    Exported,
    ExportForm,
    ExportPlaybook,
    Help,
    Hypotheses,
    List,
    Prepare,
    Review,
    Reviewer,
    Search,
    Similar,
    Stats,
    Summary,
    Timeline,
)
from bot.grammar.misread import Misread
from bot.grammar.people import NAME, Address, Channel, Name, read_address, read_channel, read_name
from bot.grammar.periods import read_period
from bot.grammar.times import at, read_when

_FORMS: dict[str, ExportForm] = {form: form for form in get_args(ExportForm)} | {"markdown": "md"}
_DOCUMENTS: dict[str, Exported] = {document: document for document in get_args(Exported)} | {
    "debrief": "walkthrough",
    "steps": "walkthrough",
    "picture": "glance",
}
_UNCONFIRMED = re.compile(
    r"(?<!\S)(?:without|no|and)(?: the| any)? (?:unconfirmed|not confirmed)(?: lines?| words)?(?!\S)", re.IGNORECASE
)
_PERSON_OUT = re.compile(rf"(?<!\S)(?:without|and)(?: the name of)? ({NAME})(?!\S)", re.IGNORECASE)
_CONFIRMABLE: frozenset[Exported] = frozenset({"summary", "brief"})
_PLAYBOOK = frozenset({"playbook", "runbook"})
_BETWEEN = frozenset({"a", "an", "as", "at", "in", "of", "the", "to"})
_ALL = re.compile(r"\s*(?:all|whole|full|everything)(?!\S)", re.IGNORECASE)
HERE = Channel(None, "")  # the channel in which it is typed
_SHARE = re.compile(r"(?<!\S)share(?: (?:with|to|in))?(?: |$)", re.IGNORECASE)


def _target(text: str) -> Name | Channel | Address | None:
    if re.fullmatch(r"(?:in )?(?:here|this channel)[.!]?", text.strip(), re.IGNORECASE):
        return HERE
    place = read_channel(text.strip()) or read_address(text.strip().rstrip(".,;!"))
    return place or (read_name(text.strip()) if re.fullmatch(NAME, text.strip()) else None)


_share: Clause[Name | Channel | Address] = behind(r"share(?: (?:with|to|in))?|to|for|with", _target)


def summary(said: Input) -> Summary:
    """`[share #channel|@person|a@b.example|here] [at 14:05]`, in either order."""
    text, when, target = in_any_order(said.text.strip(), at, _share)
    if target is None and (asked := _SHARE.search(text)):
        raise Misread("share_target_unclear", typed=text[asked.end() :])
    nothing_more(text)
    return Summary(target, when)


def prepare(said: Input) -> Prepare:
    """`[at 14:05]`; here the "at" may be left out."""
    text, when = at(said.text.strip())
    bare = None if when else read_when(text)
    if bare is None:
        nothing_more(text)
    return Prepare(when or bare)


def timeline(said: Input) -> Timeline:
    """`[all] [at 14:05]`; here the "at" may be left out."""
    asked = _ALL.match(said.text)
    text, when = at((said.text[asked.end() :] if asked else said.text).strip())
    bare = None if when else read_when(text)
    if bare is None:
        nothing_more(text)
    return Timeline(when or bare, whole=asked is not None)


def catchup(said: Input) -> Catchup:
    nothing_more(said.text)
    return Catchup()


def hypotheses(said: Input) -> Hypotheses:
    nothing_more(said.text)
    return Hypotheses()


def card(said: Input) -> Card:
    nothing_more(said.text)
    return Card()


_WHICH: dict[str, Literal["open", "resolved", "all"]] = {
    **dict.fromkeys(("", "open", "active", "current", "incidents", "open incidents"), "open"),
    **dict.fromkeys(("resolved", "closed", "past", "recent", "ended"), "resolved"),
    **dict.fromkeys(("all", "everything", "all incidents"), "all"),
}


_PAGE = re.compile(r"(?:^|\s)page\s+0*([1-9]\d{0,3})$")


def list_which(said: Input) -> List:
    """`[open|all|resolved] [page 2]`."""
    typed = one_line(without_courtesy_behind(said.text)).lower()
    page = _PAGE.search(typed)
    which = typed[: page.start()] if page else typed
    if which not in _WHICH:
        nothing_more(said.text)
    return List(_WHICH.get(which, "open"), int(page[1]) if page else 1)


def stats(said: Input) -> Stats:
    """`[last 90 days|all]`."""
    typed = one_line(without_courtesy_behind(said.text))
    period = read_period(typed)
    if period is None:
        raise Misread("period_unclear", typed=typed)
    return Stats(period)


def search(said: Input) -> Search:
    return Search(needed(said.text, "words"))


def similar(said: Input) -> Similar:
    return Similar(words=without_courtesy_behind(said.text).strip())


def review(said: Input) -> Review | Reviewer:
    """`[INC-42]` shows it; somebody's name, or a day, says whose it is."""
    return reviewer(said) if said.text.strip() else Review()


def export(said: Input) -> Export | ExportPlaybook:
    """Which document in which form, in any order: `brief as pdf`, `html`; behind or between them what is left out.

    `walkthrough` and `glance` by themselves say which.
    """
    typed = without_courtesy_behind(said.text)
    line = one_line(f"{said.typed} {typed}" if said.typed in _DOCUMENTS else typed)
    words = [word for word in line.lower().split() if word not in _BETWEEN]
    if _PLAYBOOK & set(words):
        return _playbook(words)
    people = [found[1] for found in _PERSON_OUT.finditer(line)] if "without" in line.lower() else []
    if len(people) > 1:
        raise Misread("one_person_out", typed=people[1])
    text, left_out = _UNCONFIRMED.subn("", _PERSON_OUT.sub("", line) if people else line)
    asked = _document(text)
    if left_out and asked.document not in _CONFIRMABLE:
        raise Misread("nothing_unconfirmed", typed=asked.document)
    return replace(asked, confirmed_only=bool(left_out), without=read_name(people[0]) if people else None)


def _document(text: str) -> Export:
    """Only the picture is an SVG."""
    words = [word.lstrip(".") for word in text.lower().split() if word not in _BETWEEN]
    if "without" in words:
        raise Misread("without_what", typed=text[text.lower().index("without") :])
    unknown = [word for word in words if word not in _FORMS and word not in _DOCUMENTS]
    if unknown:
        raise Misread("unknown_form", typed=unknown[0], known=", ".join(get_args(ExportForm)))
    form = next((_FORMS[word] for word in words if word in _FORMS), None)
    document = next((_DOCUMENTS[word] for word in words if word in _DOCUMENTS), None)
    if form == "svg" and document not in {None, "glance"}:
        raise Misread("no_picture", typed=str(document))
    if document == "glance" or form == "svg":
        return Export(form or "svg", "glance")
    return Export(form or "md", document or "summary")


def _playbook(words: list[str]) -> ExportPlaybook:
    """In the one form that can be imported, and as it is: steps without a name that stands in them are others."""
    rest = [word for word in words if word not in {*_PLAYBOOK, "md", "markdown", "file"}]
    if len(rest) > 1 or any(word in _FORMS for word in rest):
        raise Misread("playbook_form", typed=" ".join(rest))
    return ExportPlaybook(rest[0] if rest else "")


_HELPS_WITH = re.compile(r"[\s,]*(?:me\b\s*)?(?:(?:with|on|about|for|to)\s+)?(?:(?:the|my|an?)\s+)?", re.IGNORECASE)


def help_about(said: Input) -> Help:
    """`[command|all]`; `help with customers` is about the command that is called so in the singular."""
    lead = _HELPS_WITH.match(said.text)
    topic = without_courtesy_behind(said.text[lead.end() :] if lead else said.text)
    return Help(all=True) if topic.lower() in {"all", "everything"} else Help(topic or None)
