"""Reads a playbook that was written as Markdown, and writes one so that it reads the same.

Law: nothing of a file is lost in silence: each line is the playbook's, or is named as left out. What was written
here is read back to the letter.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.incident.playbooks import LINES_MAX, PlaybookText, count_steps, lines_of, numbered
from bot.story.recall import reports
from bot.story.recall.past import Past, PastPlaybook
from bot.story.recall.reports import Unreadable
from bot.story.recall.terms import words

STEP_CHARS_MAX = 1000  # three of a checklist fill a screen; what is longer belongs behind a link
TITLE_CHARS_MAX = 200  # as one that is typed in the form
_KINDS = frozenset({"playbook", "runbook"})
# What headings and keys are called, as words.
_PARTS: Mapping[str, tuple[str, ...]] = {
    "steps": (
        *("steps", "the steps", "step by step", "procedure", "checklist", "what to do", "instructions", "actions"),
        *("playbook", "runbook"),
    ),
    "looks_like": (
        *("when to use", "when to use it", "when to use this", "when", "use when", "symptom", "symptoms", "looks like"),
        *("it looks like", "what it looks like", "trigger", "triggers", "alert", "alerts", "applies to", "purpose"),
        *("summary", "description", "overview"),
    ),
    "link": ("link", "url", "more"),
}
_PART_OF = {tuple(words(called)): part for part, names in _PARTS.items() for called in names}
_OF_REPORTS = frozenset({"cause", "fix", "dead_ends"})  # what a report has and a playbook has not

_NO_WORD = re.compile(r"[^\w.-]+")
_OF_INCIDENT = re.compile(r"\binc-?\d")
_BULLET = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?")
_FENCE = re.compile(r"\s*(?:[-*+]\s+|\d{1,3}[.)]\s+)?(```+|~~~+)")
_CODE = re.compile(r"((?<!\\)`[^`]*`)")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\(([^()\s]{0,2000})\)")
_STRONG = re.compile(r"(?<!\\)(?:\*\*|__)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")  # of those that Python knows, the ones that JSON leaves as they are
_SIGN = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a file says that no playbook has, by the line at which it begins."""

    line: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPlaybook:
    """A playbook from a file; `is_named`: the file says by itself what it is called by."""

    past: Past
    is_named: bool
    left_out: tuple[LeftOut, ...]


