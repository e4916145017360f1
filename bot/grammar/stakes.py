"""Reads the verbs about who is hurt and what is owed to them: impact, impact money, customer, told."""

import re
from contextlib import suppress
from typing import get_args

from bot.grammar.clauses import BETWEEN, Clause, behind, cannot, source, taken_off, trimmed, unquoted
from bot.grammar.efforts import hours_alone, read_effort
from bot.grammar.figures import Between, Exact, InWords, Nobody, ReadFigure, read_figure, read_money
from bot.grammar.input import Input, needed
from bot.grammar.intents import AskMoney, CheckMoney, Customer, Impact, ImpactMoney, MoneyKind, Told
from bot.grammar.misread import Misread
from bot.grammar.people import NAME, Name, read_name
from bot.grammar.products import read_product
from bot.grammar.times import (
    BY,
    DEADLINE,
    NEXT,
    deadline,
    minutes_or_time,
    promise,
    promised_in_words,
    unread,
    unread_in,
)

_MONEY = re.compile(r"(?:money|cost|costs|revenue)(?![\w-])" + BETWEEN, re.IGNORECASE)
_KINDS: dict[str, MoneyKind] = {
    "lost": "lost",
    "loss": "lost",
    "at risk": "at risk",
    "at-risk": "at risk",
    "atrisk": "at risk",
    "risk": "at risk",
    "delayed": "delayed",
    "delay": "delayed",
    "penalty": "penalty",
    "penalties": "penalty",
    "credit": "penalty",
    "credits": "penalty",
    "fine": "penalty",
    "fines": "penalty",
    "response cost": "response cost",
    "response costs": "response cost",
    "response-cost": "response cost",
    "response-costs": "response cost",
    "response": "response cost",
    "cost of the response": "response cost",
    "cost of response": "response cost",
    "of the response": "response cost",
}
_KIND = re.compile(rf"({'|'.join(sorted(_KINDS, key=len, reverse=True))})(?![\w-]){BETWEEN}", re.IGNORECASE | re.ASCII)
_MINUS = ("-", "–")
_KIND_INSIDE = re.compile(rf"(?<!\S)(?:{'|'.join(_KINDS)})(?![\w-])", re.IGNORECASE)
_owner: Clause[Name] = behind(
    "owner(?: is)?|owned by", lambda text: read_name(text) if re.fullmatch(NAME, text) else None
)
_WORKAROUND = re.compile(r"(?<!\S)work-?around(?: is)?\s*[:：]\s*(?=\S)", re.IGNORECASE)


def _workaround(text: str) -> tuple[str, str | None]:
    found = list(_WORKAROUND.finditer(text))[-1:]
    return (trimmed(text[: found[0].start()]), trimmed(text[found[0].end() :])) if found else (text, None)


