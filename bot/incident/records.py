"""What people put on record beside reports, hypotheses and customers, and how they take it back.

Law: nothing is overwritten. A correction is a new record, under the same id where there is one figure to correct. Times
and notes of a closed incident can be put right: the mistakes are found in its review.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.incident import checks
from bot.incident.errors import Refused
from bot.incident.facts import (
    Decided,
    FigureKind,
    ImpactStated,
    KeyTime,
    MoneyKind,
    MoneyStated,
    NeedStated,
    Noted,
    PastWeighed,
    PlanName,
    Planned,
    Reckoned,
    RiskStated,
    Struck,
    TimeSet,
    UnknownRaised,
)
from bot.incident.logbook import At, Entry, Saying
from bot.incident.state import Case
from bot.incident.vocabulary import RECORDS

UNDO_MIN = 10  # `undo` is for the slip one has just seen; what is older is corrected by a new record
CURRENCY_CHARS = 3  # ISO 4217 alphabetic codes


def decide(case: Case, *, what: str, because: str = "") -> list[Saying]:
    """Refuses `words_missing`, `closed`, `not_open_to_you`."""
    checks.require(case, "decide")
    return [Decided(id=_new_id(case, "D"), what=_words(what), because=because.strip())]


def unknown(case: Case, *, what: str, owner: str | None = None, due_at: datetime | None = None) -> list[Saying]:
    """Something nobody knows yet, and who answers it by when, if that was said. Refuses `words_missing`, `closed`."""
    return [UnknownRaised(id=_new_id(case, "U"), what=_words(what), owner=owner, due_at=due_at)]


def risk(case: Case, *, words: str) -> list[Saying]:
    """Refuses `words_missing`, `closed`."""
    return [RiskStated(id=_new_id(case, "R"), words=_words(words))]


def need(case: Case, *, what: str, executive: bool = False, due_at: datetime | None = None) -> list[Saying]:
    """Refuses `words_missing`, `closed`."""
    return [NeedStated(id=_new_id(case, "N"), what=_words(what), executive=executive, due_at=due_at)]


def ask_for_help(case: Case, *, roles: tuple[str, ...]) -> list[Saying]:
    """The holder of these roles, or of any for none, cannot do it alone. Refuses `no_role`, `closed`, `already_so`."""
    held = tuple(role for role in case.incident.held_by(case.by) if not roles or role in roles)
    checks.not_closed(case)
    if not held:
        raise Refused("no_role", free=checks.free_roles(case))
    titles = [duty.title for duty in case.policy.duties if duty.name in held]
    need = NeedStated(id=_new_id(case, "N"), what=f"help with {' and '.join(titles)}", for_roles=held)
    if checks.is_pressed_twice(case, need, but={"id"}):
        raise Refused("already_so", what="help is asked for")
    return [need]


def impact(  # noqa: PLR0913 - as many as the command has
    case: Case,
    *,
    figure: FigureKind,
    what: str,
    low: int | None = None,
    high: int | None = None,
    source: str = "",
    words: str = "",
) -> list[Saying]:
    """How many of what are hurt; the same "what" again corrects that figure and keeps its id.

    Without a source its author is the source. `words` is the figure as typed, for "in words" and a "none" in words;
    such a figure may name nothing more: "everybody".
    Refuses `words_missing`, `figure_incomplete`, `range_backwards`, `closed`.
    """
    checks.require(case, "impact")
    counted = what.strip() if words else _words(what)
    both = None if low is None else high
    needed = {"exact": low, "at least": low, "range": both, "none": 0, "in words": words or None}
    if needed[figure] is None:
        raise Refused("figure_incomplete", figure=figure)
    _forwards(low, high if figure == "range" else None)
    same = [fact.id for _, fact in case.incident.of(ImpactStated) if fact.what.casefold() == counted.casefold()]
    return [
        ImpactStated(
            id=_new_id(case, "I", same=same),
            figure=figure,
            what=counted,
            low=low if figure in {"exact", "at least", "range"} else None,
            high=high if figure == "range" else None,
            source=source.strip(),
            words=words.strip(),
        )
    ]


def money(  # noqa: PLR0913 - as many as the command has
    case: Case,
    *,
    kind: MoneyKind,
    low: int | None,
    high: int | None,
    currency: str,
    what: str = "",
    source: str = "",
    words: str = "",
    reckoned: Reckoned | None = None,
    checked_by: str = "",
) -> list[Saying]:
    """What it costs; the same kind again corrects that sum and keeps its id. Nothing costs nothing in any currency.

    A sum in `words` has neither end; of one that is `reckoned` from its factors they are computed.
    What the response costs may be hours alone, in `words` without a currency.
    Refuses `figure_incomplete`, `unknown_currency`, `range_backwards`, `closed`.
    """
    checks.require(case, "impact")
    if reckoned is not None:
        low, high = product(reckoned)
    if not words and (low is None or high is None):
        raise Refused("figure_incomplete", figure="range")
    code = currency.strip().upper()
    is_hours = kind == "response cost" and bool(words) and not code
    if (high or words) and not is_hours and (len(code) != CURRENCY_CHARS or not code.isascii() or not code.isalpha()):
        raise Refused("unknown_currency", currency=currency.strip())
    _forwards(low, high)
    same = [fact.id for _, fact in case.incident.of(MoneyStated) if fact.kind == kind]
    return [
        MoneyStated(
            id=_new_id(case, "M", same=same),
            kind=kind,
            low=None if words else low,
            high=None if words else high,
            currency=code,
            source=source.strip(),
            what=what.strip(),
            words=words.strip(),
            reckoned=reckoned,
            checked=checked_by.strip(),
        )
    ]


FINANCE = "Finance"


def product(factors: Reckoned) -> tuple[int, int]:
    """The lowest and the highest sum that the factors allow, in whole units of the currency."""
    whole = factors.each_min * _whole(None)
    low = factors.rate_low * _whole(factors.share_low) * factors.lasted_low_min
    high = factors.rate_high * _whole(factors.share_high) * factors.lasted_high_min
    return round(low / whole), round(high / whole)


def _whole(share: int | None) -> int:
    return 100_00 if share is None else share


def money_checked(case: Case, *, which: str, checked_by: str = "") -> list[Saying]:
    """Somebody, Finance unless named, checked the sum of this kind or id as it stands; another sum is unchecked again.

    Refuses `no_such_sum`, `already_so` and `closed`.
    """
    checks.require(case, "impact")
    stated = [fact for _, fact in case.incident.of(MoneyStated) if which in {fact.kind, fact.id}]
    if not stated:
        raise Refused("no_such_sum", which=which)
    checked = replace(stated[-1], checked=checked_by.strip() or FINANCE)
    if checked == stated[-1]:
        raise Refused("already_so", what=checked.id)
    return [checked]


def plan(  # noqa: PLR0913 - as many as the command has
    case: Case,
    *,
    plan: PlanName,
    what: str,
    eta_low_min: int | None = None,
    eta_high_min: int | None = None,
    trigger_at: datetime | None = None,
    basis: str = "",
) -> list[Saying]:
    """Plan A is the fix, plan B the contingency; a new one takes the place of the old. One eta stands for both ends.

    An eta without words is a new one of the plan that stands, which keeps its words and its time.
    Refuses `words_missing`, `range_backwards`, `closed`.
    """
    checks.not_closed(case)
    checks.require(case, "plan")
    low = eta_low_min if eta_low_min is not None else eta_high_min
    high = eta_high_min if eta_high_min is not None else eta_low_min
    _forwards(low, high)
    planned = Planned(
        plan=plan,
        what=what.strip(),
        eta_low_min=low,
        eta_high_min=high,
        trigger_at=trigger_at,
        basis=basis.strip() if low is not None else "",
    )
    standing = case.incident.plans.get(plan)
    if not planned.what and low is not None and standing is not None:
        return [replace(planned, what=standing.what, trigger_at=trigger_at or standing.trigger_at)]
    return [replace(planned, what=_words(what))]


def note(case: Case, *, text: str, at: datetime | None = None) -> list[Saying]:
    """A line for the timeline, at the time when it was so. Refuses `words_missing`, `not_past`."""
    noted = Noted(text=_words(text))
    return [noted] if at is None else [At(_past(case, at), noted)]


def notes(case: Case, *, entries: Sequence[tuple[str, datetime | None]]) -> list[Saying]:
    """Several lines at once, each (text, time) a note of its own. Refuses as `note` does, and then keeps none."""
    return [saying for text, at in entries for saying in note(case, text=text, at=at)]


def key_time(case: Case, *, which: KeyTime, time: datetime, source: str = "") -> list[Saying]:
    """When the impact began, the fix was applied and so on; a later one of the same name corrects it.

    Refuses `not_past`.
    """
    return [TimeSet(which=which, time=_past(case, time), source=source.strip())]


def strike(case: Case, *, seqs: Sequence[int]) -> list[Saying]:
    """Strike these of the caller's own records, whose message is gone, however old. Refuses `nothing_to_strike`."""
    own = [entry for entry in _records(case) if entry.by == case.by and entry.seq in seqs]
    if not own:
        raise Refused("nothing_to_strike")
    return [Struck(seq=entry.seq) for entry in own]


def _records(case: Case) -> list[Entry]:
    return [entry for entry in case.incident.entries if type(entry.fact) in RECORDS]


def _new_id(case: Case, letter: str, *, same: list[str] | None = None) -> str:
    """The id of the figure that is being corrected, else the next free one."""
    checks.not_closed(case)
    return same[-1] if same else case.incident.next_id(letter)


def _words(text: str) -> str:
    return checks.some_words(text, otherwise="words_missing")


def _past(case: Case, at: datetime) -> datetime:
    if at > case.now:
        raise Refused("not_past")
    return at


def _forwards(low: int | None, high: int | None) -> None:
    if low is not None and high is not None and low > high:
        raise Refused("range_backwards", low=low, high=high)


def weigh_past(case: Case, *, past: str, helped: bool) -> list[Saying]:
    """Whether a past incident that was shown helps in this one. Refuses `already_so`."""
    if case.incident.pasts.get(past) is helped:
        raise Refused("already_so", what="useful" if helped else "not offered again")
    return [PastWeighed(past=past, helped=helped)]