@dataclass(slots=True)
class _Draft:
    parts: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    keys: dict[str, tuple[int, str]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    unclosed: tuple[int, str] | None = None  # where a block of code begins that never ends, and how

    def add(self, part: str, place: int, line: str) -> None:
        self.parts.setdefault(part, []).append((place, line))

    def leave_out(self, place: int, said: str) -> None:
        if said.strip():
            self.left_out.append(LeftOut(place, said.strip()))


def is_one(text: str, *, stem: str) -> bool:
    """Whether a file of Markdown says that it is a playbook, by its kind, its name, its title, or its steps."""
    draft = _drafted(text)
    kind = draft.keys.get("kind", draft.keys.get("type", (0, "")))[1]
    if kind:
        return kind.lower() in _KINDS
    called = words(f"{stem.replace('_', ' ')} {draft.keys.get('title', (0, ''))[1]}")
    if _KINDS & set(called):
        return True
    parts = {
        reports.part_called(one.words) for one in draft.left_out if len(words(one.words)) <= reports.HEADING_WORDS_MAX
    }
    return "steps" in draft.parts and not parts & _OF_REPORTS


def read(text: str, *, stem: str) -> ReadPlaybook:
    """The playbook in the text of a file. Raises Unreadable. `stem` is its name without the ending."""
    if len(text) > reports.REPORT_CHARS_MAX:
        raise Unreadable(1, f"it has more than {reports.REPORT_CHARS_MAX:,} characters: split it.")
    draft = _drafted(text)
    if draft.unclosed is not None:
        place, fence = draft.unclosed
        raise Unreadable(place, f"a block of code begins with {fence} and never ends: close it.")
    place, title = draft.keys.get("title", (1, ""))
    if not title:
        raise Unreadable(1, "it has no title: give it one with `title:`, or as its first heading.")
    if len(title) > TITLE_CHARS_MAX:
        raise Unreadable(place, f"its title has more than {TITLE_CHARS_MAX} characters: shorten it.")
    begin = next((place for place, _ in draft.parts.get("steps", ())), 1)
    steps = _steps(draft)
    place, named = draft.keys.get("id", (1, ""))
    return ReadPlaybook(
        past=Past(
            name=_name(named or stem, place),
            title=title,
            playbook=PastPlaybook(
                title=title,
                looks_like=_text(draft, "looks_like"),
                steps=_checked(steps, begin=begin),
                version=1,
                link=_text(draft, "link") or draft.keys.get("link", (1, ""))[1],
            ),
            imported=True,
        ),
        is_named=bool(named),
        left_out=tuple(sorted(draft.left_out, key=lambda one: one.line)),
    )


def _name(typed: str, place: int) -> str:
    """One word, for it is typed behind a command, and no number, which would be an incident's."""
    name = reports.name_of(_NO_WORD.sub("-", typed.lower()).strip("-."), place)
    if not name or name.isdecimal() or _OF_INCIDENT.search(name):
        raise Unreadable(
            place, f"it cannot be called “{typed}”: give it an `id:` of a word or two that names no incident."
        )
    return name


def _text(draft: _Draft, part: str) -> str:
    return "\n".join(_plain(line.strip()) for _, line in draft.parts.get(part, ())).strip()


def _checked(steps: Sequence[tuple[int, str]], *, begin: int) -> str:
    """A step a line. Unreadable for none, too many, or one that is too long."""
    if len(steps) > LINES_MAX:
        place = steps[LINES_MAX][0]
        raise Unreadable(place, f"it has {len(steps)} steps, and a playbook takes {LINES_MAX}: make two of it.")
    for place, step in steps:
        if len(step) > STEP_CHARS_MAX:
            raise Unreadable(place, f"this step has more than {STEP_CHARS_MAX:,} characters: shorten it.")
    text = "\n".join(lines_of("\n".join(step for _, step in steps)))
    if not count_steps(text):
        raise Unreadable(begin, "it has no steps: write them as a list under a heading “Steps”.")
    return text


# ---- what stands where -----------------------------------------------------------------------------


def _drafted(text: str) -> _Draft:
    lines, draft = text.removeprefix("\ufeff").splitlines(), _Draft()
    begin = _front_matter(lines, draft)
    part, level = "looks_like", 0  # what stands under the title says for what it is
    for place, line in enumerate(lines[begin:], start=begin + 1):
        is_code = draft.unclosed is not None
        if draft.unclosed is not None and _closes(line, draft.unclosed[1]):
            draft.unclosed = None
        elif not is_code and (drawn := _FENCE.match(line)):
            is_code, draft.unclosed = True, (place, drawn[1])
        heading = None if is_code else reports.heading(lines, place - 1)
        if heading is None:
            is_drawn = not is_code and place > begin + 1 and reports.is_underline(line)
            if part and not (is_drawn and reports.heading(lines, place - 2)):
                draft.add(part, place, line)
            continue
        deep, called = heading
        known = _PART_OF.get(tuple(words(called)))
        if "title" not in draft.keys and (known is None or called.strip().lower() in _KINDS):
            draft.keys["title"] = (place, _plain(called))
        elif part == "steps" and deep > level and known is None:
            draft.add("steps", place, f"# {called}")
        else:
            part, level = known or "", deep
            if known is None:
                draft.leave_out(place, called)
    return draft


def _closes(line: str, fence: str) -> bool:
    return set(line.strip()) == {fence[0]} and len(line.strip()) >= len(fence)


def _front_matter(lines: list[str], draft: _Draft) -> int:
    """Read the keys between two lines of `---` at the very top; how many lines that took."""
    if not lines or lines[0].strip() != "---":
        return 0
    part = ""
    for place, line in enumerate(lines[1:], start=2):
        if line.strip() in {"---", "..."}:
            return place
        key = reports.KEY.fullmatch(line.strip()) if line[:1].strip() and not line.startswith("-") else None
        if key is None:
            if part:
                marked = _BULLET.match(line)
                draft.add(part, place, f"{marked[0]}{_value(line[marked.end() :])}" if marked else line)
            else:
                draft.leave_out(place, line)
            continue
        name, value = key[1].strip().lower().replace("_", " "), _value(key[2] or "")
        part = _PART_OF.get(tuple(words(name)), "")
        if name in {"title", "id", "kind", "type"} or part == "link":
            draft.keys.setdefault(part or name, (place, value))
        elif not part:
            draft.leave_out(place, line)
        elif value:
            draft.add(part, place, value)
    raise Unreadable(1, "its front matter begins with `---` and never ends: close it with another line of `---`.")


def _value(typed: str) -> str:
    """What stands behind a key; YAML's signs for longer texts are no words."""
    said = typed.strip()
    if said in {"|", ">", "|-", ">-", "[]", '""'}:
        return ""
    if len(said) > 1 and said[0] == said[-1] == '"':
        try:
            return str(json.loads(said))
        except ValueError:
            return said[1:-1]
    return said[1:-1] if len(said) > 1 and said[0] == said[-1] == "'" else said


# ---- the steps -------------------------------------------------------------------------------------


def _steps(draft: _Draft) -> list[tuple[int, str]]:
    """Each with its line: an item of a list, of whatever depth, or a heading below that of the steps.

    What goes on below an item, and code, is of its step. A paragraph between the steps is left out.
    """
    steps: list[tuple[int, str]] = []
    fence, is_apart, is_heading = "", False, False
    for place, line in draft.parts.get("steps") or _listed(draft):
        if fence and _closes(line, fence):
            fence = ""
        elif fence or (drawn := _FENCE.match(line)):
            if not fence and drawn is not None:
                fence = drawn[1]
            elif not steps:
                draft.leave_out(place, line)
            elif line.strip():
                steps[-1] = (steps[-1][0], f"{steps[-1][1]} `{line.strip()}`")
        elif not line.strip():
            is_apart = True
            continue
        elif (heading := reports.heading([line], 0)) or _BULLET.match(line):
            is_heading = heading is not None
            steps.append((place, _item(heading[1] if heading else line)))
        elif steps and (is_heading or not is_apart or line[:2].isspace()):
            steps[-1] = (steps[-1][0], f"{steps[-1][1]} {_plain(line.strip())}".strip())
        else:
            draft.leave_out(place, line)
        is_apart = False
    return steps


def _listed(draft: _Draft) -> list[tuple[int, str]]:
    """The list below the title, where no heading says which part the steps are; what stands above it says when."""
    above = draft.parts.get("looks_like", [])
    begin = next((place for place, (_, line) in enumerate(above) if _BULLET.match(line)), len(above))
    draft.parts["looks_like"] = above[:begin]
    return above[begin:]


def _item(line: str) -> str:
    bullet = _BULLET.match(line)
    return _plain(line[bullet.end() if bullet else 0 :].strip())


def _plain(line: str) -> str:
    """The line without Markdown's signs; a link is its words and where it leads, and code is as it stands."""
    return "".join(part if code % 2 else _without_signs(part) for code, part in enumerate(_CODE.split(line)))


def _without_signs(text: str) -> str:
    said = _STRONG.sub("", _LINK.sub(_led, text))
    return _ESCAPED.sub(r"\1", said)


def _led(link: re.Match[str]) -> str:
    return link[1] if link[1] in {link[2], ""} or not link[2] else f"{link[1]} ({link[2]})"


# ---- written ---------------------------------------------------------------------------------------


def written(known: PlaybookText) -> str:
    """The playbook as a file, which `read` takes for the same."""
    return "\n".join(_written(known)) + "\n"


def _written(known: PlaybookText) -> Iterator[str]:
    yield from ("---", "kind: playbook", f"title: {_quoted(known.title)}")
    if known.link:
        yield f"link: {_quoted(known.link)}"
    yield from ("---", "")
    if known.looks_like:
        yield from ("## When to use", "", *(_as_text(line) for line in known.looks_like.splitlines()), "")
    yield from ("## Steps", "")
    for line in numbered(lines_of(known.steps)):
        mark = "-" if line.number is None else f"{line.number}."
        is_plain = _item(f"- {line.text}") == line.text and not _FENCE.match(line.text)
        yield f"{mark} {line.text if is_plain else _escaped(line.text)}"


def _quoted(text: str) -> str:
    """On one line, whatever ends a line for whoever reads the file."""
    return _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def _as_text(line: str) -> str:
    """A line that begins no heading and no code, and loses no sign."""
    is_plain = _plain(line) == line and not _FENCE.match(line) and not reports.heading([line], 0)
    return line if is_plain and any(map(str.isalnum, line[:1])) else _escaped(line)


def _escaped(text: str) -> str:
    return _SIGN.sub(r"\\\1", text)
