"""Lays the incident at a glance out: which words and symbols stand where, in units of a picture that can be scaled.

Law: no two texts overlap and none leaves the picture, whatever people wrote; what has no room is left out, for the line
above its row and the table say it as well.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal, TypeAlias

from bot.render.ticks import Tick, ticks
from bot.render.words import WordedGlance
from bot.story.glance import ExtentSymbol, Glance, Lane, PointSymbol, Symbol

# On a telephone of 375 pixels the smallest letters are 9 of them high; on A4 at 12 cm they are 8 points.
WIDTH = 440
EDGE = 14  # left and right of every track, so that half a mark fits
TITLE, HEAD, SMALL = 14.0, 12.0, 11.0  # heights of letters
TRACK = 15  # the height of a row's drawing
LINE = 1.3  # of a text, in heights of its letters
GAP = 9  # between rows
LABEL_GAP = 5
TICKS_MAX = 7
LABEL_ROWS_MAX = 3
BOLD = 1.1
SWATCH = 22  # a symbol in the legend
MARK_APART = 3.0  # between two of one symbol in a row: nearer, the outline of one covers the one before

Anchor: TypeAlias = Literal["start", "middle"]
_LABELLED: tuple[Symbol, ...] = ("investigating", "identified", "mitigated")
_NAMED_ABOVE: frozenset[Symbol] = frozenset({"harm", "idea"})  # the line above their row says what they are

# How wide letters are, in heights of theirs: of DejaVu Sans, the widest that a machine commonly falls back on.
_NARROW, _WIDE = frozenset("iljtfIr.,:;'|!()[] ·“”‘’-"), frozenset("mwMW@%—…")
_NARROW_EM, _USUAL_EM, _CAPITAL_EM, _WIDE_EM = 0.42, 0.64, 0.76, 1.0
_FULL_EM = 1.25  # of East Asian letters, emoji, and whatever else is not Latin
_LATIN_MAX = 0x24F
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class PlacedText:
    """`y` is the line that the letters stand on."""

    x: float
    y: float
    words: str
    size: float
    anchor: Anchor = "start"
    is_bold: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the room that it may take."""
        width = width_of(self.words, self.size, is_bold=self.is_bold)
        left = self.x - (width / 2 if self.anchor == "middle" else 0)
        return left, self.y - self.size, left + width, self.y + 0.28 * self.size


@dataclass(frozen=True, slots=True)
class Bar:
    symbol: ExtentSymbol
    x: float
    y: float
    width: float
    is_begin_open: bool
    is_end_open: bool


@dataclass(frozen=True, slots=True)
class PlacedSymbol:
    """A symbol around (`x`, `y`)."""

    symbol: Symbol
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """What is drawn, from the back to the front. `tracks` are the middles of rows; `grid` stands from `top` to `foot`.

    `now_x` is where it is now, for one that is open.
    """

    width: int
    height: float
    top: float
    foot: float
    grid: tuple[float, ...]
    now_x: float | None
    tracks: tuple[float, ...]
    bars: tuple[Bar, ...]
    marks: tuple[PlacedSymbol, ...]
    texts: tuple[PlacedText, ...]


@dataclass
class _Sheet:
    """What has been laid out so far, down to `y`."""

    y: float
    texts: list[PlacedText]
    bars: list[Bar]
    marks: list[PlacedSymbol]
    tracks: list[float]

    def write(self, words: str, size: float, *, lines_max: int, is_bold: bool = False) -> None:
        room = WIDTH - 2 * EDGE
        for line in wrapped(words, size, room, lines_max=lines_max, is_bold=is_bold):
            self.y += size * LINE
            self.texts.append(PlacedText(EDGE, self.y - 0.3 * size, line, size, is_bold=is_bold))


