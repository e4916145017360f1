"""The filters of the templates: how a value of the record is said, in either dialect.

Law: a filter that returns Markup has escaped what it was given; every other result is still plain and gets escaped.
"""

from collections.abc import Callable, Mapping
from datetime import date as Day  # noqa: N812 - a filter has the other name
from datetime import datetime, timedelta
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from bot.incident.logbook import MessageRef
from bot.render.dialects import Dialect, Reader, Style, permalink, span, zone_word
from bot.render.plain import day_words, playbook_of

_ENDS = (".", "!", "?", "…")
# Quotation marks within a quotation, as print has them: with its own, somebody could end it and speak as the bot.
_WITHIN = str.maketrans("“”„‟", "‘’‚‛")
_SHORT_WORD_CHARS = 4  # with its blank; words are six characters on average
_LIKELIHOODS = {"roughly even": "roughly even chances"}


class Filters:
    """The filters for one dialect; those that depend on the reader find them in the template's context."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def by_name(self) -> dict[str, Callable[..., Any]]:
        return {name: getattr(self, name) for name in vars(Filters) if not name.startswith("_") and name != "by_name"}

    @pass_context
    def person(self, context: Context, person: str) -> Markup:
        """A mention in Slack, the full name in a document."""
        return self._dialect.person(person, _reader(context))

    @pass_context
    def name(self, context: Context, person: str) -> str:
        """The full name everywhere: for texts that must not ring anybody's bell."""
        return _reader(context).name(person)

    @pass_context
    def when(self, context: Context, at: datetime | str) -> Markup:
        """`14:05 CEST`, with the day if it is not today."""
        return self._instant(context, at, "when")

    @pass_context
    def clock(self, context: Context, at: datetime | str, beside: datetime | str | None = None) -> Markup:
        """`14:05`, where the zone has been said; `28 May 14:05` next to what is of another day (`beside`)."""
        style: Style = "clock" if beside is None else _clock_style(_reader(context), at, beside)
        return self._instant(context, at, style)

    @pass_context
    def hour(self, context: Context, at: datetime | str) -> Markup:
        """`14:05 CEST`, where the day stands beside it."""
        return self._instant(context, at, "zoned")

    @pass_context
    def said_at(self, context: Context, at: datetime, message: MessageRef | None) -> Markup:
        """The hour of somebody's words, next to the reader's day; in Slack it leads to them."""
        reader = _reader(context)
        leads = message is not None and reader.team_url
        url = permalink(reader.team_url, message.channel, message.ts, message.thread_ts) if message and leads else ""
        return self._dialect.instant(at, _clock_style(reader, at, reader.now), reader, url)

    @pass_context
    def date(self, context: Context, at: datetime | str) -> Markup:
        """`14 May 2026`."""
        return self._instant(context, at, "date")

    @pass_context
    def day(self, context: Context, day: Day | str) -> str:
        """`Thu 28 May`: a day without an hour, which is the same on every calendar."""
        reader = _reader(context)
        return day_words(day if isinstance(day, Day) else Day.fromisoformat(day), reader.local(reader.now).date())

    @pass_context
    def zone(self, context: Context, at: datetime | str) -> str:
        """The reader's zone at that time, such as `CEST`."""
        return zone_word(_reader(context).local(_datetime(at)))

    @pass_context
    def in_utc(self, context: Context, at: datetime | str) -> bool:
        """Whether the reader's clock shows UTC at that time, whatever the zone is called there."""
        return not _reader(context).local(_datetime(at)).utcoffset()

    def utc(self, at: datetime | str) -> str:
        """`12:05`, in UTC whatever the reader's zone."""
        return f"{_datetime(at):%H:%M}"

    def channel(self, channel: str, name: str = "") -> Markup:
        """A link in Slack, which knows the name; elsewhere the name that was given, for nobody can read an id."""
        return self._dialect.channel(channel, name)

    def link(self, label: str, url: str) -> Markup:
        return self._dialect.link(label, url)

    @pass_context
    def role(self, context: Context, role: str) -> str:
        """The role as people say it: `customers` is the customer liaison."""
        return _reader(context).titles.get(role, role)

    def severity(self, severity: int | None) -> str:
        return "severity not set" if severity is None else f"SEV{severity}"

    def likelihood(self, likelihood: str | None) -> str:
        """The words of ICD 203, so that they stand in a sentence."""
        return _LIKELIHOODS.get(likelihood or "", likelihood or "likelihood not judged")

    def figure(self, stated: Any) -> str:
        """`3 customers`, `between 3 and 12 customers`, `no customers`, `0.5% of requests`."""
        amount = _words(stated) or ("no" if _of(stated, "figure") == "none" else self.amount(stated))
        return f"{amount} {_of(stated, 'what')}".rstrip()

    def amount(self, stated: Any) -> str:
        """The figure without what is counted, where that has just been said."""
        if words := _words(stated):
            return words.removesuffix(" of")
        match _of(stated, "figure"):
            case "none":
                return "none"
            case "range":
                return f"between {_of(stated, 'low'):,} and {_of(stated, 'high'):,}"
            case "at least":
                return f"at least {_of(stated, 'low'):,}"
            case _:
                return f"{_of(stated, 'low'):,}"

    def money(self, stated: Any) -> str:
        """`EUR 60,000 to 180,000`; a sum of nothing is `none`, one in words stands as it was typed."""
        if words := _words(stated):
            return words
        low, high, currency = _of(stated, "low"), _of(stated, "high"), _of(stated, "currency")
        if low == high == 0:
            return "none"
        return f"{currency} {low:,}" if low == high else f"{currency} {low:,} to {high:,}"

    def reckoned(self, stated: Any) -> str:
        """How the sum came about, from what was typed: ` = EUR 12,000 an hour × 10 to 20% × 3 h`. Empty for others."""
        factors = stated.get("reckoned") if isinstance(stated, Mapping) else stated.reckoned
        if not factors:
            return ""
        rate = _between(*(f"{_of(factors, end):,}" for end in ("rate_low", "rate_high")))
        shares = [_of(factors, end) for end in ("share_low", "share_high")]
        share = "" if None in shares else f" × {_between(*(f'{one / 100:g}' for one in shares))}%"
        lasted = _between(*(span(timedelta(minutes=_of(factors, f"lasted_{end}_min"))) for end in ("low", "high")))
        each = {1: "a minute", 60: "an hour"}.get(_of(factors, "each_min"), "a day")
        return f" = {_of(stated, 'currency')} {rate} {each}{share} × {lasted}"

    def minutes(self, minutes: int) -> str:
        return span(timedelta(minutes=minutes))

    def span(self, duration: timedelta) -> str:
        """`25 min`, `3 h 55 min`."""
        return span(duration)

    def quote(self, text: str) -> Markup:
        """Somebody's own words, so that nobody takes them for the bot's."""
        return Markup(f"“{self._dialect.text(text.translate(_WITHIN))}”")  # noqa: S704 - the dialect escaped it

    def playbook_of(self, past: str) -> Markup:
        """`playbook of INC-41`, or `playbook owner-lost` of one that was imported: what stands behind `the`."""
        return self._dialect.text(playbook_of(past))

    def verbatim(self, text: str) -> Markup:
        """Somebody's own words line by line, as they looked in Slack."""
        return Markup(f"“{self._dialect.verbatim(text.translate(_WITHIN))}”")  # noqa: S704 - the dialect escaped it

    def short(self, text: str, chars_max: int) -> str:
        """At most so many characters, and so many words as they hold of short ones; cut between words where it can."""
        words, words_max = text.split(), chars_max // _SHORT_WORD_CHARS
        if len(text) <= chars_max and len(words) <= words_max:
            return text
        cut = (text if len(words) <= words_max else " ".join(words[: words_max + 1]))[: chars_max - 1]
        return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:.") + "…"

    def one_line(self, text: str) -> str:
        return one_line(text)

    def ended(self, text: str) -> str:
        """Somebody's words as a sentence: with a full stop, unless it ends by itself."""
        said = text.strip()
        return said if said.endswith(_ENDS) else f"{said}."

    def unended(self, text: str) -> str:
        """Somebody's words where our sentence goes on after them."""
        return text.strip().rstrip(".")

    def begun(self, text: str) -> str:
        """A capital for the first letter, the rest as it was typed."""
        return text[:1].upper() + text[1:]

    def _instant(self, context: Context, at: datetime | str, style: Style) -> Markup:
        return self._dialect.instant(_datetime(at), style, _reader(context))


def one_line(text: str) -> str:
    """The same without line breaks: a template breaks its lines where they read well, a sentence does not."""
    line = " ".join(text.split())
    return Markup(line) if isinstance(text, Markup) else line  # noqa: S704 - it was Markup before


def _clock_style(reader: Reader, at: datetime | str, beside: datetime | str) -> Style:
    day, other = (reader.local(_datetime(moment)).date() for moment in (at, beside))
    return "clock" if day == other else "dated"


def _reader(context: Context) -> Reader:
    """The reader; a KeyError here means that a template was imported without `with context`."""
    reader: Reader = context["reader"]
    return reader


def _datetime(at: datetime | str) -> datetime:
    """Values of a post are JSON, where an instant is an ISO string."""
    return datetime.fromisoformat(at) if isinstance(at, str) else at


def _between(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def _of(record: Any, name: str) -> Any:
    """A field of a fact, or of the JSON that a post carries."""
    return record[name] if isinstance(record, Mapping) else getattr(record, name)


def _words(stated: Any) -> str:
    """A figure in the words in which it was typed, if it has any; a post from before there were some has none."""
    return str(stated.get("words") or "") if isinstance(stated, Mapping) else str(stated.words)