_CHECKED = re.compile(
    rf"(?P<which>m\d{{1,4}}|{'|'.join(sorted(_KINDS, key=len, reverse=True))}){BETWEEN}(?:is |was )?checked"
    r"(?: by (?P<by>\S.{0,80}?))?[.!]?",
    re.IGNORECASE | re.ASCII,
)
_TOLD = re.compile(
    r"(?P<quoted>\"[^\"]+\"|“[^”]+”)[\s:,]*|(?P<id>[Cc]\d{1,4})(?=\s+[^\s:：])\s+"
    r"|(?P<named>\S+(?: [^:\s]\S*){0,4}?)\s*[:：](?=\s|$)\s*|(?P<word>\S+)\s*"
)
_EVERYBODY_TOLD = re.compile(
    r"(?:everyone|everybody|both(?: (?:customers|of them)| of (?:them|the two)|(?= (?-i:[a-z])))"
    r"|all (?:(?:of )?(?:the|our|them) )?(?:customers|of them)|(?:the |our )?customers"
    r"|c ?\d{1,4}(?:\s*[,&+/]\s*(?:and\s+)?|\s+and\s+)c ?\d{1,4})(?=[\s:,]|$)",
    re.IGNORECASE,
)
# Behind words with a number of their own it may deny that: "40 users of tier 1, not 2".
_NUMBER = r"[~≈]?\d[\d.,]*[km]?"
_NOT_THAT = re.compile(
    rf"\Anot {_NUMBER}(?:\s+|[).!]*\Z)|\A(?P<what>\D+?)[\s,;(]{{1,3}}not {_NUMBER}[).!]*\Z", re.IGNORECASE | re.ASCII
)
_EVERYBODY = re.compile(r"everyone|everybody|everything", re.IGNORECASE)
_DONE = re.compile(r"(?:^|(?<=[\s,;:.–—-]))done[.!]?$", re.IGNORECASE)
# Behind these the word ends what was told, and no contact.
_SAYS_DONE = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|not|half|nearly|almost|partly|get|got|never|yet)|['’](?:s|re|t))\s$",
    re.IGNORECASE,
)
# "Acme, Inc." is one name.
_COMPANY = r"(?:inc|ltd|llc|llp|lp|gmbh|ag|kg|se|co|corp|plc|s\.?a|n\.?v|b\.?v|limited|incorporated|jr)\b"
_COMMA = re.compile(rf"(?<!\s)\s*,(?!\s*{_COMPANY})\s*(?:(?:and|und|&amp;|&)\s+)?", re.IGNORECASE)
_OF_ONE = (
    r"(?:co|company|sons?|daughters|brothers|partners?|associates|söhne|partner)\b"  # "Smith and Sons" is one as well
)
_AND = re.compile(rf"(?<!\s)\s+(?:(?:and|und)\s+(?!{_OF_ONE})|/\s+)", re.IGNORECASE)
_QUOTED_NAMES = re.compile(r"(?:[\"“„][^\"“”„]+[\"”“](?:\s*,\s*|\s+(?:and|und)\s+|\s*$)){2,}", re.IGNORECASE)
_QUOTED_NAME = re.compile(r"[\"“„]([^\"“”„]+)[\"”“]")
_READS_ON = re.compile(
    r"\S+(?: \S+)*? (?:is|are|has|have|had|was|were|does|did|can|could|will|must|should|needs?|wants?|says|said|called"
    r"|lost|loses|told|tells|asked|misses|missed|complains|complained|waits|hat|ist|sind|haben|muss|braucht)(?: |$)"
)


def impact(said: Input) -> Impact | ImpactMoney | AskMoney | CheckMoney:
    """`<n | n-m | at least n | none> <what> [source …]`; behind the word "money", what it costs.

    "40 users, not 400" is about 40 users, and so corrects what was said of users before.
    """
    money = _MONEY.match(said.text.strip())
    if money:
        return impact_money(Input("impact money", said.text.strip()[money.end() :], said.roles))
    text, told_by = source(needed(said.text, "figure"))
    read = read_figure(text)
    needs_no_what = isinstance(read.figure, Nobody) or _EVERYBODY.fullmatch(_words_of(read))
    what = _NOT_THAT.sub(r"\g<what>", read.rest)
    return Impact(read.figure, what if needs_no_what else needed(what, "what"), told_by or "")


def impact_money(said: Input) -> ImpactMoney | AskMoney | CheckMoney:
    """`lost|at-risk|delayed|penalty|response cost 60k-180k EUR [what] [source …]`.

    The sum may be `12k EUR an hour × 10-20% × 3h`, of a response cost `12 hours × 90 EUR`, or hours alone.
    Without a sum it wants the form.
    `lost checked [by …]` says that somebody checked it.
    """
    if checked := _CHECKED.fullmatch(said.text.strip()):
        return CheckMoney(_KINDS.get(checked["which"].lower(), checked["which"].upper()), checked["by"] or "")
    text, told_by = source(said.text.strip())
    if not text:
        return AskMoney(source=told_by or "")
    named = _KIND.match(text)
    if named is None:
        return _sum_first(text, told_by or "")
    kind = _KINDS[named[1].lower()]
    figure = text[named.end() :].strip()
    if not figure:
        return AskMoney(kind, told_by or "")
    if named[0].endswith(_MINUS):  # "lost - 5k EUR" has a dash before the sum; "lost -5k EUR" may be less than nothing
        raise Misread("figure_unclear", typed=named[0][-1] + figure)
    if kind == "response cost" and (work := _work(figure, told_by or "")):
        return work
    if reckoned := read_product(figure):
        product, currency = reckoned
        return ImpactMoney(kind, None, None, currency, source=told_by or "", product=product)
    read = read_money(figure)
    low, high = _ends(read)
    return ImpactMoney(kind, low, high, read.currency, read.rest, told_by or "", _words_of(read))