def laid_out(glance: Glance, worded: WordedGlance, *, zone: tzinfo, is_alone: bool = True, end: str = "") -> Layout:
    """The picture of `glance` in these words, with the hours of `zone` and of UTC on its axis.

    `is_alone`: it has a head of its own, and not that of the page around it. `end` is said below everything.
    """
    sheet = _Sheet(6, [], [], [], [])
    sheet.write(worded.title if is_alone else worded.caption, TITLE, lines_max=2, is_bold=True)
    sheet.write(worded.under_title if is_alone else "", SMALL, lines_max=2)
    sheet.write(worded.axis, SMALL, lines_max=2)
    marked = _axis(sheet, glance, zone)
    top = sheet.y
    unlabelled: set[Symbol] = set()
    for lane, head in zip(glance.lanes, worded.heads, strict=True):
        unlabelled |= _lane(sheet, glance, lane, head)
    foot = sheet.y + GAP / 2
    sheet.y += GAP
    _legend(sheet, {symbol: words for symbol, words in worded.legend.items() if _is_explained(symbol, unlabelled)})
    sheet.write(end, SMALL, lines_max=4)
    return Layout(
        width=WIDTH,
        height=round(sheet.y + 8, 1),
        top=top,
        foot=foot,
        grid=tuple(_x(glance, tick.at) for tick in marked),
        now_x=_x(glance, glance.as_of) if glance.is_open else None,
        tracks=tuple(sheet.tracks),
        bars=tuple(sheet.bars),
        marks=tuple(sheet.marks),
        texts=tuple(sheet.texts),
    )


def _x(glance: Glance, at: datetime) -> float:
    share = (at - glance.begins_at) / (glance.ends_at - glance.begins_at)
    return EDGE + min(max(share, 0.0), 1.0) * (WIDTH - 2 * EDGE)


def _axis(sheet: _Sheet, glance: Glance, zone: tzinfo) -> list[Tick]:
    """The hours on both clocks, one below the other; where two would touch, the later is left out."""
    sheet.y += SMALL * LINE + 2
    marked: list[Tick] = []
    taken: list[tuple[float, float]] = []
    for tick in ticks(glance.begins_at, glance.ends_at, zone=zone, most=TICKS_MAX):
        width = max(width_of(tick.local, SMALL), width_of(tick.utc, SMALL))
        middle, found = _placed(_x(glance, tick.at), width, [taken])
        if found is not None:
            marked.append(tick)
            rows = (tick.local, tick.utc) if tick.utc else (tick.local,)
            sheet.texts += [
                PlacedText(middle, sheet.y - 3 + row * SMALL * LINE, words, SMALL, "middle")
                for row, words in enumerate(rows)
            ]
    sheet.y += SMALL * LINE if any(tick.utc for tick in marked) else 0
    return marked


def _placed(x: float, width: float, rows: Sequence[list[tuple[float, float]]]) -> tuple[float, int | None]:
    """The middle of a text near `x` that stays inside, and the first of the rows with room there, which it takes."""
    middle = min(max(x, EDGE + width / 2), WIDTH - EDGE - width / 2)
    left, right = middle - width / 2 - LABEL_GAP / 2, middle + width / 2 + LABEL_GAP / 2
    for row, taken in enumerate(rows):
        if all(right <= begin or end <= left for begin, end in taken):
            taken.append((left, right))
            return middle, row
    return middle, None


def _lane(sheet: _Sheet, glance: Glance, lane: Lane, head: str) -> set[Symbol]:
    """A row with its words above, its symbols, and their labels below; gives what found no room for its label."""
    sheet.y += GAP
    sheet.write(head, HEAD, lines_max=2)
    if not lane.spans and not lane.points:
        return set()
    middle = sheet.y + 2 + TRACK / 2
    sheet.tracks.append(middle)
    for span in lane.spans:
        left, right = _x(glance, span.begin_at), _x(glance, span.end_at)
        sheet.bars.append(Bar(span.symbol, left, middle, right - left, span.is_begin_open, span.is_end_open))
    by_front = sorted(lane.points, key=lambda point: (_FRONT.get(point.symbol, 0), point.at))
    sheet.marks += _apart(PlacedSymbol(point.symbol, _x(glance, point.at), middle) for point in by_front)
    sheet.y = middle + TRACK / 2 + 1
    return _labels(sheet, list(_labelled(glance, lane)))


