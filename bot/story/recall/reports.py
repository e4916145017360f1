"""Reads a report that was written elsewhere, as Markdown or JSON, into past incidents.

Law: words are filed under the part that their heading or key names, and nothing is concluded from them. What no part is
known for is kept as `other`; a report in which no part is known is one summary.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.story.recall.past import DeadEnd, Past
from bot.story.recall.terms import words

REPORT_CHARS_MAX = 1_000_000  # a long post-mortem has fifty thousand
NAME_CHARS_MAX = 100
TITLE_CHARS_MAX = 300
HEADING_WORDS_MAX = 6  # a longer one speaks of something, and names no part
NESTING_MAX = 20  # of JSON: a report is flat, and Python's own stack is not endless
OWN_NAME = re.compile(r"INC-\d+", re.IGNORECASE)

# What headings and keys are called, as words; the longest that stands in a heading says which part follows.
PARTS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "date": ("date", "incident date", "happened on"),
    "summary": ("summary", "overview", "abstract", "tl dr", "in short", "one line", "what happened", "text", "body"),
    "symptom": (
        *("symptom", "symptoms", "impact", "harm", "effect", "effects", "customer impact", "user impact"),
        *("what it looked like", "what we saw", "detection", "how it was noticed"),
    ),
    "cause": (
        *("cause", "causes", "root cause", "root causes", "contributing", "contributing factors", "trigger"),
        *("why it happened", "what it was", "diagnosis"),
    ),
    "fix": (
        *("fix", "fixes", "resolution", "mitigation", "mitigations", "solution", "recovery", "workaround"),
        *("what fixed it", "what helped", "how it was resolved", "how it was fixed", "decisions"),
    ),
    "dead_ends": (
        *("dead end", "dead ends", "what did not work", "what did not help", "ruled out", "red herring"),
        *("red herrings", "tried in vain", "wrong hypotheses", "false leads", "hypotheses"),
    ),
    "system": ("system", "systems", "service", "services", "affected services", "component", "components", "area"),
    "other": (
        *("lessons", "lessons learned", "lessons learnt", "action items", "follow up", "follow ups", "timeline"),
        *("what went well", "what went wrong", "where we got lucky", "remediation items", "prevention", "appendix"),
    ),
}
_PART_OF = {tuple(words(called)): part for part, names in PARTS.items() for called in names}
_LONGEST_FIRST = {f" {' '.join(name)} ": _PART_OF[name] for name in sorted(_PART_OF, key=len, reverse=True)}

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_UNDERLINE = re.compile(r"(=+|-+)\s*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_LABEL = re.compile(r"\s*(?:[-*]\s+)?\*\*([^*]{2,60}?):?\*\*:?\s*(.*)")  # **Root cause:** the rename job
_BULLET = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)")
_MARKUP = re.compile(r"\*\*|__|`")
KEY = re.compile(r"([A-Za-z][\w .-]{0,40}):(?:\s+(.*))?")
_MINUTES = re.compile(r"\s?\((\d{1,4})\s?min(?:ute)?s?\)")  # of a dead end, in brackets


class Unreadable(Exception):
    """A report that cannot be read, with the line at which that shows, from 1; the message says what to do."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


@dataclass(slots=True)
class _Draft:
    """The lines of each part, as they are found; `values` are single values, such as the id."""

    lines: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    values: dict[str, str] = field(default_factory=dict)
    dead_ends: list[DeadEnd] = field(default_factory=list)

    def add(self, part: str, line: str) -> None:
        said = _plain(line)
        if part == "dead_ends" and said:
            self.dead_ends.append(_dead_end(said))
        elif part in {"title", "date"}:
            if said:
                self.values.setdefault(part, said)
        else:
            self.lines[part].append(said)

    def past(self, *, stem: str, line: int = 1) -> Past:
        """The past incident; Unreadable without a title or with a name that it cannot have. `stem` names the file."""
        text = {part: "\n".join(lines).strip() for part, lines in self.lines.items()}
        if not any(text.get(part) for part in ("summary", "symptom", "cause", "fix")):
            text["summary"] = text.pop("other", "")
        title = self.values.get("title", "")
        if not title:
            raise Unreadable(line, "it has no title: give it one with `title:`, or as its first heading.")
        minutes = self.values.get("minutes_to_cause", "")
        return Past(
            name=name_of(self.values.get("id", "") or stem, line),
            title=title[:TITLE_CHARS_MAX],
            happened_on=self.values.get("date", "")[:NAME_CHARS_MAX],
            summary=text.get("summary", ""),
            symptom=text.get("symptom", ""),
            cause=text.get("cause", ""),
            fix=text.get("fix", ""),
            dead_ends=tuple(self.dead_ends),
            system=text.get("system", ""),
            other=text.get("other", ""),
            minutes_to_cause=int(minutes) if re.fullmatch(r"[0-9]{1,6}", minutes) else None,
            imported=True,
        )


