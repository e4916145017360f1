"""One name, one meaning: a class or a type that stands twice in the house has a reason here, or gets another name."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from tests.house.source import ROOT, trees

PACKAGES = ("bot", "workspace")
MEANINGS = 2  # from so many on a name needs a reason

# The local Slack knows nothing of the bot: it has a clock, ids and people of its own, and Slack's own words.
BOTH_PACKAGES = {
    "App", "Channel", "Clock", "Delivery", "Directory", "Event", "Events", "HandClock", "Ids", "Message", "Reader",
    "RealClock",
}  # fmt: skip
# What a person wants bears the name of what it is about, and is always read as `g.Role`.
INTENTS = {
    "Catchup", "Channel", "Customer", "FollowUp", "KeyTime", "MoneyKind", "Offer", "Pause", "Plan", "Role", "Status",
    "Summary", "Told",
}  # fmt: skip
TABLES = {"Row": "a row of the table that its module is: of facts, of what feeds the brief, of incidents"}


def types(folder: str) -> Iterator[tuple[str, str]]:
    """Name and file of every class and type alias that a module defines for others."""
    for path, tree in trees(folder):
        for node in tree.body:
            match node:
                case ast.ClassDef(name=name):
                    pass
                case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="TypeAlias")):
                    pass
                case _:
                    continue
            if not name.startswith("_"):
                yield name, str(path.relative_to(ROOT))


@cache
def meanings() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for folder in PACKAGES:
        for name, path in types(folder):
            found[name].append(path)
    return {name: paths for name, paths in found.items() if len(paths) >= MEANINGS}


def test_every_name_has_one_meaning_or_a_reason() -> None:
    allowed = BOTH_PACKAGES | INTENTS | set(TABLES)

    assert {} == {name: paths for name, paths in meanings().items() if name not in allowed}


def test_every_reason_is_still_needed() -> None:
    assert set() == (BOTH_PACKAGES | INTENTS | set(TABLES)) - set(meanings())


def test_a_name_of_both_packages_stands_in_both() -> None:
    found = meanings()

    assert [] == [name for name in BOTH_PACKAGES if len({path.partition("/")[0] for path in found[name]}) < MEANINGS]


def test_a_name_of_an_intent_stands_in_the_grammar() -> None:
    found = meanings()

    assert [] == [name for name in INTENTS if not any(path.startswith("bot/grammar/") for path in found[name])]
