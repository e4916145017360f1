"""The incident at a glance as SVG: symbol and word carry its meaning, colour only helps.

Law: what people wrote is text, never markup; the same glance gives the same bytes. `templates/page/glance.css` has the
colours: of the light, which are print's as well, and of the dark.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping

from bot.render.picture import TRACK, Bar, Layout, PlacedSymbol, PlacedText
from bot.resources import resource
from bot.story.glance import Symbol

BAR = 11  # its height
TIP = 7  # of an open end
_R = 4.2  # half of a mark
# What XML holds in no form, https://www.w3.org/TR/xml/#charsets
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Without colour a phase is known by its filling. Units are those of the picture.
_FILLINGS = (
    '<pattern id="glance-lines" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect class="g-paper" width="6" height="6"/><rect class="g-ink" width="3" height="6"/></pattern>'
    '<pattern id="glance-dots" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect class="g-paper" width="5" height="5"/><circle class="g-ink" cx="2.5" cy="2.5" r="1.1"/></pattern>'
)


def document(picture: Layout, *, title: str, description: str, is_dark_known: bool = True) -> str:
    """The picture, which needs no other file. `description` is what a reader hears who cannot see it.

    `is_dark_known`: it turns dark where the reader's screen is; without, it has the colours of print.
    """
    width, height = picture.width, _n(picture.height)
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"',
            ' role="img" aria-labelledby="glance-title glance-desc" class="glance">',
            f'<title id="glance-title">{_text(title)}</title><desc id="glance-desc">{_text(description)}</desc>',
            f"<style>{_style(is_dark_known=is_dark_known)}</style><defs>{_FILLINGS}</defs>",
            f'<rect class="g-paper" width="{width}" height="{height}"/>',
            *_behind(picture),
            *map(_bar, picture.bars),
            *map(symbol, picture.marks),
            *map(_written, picture.texts),
            "</svg>\n",
        )
    )


def _style(*, is_dark_known: bool) -> str:
    """The rules without their line breaks; the part for dark screens stands last and begins with its "@"."""
    rules = resource("templates").joinpath("page", "glance.css").read_text(encoding="utf-8")
    light, _, dark = rules.partition("@media")
    return " ".join((light + (f"@media{dark}" if is_dark_known else "")).split())


def _behind(picture: Layout) -> Iterator[str]:
    for x in picture.grid:
        yield _line(x, picture.top, x, picture.foot, "g-grid")
    right = picture.width - 10
    for y in picture.tracks:
        yield _line(10, y + TRACK / 2 - 1, right, y + TRACK / 2 - 1, "g-track")
    if picture.now_x is not None:
        yield _line(picture.now_x, picture.top, picture.now_x, picture.foot, "g-now")


def _bar(bar: Bar) -> str:
    """An end that is not stated is a tip, apart from the bar."""
    left, right = bar.x, bar.x + max(bar.width, 2)
    drawn = ""
    if bar.is_begin_open:
        drawn += _path(f"M{_n(left)} {_n(bar.y)}l{TIP} {_n(-BAR / 2)}v{BAR}z", f"g-bar g-{bar.symbol}")
        left += TIP + 2
    if bar.is_end_open:
        drawn += _path(f"M{_n(right)} {_n(bar.y)}l{-TIP} {_n(-BAR / 2)}v{BAR}z", f"g-bar g-{bar.symbol}")
        right -= TIP + 2
    if right <= left:
        return drawn
    height = 4 if bar.symbol == "idea" else BAR
    where = f'x="{_n(left)}" y="{_n(bar.y - height / 2)}" width="{_n(right - left)}" height="{height}"'
    return f'<rect class="g-bar g-{bar.symbol}" {where}/>{drawn}'


def _swatch(x: float, y: float, symbol: str) -> str:
    return f'<rect class="g-bar g-{symbol}" x="{_n(x - 7)}" y="{_n(y - 4.5)}" width="14" height="9"/>'


def _cross(x: float, y: float, r: float) -> str:
    return f"M{_n(x - r)} {_n(y - r)}L{_n(x + r)} {_n(y + r)}M{_n(x - r)} {_n(y + r)}L{_n(x + r)} {_n(y - r)}"


def _circle(x: float, y: float, kind: str, r: float = _R) -> str:
    return f'<circle class="{kind}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}"/>'


def _ring(x: float, y: float, inside: str) -> str:
    return _circle(x, y, "g-hollow", 6) + _path(inside, "g-stroke")


_DRAWN: Mapping[Symbol, Callable[[float, float], str]] = {
    "investigating": lambda x, y: _swatch(x, y, "investigating"),
    "identified": lambda x, y: _swatch(x, y, "identified"),
    "mitigated": lambda x, y: _swatch(x, y, "mitigated"),
    "harm": lambda x, y: _swatch(x, y, "harm"),
    "idea": lambda x, y: _swatch(x, y, "idea"),
    "open": lambda x, y: _path(f"M{_n(x + 5)} {_n(y)}l{-TIP} {_n(-BAR / 2)}v{BAR}z", "g-bar g-open"),
    "now": lambda x, y: _line(x, y - 7, x, y + 7, "g-now"),
    "resolved": lambda x, y: f'<rect class="g-full" x="{_n(x - 2)}" y="{_n(y - 7)}" width="4" height="14"/>',
    "cancelled": lambda x, y: (
        f'<rect class="g-hollow" x="{_n(x - 5)}" y="{_n(y - 5)}" width="10" height="10"/>'
        + _path(_cross(x, y, 5), "g-stroke")
    ),
    "confirmed": lambda x, y: _ring(x, y, f"M{_n(x - 3)} {_n(y)}l2.2 2.6l3.8 -4.8"),
    "ruled out": lambda x, y: _ring(x, y, _cross(x, y, 2.4)),
    "denied": lambda x, y: _ring(x, y, f"M{_n(x - 3)} {_n(y)}h6"),
    "on time": lambda x, y: _circle(x, y, "g-report"),
    "unmeasured": lambda x, y: _circle(x, y, "g-hollow"),
    "late": lambda x, y: _path(f"M{_n(x)} {_n(y - 6)}l6 11h-12z", "g-late"),
    "missed": lambda x, y: _path(_cross(x, y, 5), "g-missed"),
    "told": lambda x, y: f'<rect class="g-told" x="{_n(x - 4)}" y="{_n(y - 4)}" width="8" height="8"/>',
    "deadline": lambda x, y: _path(f"M{_n(x)} {_n(y + 7)}v-14l-8 4l8 4", "g-deadline"),
    "decision": lambda x, y: _path(f"M{_n(x)} {_n(y - 6)}l5 6l-5 6l-5 -6z", "g-full"),
}


def symbol(mark: PlacedSymbol) -> str:
    """One of the symbols, for a row or the legend."""
    return _DRAWN[mark.symbol](mark.x, mark.y)


def _written(text: PlacedText) -> str:
    kind = "g-title" if text.is_bold else f"g-size-{text.size:.0f}"
    middle = ' text-anchor="middle"' if text.anchor == "middle" else ""
    return f'<text class="{kind}" x="{_n(text.x)}" y="{_n(text.y)}"{middle}>{_text(text.words)}</text>'


def _path(path: str, kind: str) -> str:
    return f'<path class="{kind}" d="{path}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>'


def _text(words: str) -> str:
    return html.escape(_NO_XML.sub("", str(words)), quote=False)


def _n(number: float) -> str:
    """A tenth of a unit is finer than any printer."""
    return f"{number:.1f}".removesuffix(".0")