def name_of(typed: str, line: int) -> str:
    """What it is called by; Unreadable for what it cannot be called."""
    name = " ".join(typed.split())
    if OWN_NAME.fullmatch(name):
        raise Unreadable(line, f"it is called {name}, as only incidents of Sitrep's own are: give it another `id:`.")
    if len(name) > NAME_CHARS_MAX:
        raise Unreadable(line, f"its id has more than {NAME_CHARS_MAX} characters: give it a shorter one.")
    return name


def read(text: str, *, stem: str, is_json: bool = False) -> list[Past]:
    """The past incidents in the text of one file, one for Markdown. Raises Unreadable.

    `stem` is the name of the file without its ending: what a report without an id is called by.
    """
    if len(text) > REPORT_CHARS_MAX:
        raise Unreadable(1, f"it has more than {REPORT_CHARS_MAX:,} characters: split it.")
    return list(_from_json(text, stem)) if is_json else [_from_markdown(text, stem)]


def part_called(called: str) -> str | None:
    """The part that a heading or a key names; None for any other."""
    said = f" {' '.join(words(called.replace('_', ' ')))} "
    return next((part for name, part in _LONGEST_FIRST.items() if name in said), None)


def _exactly(called: str) -> str | None:
    """The part of this very name: a label or a key within running text has to be one, a word in it is not enough."""
    return _PART_OF.get(tuple(words(called)))


# ---- Markdown ----------------------------------------------------------------------------------------------------


def _from_markdown(text: str, stem: str) -> Past:
    lines = text.removeprefix("\ufeff").splitlines()
    draft = _Draft()
    begin = _front_matter(lines, draft)
    for part, line in _sorted_lines(lines[begin:], draft):
        draft.add(part, line)
    return draft.past(stem=stem, line=begin + 1)


def _front_matter(lines: list[str], draft: _Draft) -> int:
    """Fill in the keys between two lines of `---` at the very top; how many lines that took."""
    if not lines or lines[0].strip() != "---":
        return 0
    part = ""
    for place, line in enumerate(lines[1:], start=1):
        if line.strip() in {"---", "..."}:
            return place + 1
        key = KEY.fullmatch(line.strip()) if line[:1].strip() and not line.startswith("-") else None
        if key is not None:
            part = key[1].strip().lower()
        _keep(draft, part, (key[2] or "") if key is not None else line)
    raise Unreadable(1, "its front matter begins with `---` and never ends: close it with another line of `---`.")


def _keep(draft: _Draft, key: str, value: str) -> None:
    """File a line of front matter under its key; quotes and YAML's signs for longer texts are no words."""
    said = _BULLET.sub("", value.strip().lstrip("-") if value.strip() == "-" else value, count=1).strip()
    if len(said) > 1 and said[0] == said[-1] and said[0] in "\"'":
        said = said[1:-1]
    if not said or said in {"|", ">", "|-", ">-", "[]", '""'}:
        return
    if key in {"id", "minutes_to_cause"}:
        draft.values.setdefault(key, said)
    elif part := _exactly(key):
        draft.add(part, said)


def _sorted_lines(lines: list[str], draft: _Draft) -> Iterator[tuple[str, str]]:
    """Each line of text with the part that it is of: that of its heading, or of the heading above that."""
    above: list[tuple[int, str]] = []  # (level, part) of the headings that a line stands under
    fence = label = ""
    is_first = True
    for place, line in enumerate(lines):
        if marked := _FENCE.match(line):
            fence = "" if fence == marked[1] else fence or marked[1]
            continue
        if not fence and (found := heading(lines, place)):
            level, called = found
            above, label = [one for one in above if one[0] < level], ""
            part = part_called(called) if len(words(called)) <= HEADING_WORDS_MAX else None
            if is_first and _exactly(called) in {None, "title", "date"}:
                draft.add("title", called)
                above.append((level, "summary"))
            else:
                above.append((level, part or (above[-1][1] if len(above) > 1 else "other")))
            is_first = False
            continue
        if not fence and _UNDERLINE.fullmatch(line) and place and heading(lines, place - 1):
            continue
        labelled = None if fence else _LABEL.fullmatch(line)
        if labelled and (part := _exactly(labelled[1])):
            label, line = part, labelled[2]  # noqa: PLW2901 - the line without its label
        elif not line.strip():
            label = ""
        yield label or (above[-1][1] if above else "summary"), line