def _sum_first(text: str, told_by: str) -> ImpactMoney:
    """`20k EUR lost so far`: the kind behind the sum, and no second sum of another kind."""
    read = read_money(text) if _KIND_INSIDE.search(text) else None
    named = _KIND.match(read.rest) if read else None
    what = read.rest[named.end() :] if read and named else ""
    if read is None or named is None or (_KIND_INSIDE.search(what) and re.search(r"\d", what)):
        raise Misread("money_kind_unclear", typed=text, known=", ".join(get_args(MoneyKind)))
    low, high = _ends(read)
    return ImpactMoney(_KINDS[named[1].lower()], low, high, read.currency, what, told_by, _words_of(read))


def second_sum(what: str) -> str:
    """A sum with a kind of its own in the words of another, as it is typed alone; or ""."""
    kind = _KIND_INSIDE.search(what)
    for typed in (what[kind.start() :], *re.split(r"[,;]\s+", what)) if kind else ():
        with suppress(Misread):
            read = impact_money(Input("money", typed, ()))
            if isinstance(read, ImpactMoney) and read.low is not None:
                return typed
    return ""


def _work(figure: str, told_by: str) -> ImpactMoney | None:
    """Hours of the response, with what they cost or alone; None for a sum."""
    if read := read_effort(figure):
        product, currency, done_by = read
        return ImpactMoney("response cost", None, None, currency, done_by, told_by, product=product)
    if hours := hours_alone(figure):
        words, what = hours
        return ImpactMoney("response cost", None, None, "", what, told_by, words)
    return None


def _ends(read: ReadFigure) -> tuple[int | None, int | None]:
    """The sum in whole units; neither end for one that is kept in words."""
    match read.figure:
        case Exact(count):
            return count, count
        case Between(low, high):
            return low, high
        case Nobody():
            return 0, 0
        case _:
            return None, None


def _words_of(read: ReadFigure) -> str:
    return read.figure.words if isinstance(read.figure, InWords) else ""


def customer(said: Input) -> Customer:
    """`<name> [cannot …] [deadline 18:00] [owner @ana] [workaround: …]`, in whatever order.

    The last two words stand in what customers cannot do as well, so one wants a name behind it and one a colon.
    """
    text, (due, broken, held, workaround) = taken_off(said.text.strip(), deadline, cannot, _owner, _workaround)
    words = f"{text} {broken or ''}".rstrip()
    looked_behind = (f"{DEADLINE}|{BY}|until|till|before|ahead of|within|in time for", "at")
    found = (missed for keywords in looked_behind if (missed := unread(words, keywords)))
    missed = "" if due else next(found, "") or unread_in(words)
    name, exact = exact_name(text.rstrip(" :"))
    several = names_in(name) if not exact else ()
    exact = exact or _QUOTED_NAMES.fullmatch(name) is not None
    if not exact and not several and _READS_ON.match(name):
        raise Misread("name_unclear", typed=name)
    return Customer(needed(name, "customer"), broken or "", due, held, workaround or "", exact, several, unread=missed)


def names_in(text: str) -> tuple[str, ...]:
    """The names in a list of them; none where it is one name."""
    if _QUOTED_NAMES.fullmatch(text):
        return tuple(_QUOTED_NAME.findall(text))
    names = tuple(name for part in _COMMA.split(text) if part for name in _AND.split(part))
    return names if len(names) > 1 else ()


def exact_name(typed: str) -> tuple[str, bool]:
    """The name without its quotes, and whether it had any."""
    name = unquoted(typed)
    return name, name != typed.strip()


def told(said: Input) -> Told:
    """`<C1 or name> <what> [next 20m]`; a last word "done" ends the contact."""
    text, promised = promise(said.text.strip())
    missed = "" if promised else unread(text, NEXT) or promised_in_words(text)
    if everybody := _EVERYBODY_TOLD.match(text):
        raise Misread("one_customer", typed=everybody[0])
    done = _DONE.search(text)
    done = None if done and _SAYS_DONE.search(text[: done.start()]) else done
    text = needed(text[: done.start()] if done else text, "customer")
    found = _TOLD.match(text)
    named = next(part for part in found.groups() if part).rstrip(",;") if found else text
    what = trimmed(text[found.end() :]) if found else ""
    next_min, next_at = minutes_or_time(promised)
    what = what if done else needed(what, "what")
    return Told(unquoted(named), what, next_min, done is not None, next_at, unread=missed)
