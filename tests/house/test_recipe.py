"""CONTRIBUTING's recipe for a feature, with every step left out once: each omission is red, and names the file to open.

The omissions are planted in a copy. What types can know, mypy says; all else `test_vocabulary.py`, in the copy, says.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = "tests/house/test_vocabulary.py"
# The modules in which something is planted, and those that tell what is wrong with it. Mypy looks at no other: of the
# whole bot, with SQLAlchemy behind it, it needs a minute to find the same.
MODULES = (
    *("bot.grammar", "bot.grammar.verbs", "bot.grammar.intents", "bot.incident.facts", "bot.incident.logbook"),
    *("bot.incident.state", "bot.incident.replay", "bot.incident.records", "bot.requests.context"),
    *("bot.requests.request", "bot.requests.verbs.records", "bot.requests.verbs.life"),
)
TYPES_OF = ["-p", "bot.incident.folding", *(word for module in MODULES for word in ("-m", module))]
ALONE = (
    *("--cache-dir=/dev/null", "--follow-imports=skip", "--no-site-packages"),
    *("--ignore-missing-imports", "--no-warn-return-any"),
)
# Reads the whole program, and of what is left out here it can say nothing.
NOT_ASKED = f"--deselect={HOUSE}::test_no_message_takes_the_folder_of_a_fact"
NEEDED = ("pyproject.toml", "docs/facts.md", "tests/examples.py", "tests/incident/given.py", HOUSE)

# A plant: file -> (what stands there, what stands there once something was done or forgotten).
Plant = Mapping[str, tuple[str, str]]

TWO_FACTS = """

@dataclass(frozen=True, slots=True, kw_only=True)
class DialInGiven:
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerGiven:
    number: str


Fact: TypeAlias = (
    Opened
    | DialInGiven
    | PagerGiven
"""
A_ROW = """
    Row(
        kind=f.DialInGiven,
        by="person",
        is_record=True,
        posted_to=TO_CARD,
        has_line=True,
    ),
    Row(kind=f.Called, by="person"
"""
FACTS: Plant = {"bot/incident/facts.py": ("\n\nFact: TypeAlias = (\n    Opened\n", TWO_FACTS)}
# What is planted at once for the tests of the house: a fact with a row and one without, a row without its property.
LEFT_OUT: Plant = FACTS | {
    "bot/incident/vocabulary.py": ('\n    Row(kind=f.Called, by="person", posted_to=TO_CARD', A_ROW),
    "bot/requests/verbs/adopting.py": ("@HANDLERS.answers(g.Adopt)\n", ""),
}
# What they then say of each omission.
OMISSIONS: dict[str, tuple[str, ...]] = {
    "a fact and nothing else": (
        "bot/incident/vocabulary.py has no row for PagerGiven",
        "tests/examples.py has no example of PagerGiven",
    ),
    "a property taken out of a row": ("templates/called/slack.j2 is never said",),
    "a verb without a handler": ("no handler for the verb adopt: bot/requests/verbs/",),
    "a row and nothing else": (
        "tests/examples.py has no example of DialInGiven",
        "templates/dial_in_given/slack.j2 is missing",
        "templates/dial_in_given/ack/slack.j2 is missing",
        "templates/timeline/lines.j2 has no macro dial_in_given",
        "templates/struck/records.j2 has no macro dial_in_given",
        "python -m bot.incident > docs/facts.md",
    ),
    "a row that does not say what people type": ("bot/incident/vocabulary.py: words, names of dial_in_given",),
}

# What is planted, and what mypy then says: the file, and the mistake.
TOLD_BY_TYPES: dict[str, tuple[Plant, tuple[str, str]]] = {
    "a fact that folding forgets": (
        FACTS,
        ("bot/incident/replay.py", 'incompatible type "DialInGiven | PagerGiven"; expected "Never"'),
    ),
    "a mistyped argument of a rule": (
        {"bot/requests/verbs/records.py": ("records.risk, words=intent.words", "records.risk, wrods=intent.words")},
        ("bot/requests/verbs/records.py", 'Unexpected keyword argument "wrods"'),
    ),
    "a time that may be left out, for a rule that needs one": (
        {"bot/requests/verbs/records.py": ("time = await context.time(", "time = await context.time_if_any(")},
        (
            "bot/requests/verbs/records.py",
            'Argument "time" to "act" of "Context" has incompatible type "datetime | None"',
        ),
    ),
    "a handler of the wrong intent": (
        {"bot/requests/verbs/life.py": ("@HANDLERS.answers(g.Sev)", "@HANDLERS.answers(g.Title)")},
        ("bot/requests/verbs/life.py", 'expected "Callable[[Context, Request, Title]'),
    ),
    "a verb of which nobody said what it does": (
        {"bot/grammar/verbs.py": ('read=records.undo,\n        does="changes",', "read=records.undo,")},
        ("bot/grammar/verbs.py", 'Missing positional argument "does"'),
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which something may be left out: the package, the words, and the tests of the house about facts.

    What Python compiled of the package comes along, and is of use for whatever nobody changes.
    """
    folder = tmp_path_factory.mktemp("recipe")
    for name in ("bot", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    for name in NEEDED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    tool = [sys.executable, "-m", *command]
    compiled_once = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    told_whole = compiled_once | {"CI": "true"}  # pytest shortens what it says for people alone
    return subprocess.run(tool, cwd=folder, capture_output=True, text=True, check=False, timeout=120, env=told_whole)


@contextmanager
def planted(folder: Path, plants: Plant) -> Iterator[None]:
    """Within it the files read so; afterwards as before."""
    before = {name: (folder / name).read_text(encoding="utf-8") for name in plants}
    for name, (there, instead) in plants.items():
        assert before[name].count(there) == 1, f"{name} has changed: plant something else"
        (folder / name).write_text(before[name].replace(there, instead), encoding="utf-8")
    yield
    for name, text in before.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def told_by_the_house(copy: Path) -> str:
    """What the tests of the house say of all these omissions at once."""
    with planted(copy, LEFT_OUT):
        answer = run(copy, "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", NOT_ASKED, HOUSE)
    assert answer.returncode == 1, answer.stdout + answer.stderr
    return answer.stdout


@pytest.mark.parametrize("omission", OMISSIONS)
def test_an_omission_names_the_file_to_open_next(told_by_the_house: str, omission: str) -> None:
    assert [] == [sentence for sentence in OMISSIONS[omission] if sentence not in told_by_the_house]


@pytest.fixture(scope="module")
def told_by_types(copy: Path) -> list[str]:
    """What mypy says of all these mistakes at once, line by line; one in the same file hides no other."""
    with ExitStack() as all_at_once:
        for plants, _ in TOLD_BY_TYPES.values():
            all_at_once.enter_context(planted(copy, plants))
        answer = run(copy, "mypy", "--no-error-summary", *ALONE, *TYPES_OF)
    return [line for line in answer.stdout.splitlines() if "error:" in line]


@pytest.mark.parametrize("mistake", TOLD_BY_TYPES)
def test_a_mistake_of_types_is_found_where_it_was_made(told_by_types: list[str], mistake: str) -> None:
    _, (path, words) = TOLD_BY_TYPES[mistake]

    assert [line for line in told_by_types if line.startswith(path) and words in line]


def test_types_find_nothing_else_in_what_was_planted(told_by_types: list[str]) -> None:
    assert {path for _, (path, _) in TOLD_BY_TYPES.values()} == {line.partition(":")[0] for line in told_by_types}