def _apart(marks: Iterable[PlacedSymbol]) -> Iterator[PlacedSymbol]:
    """Those that can be told from the one of their symbol before them; the words above the row count them all."""
    last: dict[Symbol, float] = {}
    for mark in marks:
        if mark.x - last.get(mark.symbol, -MARK_APART) >= MARK_APART:
            last[mark.symbol] = mark.x
            yield mark


_FRONT: Mapping[PointSymbol, int] = {"late": 1, "missed": 2, "deadline": 3}  # among many, these must be seen


def _labelled(glance: Glance, lane: Lane) -> Iterator[tuple[float, str, Symbol]]:
    """What has words below it, with its middle."""
    if lane.name == "state":
        for span in lane.spans:
            yield (_x(glance, span.begin_at) + _x(glance, span.end_at)) / 2, span.symbol, span.symbol
    for point in lane.points:
        if point.label:
            yield _x(glance, point.at), point.label, point.symbol


def _labels(sheet: _Sheet, labels: Sequence[tuple[float, str, Symbol]]) -> set[Symbol]:
    rows: list[list[tuple[float, float]]] = [[] for _ in range(LABEL_ROWS_MAX)]
    left_out: set[Symbol] = set()
    begin = sheet.y
    for x, words, symbol in labels:
        middle, row = _placed(x, width_of(words, SMALL), rows)
        if row is None:
            left_out.add(symbol)
        else:
            y = begin + (row + 1) * SMALL * LINE
            sheet.texts.append(PlacedText(middle, y - 3, words, SMALL, "middle"))
            sheet.y = max(sheet.y, y)
    return left_out


def _is_explained(symbol: Symbol, unlabelled: set[Symbol]) -> bool:
    """Whether the legend says what it is: not what its own row or label says already."""
    return symbol not in _NAMED_ABOVE and (symbol not in _LABELLED or symbol in unlabelled)


def _legend(sheet: _Sheet, legend: Mapping[Symbol, str]) -> None:
    """Symbol and word, one after the other, as many to a line as have room."""
    x, is_first = float(EDGE), True
    for symbol, words in legend.items():
        width = SWATCH + width_of(words, SMALL) + 10
        if is_first or x + width > WIDTH - EDGE:
            x, is_first = float(EDGE), False
            sheet.y += SMALL * LINE + 4
        sheet.marks.append(PlacedSymbol(symbol, x + 7, sheet.y - 7))
        sheet.texts.append(PlacedText(x + SWATCH - 4, sheet.y - 3, words, SMALL))
        x += width


# ---- letters ---------------------------------------------------------------------------------------


def width_of(words: str, size: float, *, is_bold: bool = False) -> float:
    """The room that words may take at most, without asking a font: a picture must symbol alike wherever it is made."""
    return sum(map(_em, words)) * size * (BOLD if is_bold else 1)


def _em(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    if ord(letter) > _LATIN_MAX and letter not in _NARROW and letter not in _WIDE:
        return _FULL_EM
    if letter in _NARROW:
        return _NARROW_EM
    return _WIDE_EM if letter in _WIDE else _CAPITAL_EM if letter.isupper() else _USUAL_EM


def wrapped(words: str, size: float, room: float, *, lines_max: int, is_bold: bool = False) -> list[str]:
    """The words on at most so many lines of this room; what does not fit ends in "…"."""
    lines: list[str] = []
    rest = " ".join(words.split())
    while rest and len(lines) < lines_max:
        line = _begin(rest, size, room, is_bold=is_bold)
        rest = rest[len(line) :].lstrip()
        lines.append(line.rstrip())
    if rest and lines:
        last = lines[-1]
        while last and width_of(f"{last}…", size, is_bold=is_bold) > room:
            last = last[:-1]
        lines[-1] = f"{last.rstrip()}…"
    return lines


def _begin(words: str, size: float, room: float, *, is_bold: bool) -> str:
    """As many of the words as fit into a line; of a single one that is longer, as many letters."""
    fits = ""
    for word in _WORD.findall(words):
        if width_of((fits + word).rstrip(), size, is_bold=is_bold) > room:
            break
        fits += word
    if fits:
        return fits
    count = 1
    while count < len(words) and width_of(words[: count + 1], size, is_bold=is_bold) <= room:
        count += 1
    return words[:count]
