"""No words that somebody types or says keep everybody else waiting, however they are made.

Ratios within one run: a text is hostile if it takes many times as long as ordinary words of its length, and longer for
each character the longer it is.
"""

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

import bot.grammar
import bot.render
import bot.requests
import bot.slack.messages
import bot.store
import bot.story
from bot.grammar import VERBS, parse
from bot.incident import customers
from bot.render.dialects import MarkdownDialect, PlainDialect, SlackDialect
from tests.incident.given import ANA, opened

ORDINARY = "the word and another one "
CHARS = 2_000  # a sixth of the longest message: what grows by the square then takes thirty times as long as it did
TIMES_ORDINARY = 30  # so much slower than ordinary words may be what grows with its length
CUSTOMERS = 4
USUAL_S_MIN = 0.0001  # what takes less is not told from the clock
GROWS_TIMES = 8  # what is four times as long takes four times as long; sixteen times is a square

UNITS = (
    *("a", "1", " ", "\n", "-", "_", "- ", ":", ".", ",", "(", "[", "{", "|", "/", "\\", "*", "~", "`", '"', "“", "'a"),
    *("/s", "/ a ", ":a:", "@a", "@a ", " @a:x", " @a:logs", " logs:@a", " @a logs", " logs @a", "@a by ", "<@", "<"),
    *("<@U1>", "<@U1|a> ", "<!subteam^S1|x>", "<https://a|", "&", "&amp;", "&lt", "a@b.", "http://", "https://a "),
    *("by ", " by:", " cannot", " source", " because", " next in", "next 1 ", "deadline ", " likely", "at 1 ", "1-"),
    *("1,000 ", "€1 ", "60k "),
    *("in an hour and ", "quarter past ", "half ", "\n10:20 a", "14:30\n", "28 May ", "Europe/", "UTC+", "H1 ", "of "),
    *(" +private", " --drill", "sev1 ", "customer ", "C: ", "N:", "not ", "no longer ", "a. ", "? ", "e.g. ", "[x]("),
    *("\u200b", "\u200d", "\u202e", "\u0130", "ß", "\ufb01", "é", "\u3000", "👍", "\x1b[31m", "```", "INC-1 ", "//"),
)


def texts(unit: str) -> Iterator[Callable[[int], str]]:
    """Behind a word to the end, and alone but for the end: the ways by which a pattern is led on and disappointed."""
    yield lambda chars: f"a {unit * chars}"[:chars]
    yield lambda chars: f"{(unit * chars)[: chars - 1]}\x01"


def _seconds(work: Callable[[str], object], text: str) -> float:
    """Of this thread alone, the better of two: what else the machine does is no slow pattern."""
    return min(_once(work, text) for _ in range(2))


def _once(work: Callable[[str], object], text: str) -> float:
    began = time.thread_time()
    with suppress(Exception):  # whatever it says of this text, it is to say so soon
        work(text)
    return time.thread_time() - began


def _hostile(work: Callable[[str], object]) -> list[str]:
    """The units that keep this work busy out of all proportion."""
    usual_s = max(_seconds(work, (ORDINARY * CHARS)[:CHARS]), USUAL_S_MIN)
    return [repr(unit) for unit in UNITS if any(_is_slow(work, text, usual_s) for text in texts(unit))]


def _is_slow(work: Callable[[str], object], text: Callable[[int], str], usual_s: float) -> bool:
    """Seen twice: what does grow in proportion looks otherwise once in a while, where the machine is busy."""
    if _once(work, text(CHARS)) < TIMES_ORDINARY * usual_s:
        return False
    return all(_grows(work, text, usual_s) for _ in range(2))


def _grows(work: Callable[[str], object], text: Callable[[int], str], usual_s: float) -> bool:
    longer_s, shorter_s = _seconds(work, text(CHARS)), _seconds(work, text(CHARS // 4))
    return longer_s > TIMES_ORDINARY * usual_s and longer_s > GROWS_TIMES * shorter_s


@pytest.mark.parametrize("pattern", [r"\s+$", r"<[^>]*>"])
def test_a_pattern_that_is_led_on_is_found(pattern: str) -> None:
    """Each looks again from every place, as far as it gets."""
    assert _hostile(re.compile(pattern).findall)


@pytest.mark.parametrize("verb", ["", *(verb.name for verb in VERBS)])
def test_no_command_is_read_slowly(verb: str) -> None:
    assert [] == _hostile(lambda text: parse(f"{verb} {text}"))


def _functions() -> Iterator[tuple[str, Callable[[str], object]]]:
    """Every function of the bot that works on a text alone, wherever it stands."""
    for package in (bot.grammar, bot.render, bot.requests, bot.slack.messages, bot.store, bot.story):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.endswith("__main__"):
                continue
            module = importlib.import_module(found.name)
            for name, member in inspect.getmembers(module, callable):
                function = inspect.unwrap(member)  # what keeps its answers is as slow as ever at the first
                if inspect.isfunction(function) and member.__module__ == module.__name__ and _takes_text(function):
                    yield f"{module.__name__}.{name}", function


def _takes_text(function: Callable[..., object]) -> bool:
    needed = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
    return len(needed) == 1 and needed[0].annotation is str and not inspect.iscoroutinefunction(function)


FUNCTIONS = dict(_functions())


def test_there_are_functions_of_texts_to_look_at() -> None:
    known = {"mrkdwn.with_links", "verbatim.pieces", "clauses.clean", "labels.holds_a_sum"}

    assert known <= {".".join(name.split(".")[-2:]) for name in FUNCTIONS}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_function_of_a_text_is_slow(name: str) -> None:
    function = FUNCTIONS[name]

    assert [] == _hostile(lambda text: _exhausted(function(text)))


def _exhausted(value: Any) -> object:
    return list(value) if inspect.isgenerator(value) else value


@pytest.mark.parametrize("dialect", [SlackDialect(), MarkdownDialect(), PlainDialect()], ids=lambda d: type(d).__name__)
@pytest.mark.parametrize("way", ["text", "verbatim"])
def test_no_words_are_slow_to_write_down(dialect: Any, way: str) -> None:
    assert [] == _hostile(getattr(dialect, way))


def test_no_name_of_a_customer_is_slow_to_compare() -> None:
    """Each as long as a name may be, and none a pattern."""
    book = opened()
    for number in range(CUSTOMERS):
        book = book.asks(1, ANA, customers.affected, name=f"w{number} {'ab ' * 320}".strip())
    case = book.case(2, ANA)

    assert [] == _hostile(lambda text: customers.told(case, customer="zz", what=text))
    assert [] == _hostile(lambda text: customers.told(case, customer=text[:900], what="we are on it"))


def test_a_customer_whose_name_is_a_pattern_is_still_found() -> None:
    book = opened().asks(1, ANA, customers.affected, name="Müller (a+)+ & Söhne")
    (told,) = customers.told(book.case(2, ANA), customer="MÜLLER", what="(a+)+ &  söhne: we are on it")

    assert "we are on it" == getattr(told, "what", "")
