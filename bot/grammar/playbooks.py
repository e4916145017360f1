"""Reads what is said of playbooks: which one is shown, written or used, and which of its steps are done."""

import re

from bot.grammar.clauses import one_line, without_courtesy_behind, without_lead_in
from bot.grammar.input import Input, nothing_more
from bot.grammar.intents import KeepPlaybook, Playbook, Playbooks, TickSteps, UsePlaybook, WritePlaybook
from bot.grammar.misread import Misread

_PAGE = re.compile(r"page\s+0*([1-9]\d{0,3})$", re.ASCII)
_OF = re.compile(
    r"(?:(?:of|from|for|the one of)\s+)?(?:inc(?:ident)?[ -]?#?|#)?(\d{1,9})(?:[’']s)?[.!]?", re.IGNORECASE | re.ASCII
)
_NAME = re.compile(r"(?:(?:of|from|for|the one of)\s+)?[“\"'‘]?(\w[\w.-]*?)[”\"'’]?[.!]?")
_STEP = r"(?:steps?\s+|nr\.?\s*|no\.?\s*|#)?"
_ONE = re.compile(rf"{_STEP}(\d{{1,4}})(?!\w|[:.]\d)", re.IGNORECASE | re.ASCII)
_LIST = re.compile(rf"{_STEP}\d{{1,4}}(?:(?:\s*[,;&+]\s*|\s+and\s+)\d{{1,4}})+(?!\w)", re.IGNORECASE | re.ASCII)
_RANGE = re.compile(
    rf"{_STEP}(?P<first>\d{{1,4}})\s*(?:-|\u2013|to)\s*(?P<last>\d{{1,4}})(?!\w)", re.IGNORECASE | re.ASCII
)
_DONE = re.compile(
    r"[\s:,.–-]*(?:(?:is|are|was|were) )?(?:done|ticked|checked|completed?|ok)(?!\w)[\s:,.–-]*", re.IGNORECASE
)
_NOT_DONE = re.compile(
    r"[\s:,–-]*(?:(?:is |are )?(?:not (?:yet )?(?:done|ticked|complete|ok)|undone?|open)[.!]?"
    r"|(?:has |have )?(?:failed|fails|did(?: not|n['’]t)|does(?: not|n['’]t)|could not|cannot|skipped?|not possible)"
    r"\b.*)",
    re.IGNORECASE,
)
AT_ONCE_MAX = 20  # as many as a checklist has


def playbook(said: Input) -> Playbook:
    """`[INC-41|name]`."""
    return Playbook(called=_called(said))


def playbooks(said: Input) -> Playbooks:
    """`[page 2]`."""
    typed = one_line(without_courtesy_behind(said.text)).lower()
    page = _PAGE.fullmatch(typed)
    if page is None:
        nothing_more(said.text)
    return Playbooks(int(page[1]) if page else 1)


def write_playbook(said: Input) -> WritePlaybook:
    """`[INC-41]`."""
    return WritePlaybook(called=_called(said))


def use_playbook(said: Input) -> UsePlaybook:
    """`INC-41|name`: which playbook it is; where it is used stands in front, or is the channel."""
    of, called = _which(said)
    return UsePlaybook(of, called)


def keep_playbook(said: Input) -> KeepPlaybook:
    """`INC-41|name`, as `use_playbook`."""
    of, called = _which(said)
    return KeepPlaybook(of, called)


def _which(said: Input) -> tuple[int | None, str]:
    """The number of the incident that it came from, or the name that its file gave it."""
    found = _OF.fullmatch(without_courtesy_behind(said.text).strip())
    if found is not None:
        return int(found[1]), ""
    called = _called(said)
    if not called:
        raise Misread("playbook_unclear", typed=said.text.strip())
    return None, called


def _called(said: Input) -> str:
    """Its name, which is one word; empty where none is typed. Misread for more."""
    typed = without_courtesy_behind(said.text).strip()
    found = _NAME.fullmatch(typed)
    if typed and found is None:
        raise Misread("playbook_unclear", typed=typed)
    return found[1].lower() if found is not None else ""


def step(said: Input) -> TickSteps:
    """`3 [done] [what it showed]`, `2, 3 done`, `2-4 done`."""
    text = one_line(said.text)
    numbers, rest = _numbers(text)
    if not numbers or len(numbers) > AT_ONCE_MAX or _NOT_DONE.fullmatch(rest):
        raise Misread("step_unclear", typed=text)
    done = _DONE.match(rest)
    return TickSteps(numbers, (rest[done.end() :] if done else without_lead_in(rest)).strip())


def _numbers(text: str) -> tuple[tuple[int, ...], str]:
    """The numbers in front, each once, and the rest; of "3, 2 of 14 are there" the first alone is a step."""
    one = _ONE.match(text)
    if one is None:
        return (), text
    for several in (_RANGE.match(text), _LIST.match(text)):
        if several is not None and (several.end() == len(text) or _DONE.match(text, several.end())):
            return _each(several), text[several.end() :]
    return (int(one[1]),), text[one.end() :]


def _each(several: re.Match[str]) -> tuple[int, ...]:
    if "last" in several.re.groupindex:
        first, last = int(several["first"]), int(several["last"])
        return tuple(range(first, min(last, first + AT_ONCE_MAX) + 1))
    return tuple(dict.fromkeys(int(number) for number in re.findall(r"\d+", several[0])))