def is_underline(line: str) -> bool:
    """Whether it draws a line under a heading."""
    return _UNDERLINE.fullmatch(line) is not None


def heading(lines: list[str], place: int) -> tuple[int, str] | None:
    """The level and the words of the heading in this line, if there is one: # above text, or a line under it."""
    line = lines[place]
    if marked := _HEADING.fullmatch(line):
        return (len(marked[1]), marked[2]) if marked[2] else None
    below = lines[place + 1] if place + 1 < len(lines) else ""
    alone = not place or not lines[place - 1].strip()
    if alone and line.strip() and (drawn := _UNDERLINE.fullmatch(below)) and len(drawn[1]) > 2:  # noqa: PLR2004
        return (1 if below.startswith("=") else 2, line.strip())
    return None


def _plain(line: str) -> str:
    """The line without Markdown's signs."""
    return _MARKUP.sub("", _LINK.sub(r"\1", _BULLET.sub("", line, count=1))).strip()


def _dead_end(said: str) -> DeadEnd:
    took = _MINUTES.search(said)
    return DeadEnd(_MINUTES.sub("", said, count=1).strip(), int(took[1])) if took else DeadEnd(said)


# ---- JSON --------------------------------------------------------------------------------------------------------


def _from_json(text: str, stem: str) -> Iterator[Past]:
    """An object, a list of them, or one in every line."""
    found = list(_objects(text))
    for place, (line, value) in enumerate(found, start=1):
        if not isinstance(value, dict):
            raise Unreadable(line, 'it is no object with a title: write `{"title": …}`.')
        draft = _Draft()
        for key, inside in value.items():
            if key in {"id", "minutes_to_cause"} and isinstance(inside, str | int):
                draft.values[key] = str(inside)
            else:
                _file(draft, str(key), inside, within="other", depth=0, line=line)
        yield draft.past(stem=stem if len(found) == 1 else f"{stem}-{place}", line=line)


def _objects(text: str) -> Iterator[tuple[int, Any]]:
    """Each object of the file with the line at which it begins; of a list, the line of the list."""
    try:
        whole = json.loads(text)
    except RecursionError:
        raise Unreadable(1, f"it is nested more than {NESTING_MAX} deep.") from None
    except ValueError as wrong:
        yield from _by_line(text, wrong)
        return
    for value in whole if isinstance(whole, list) else [whole]:
        yield 1, value


def _by_line(text: str, wrong: ValueError) -> Iterator[tuple[int, Any]]:
    """JSON lines; where not even the first line is JSON, the whole was meant to be, and `wrong` is what it is."""
    lines = [(place, line) for place, line in enumerate(text.split("\n"), start=1) if line.strip()]
    for place, line in lines:
        try:
            yield place, json.loads(line)
        except RecursionError:
            raise Unreadable(place, f"it is nested more than {NESTING_MAX} deep.") from None
        except ValueError as here:
            told = wrong if place == lines[0][0] else here
            at = getattr(told, "lineno", 1) if told is wrong else place
            raise Unreadable(at, f"it is no JSON: {getattr(told, 'msg', told)}.") from None
    if not lines:
        raise Unreadable(1, "it is empty.")


def _file(draft: _Draft, key: str, value: Any, *, within: str, depth: int, line: int) -> None:  # noqa: PLR0913 - where
    """File whatever texts are in the value under the part of its key, or of the key that it stands within."""
    if depth > NESTING_MAX:
        raise Unreadable(line, f"it is nested more than {NESTING_MAX} deep.")
    part = part_called(key) or within
    if part in {"title", "date"} and depth:
        part = within
    match value:
        case str():
            for said in value.splitlines():
                draft.add(part, said)
        case {"text": str(said), **rest} if part == "dead_ends":
            minutes: Any = rest.get("minutes")
            is_count = isinstance(minutes, int) and not isinstance(minutes, bool) and minutes >= 0
            draft.dead_ends.append(DeadEnd(_plain(said), minutes if is_count else None))
        case dict():
            for name, inside in value.items():
                _file(draft, str(name), inside, within=part, depth=depth + 1, line=line)
        case list():
            for inside in value:
                _file(draft, "", inside, within=part, depth=depth + 1, line=line)
        case _:
            pass  # a number without its unit, true, null: no words
