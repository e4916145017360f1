"""CONTRIBUTING's recipe for a feature, with every step left out once: each omission is red, and names the file to open.

The omissions are planted in a copy. What types can know, mypy says; all else `test_vocabulary.py`, in the copy, says.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = "tests/house/test_vocabulary.py"
# What mypy knows of the checkout since `make types`: there it looks at what was planted alone, in a tenth of the time.
KNOWN_TYPES = ROOT / ".mypy_cache"
NEEDED = ("pyproject.toml", "docs/facts.md", "tests/examples.py", "tests/incident/given.py", HOUSE)

# A plant: file -> (what stands there, what stands there once something was done or forgotten).
Plant = Mapping[str, tuple[str, str]]

A_FACT = """

@dataclass(frozen=True, slots=True, kw_only=True)
class DialInGiven:
    number: str


Fact: TypeAlias = (
    Opened
    | DialInGiven
"""
A_ROW = """
    Row(
        kind=f.DialInGiven,
        by="person",
        is_record=True,
        posted_to=TO_CARD,
        has_line=True,
        words=("number",),
    ),
    Row(kind=f.Called,"""
FACT: Plant = {"bot/incident/facts.py": ("\n\nFact: TypeAlias = (\n    Opened\n", A_FACT)}
ROW: Plant = {"bot/incident/vocabulary.py": ("\n    Row(kind=f.Called,", A_ROW)}
ROW_WITHOUT_WORDS: Plant = {
    "bot/incident/vocabulary.py": ("\n    Row(kind=f.Called,", A_ROW.replace('words=("number",)', "words=()"))
}

# What is planted, and what the tests of the house then say.
TOLD_BY_THE_HOUSE: dict[str, tuple[Plant, tuple[str, ...]]] = {
    "a fact and nothing else": (
        FACT,
        (
            "bot/incident/vocabulary.py has no row for DialInGiven",
            "tests/examples.py has no example of DialInGiven",
        ),
    ),
    "a row and nothing else": (
        FACT | ROW,
        (
            "tests/examples.py has no example of DialInGiven",
            "templates/dial_in_given/slack.j2 is missing",
            "templates/dial_in_given/ack/slack.j2 is missing",
            "templates/timeline/lines.j2 has no macro dial_in_given",
            "templates/struck/records.j2 has no macro dial_in_given",
            "python -m bot.incident > docs/facts.md",
        ),
    ),
    "a row that does not say what people type": (
        FACT | ROW_WITHOUT_WORDS,
        ("bot/incident/vocabulary.py: words, names of dial_in_given",),
    ),
    "a property taken out of a row": (
        {"bot/incident/vocabulary.py": ('kind=f.Called, by="person", posted_to=TO_CARD', 'kind=f.Called, by="person"')},
        ("templates/called/slack.j2 is never said", "python -m bot.incident > docs/facts.md"),
    ),
    "a verb without a handler": (
        {"bot/requests/verbs/adopting.py": ("@HANDLERS.answers(g.Adopt)\n", "")},
        ("no handler for the verb adopt: bot/requests/verbs/",),
    ),
}

# What is planted, and what mypy then says: the file, and the mistake.
TOLD_BY_TYPES: dict[str, tuple[Plant, tuple[str, str]]] = {
    "a fact that folding forgets": (
        FACT,
        ("bot/incident/state.py", 'incompatible type "DialInGiven"; expected "Never"'),
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
    """A copy in which something may be left out: the package, the words, and the tests of the house about facts."""
    folder = tmp_path_factory.mktemp("recipe")
    for name in ("bot", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in NEEDED:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    if KNOWN_TYPES.exists():
        shutil.copytree(KNOWN_TYPES, folder / KNOWN_TYPES.name)
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    tool = [sys.executable, "-m", *command]
    return subprocess.run(tool, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def untouched(copy: Path) -> Iterator[Path]:
    """The copy, put back in order afterwards."""
    before = {path: path.read_text(encoding="utf-8") for path in (copy / "bot").rglob("*.py")}
    yield copy
    for path, text in before.items():
        path.write_text(text, encoding="utf-8")


def plant(folder: Path, plants: Plant) -> None:
    for name, (there, instead) in plants.items():
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(there) == 1, f"{name} has changed: plant something else"
        (folder / name).write_text(text.replace(there, instead), encoding="utf-8")


@pytest.mark.parametrize("omission", TOLD_BY_THE_HOUSE)
def test_an_omission_names_the_file_to_open_next(untouched: Path, omission: str) -> None:
    plants, sentences = TOLD_BY_THE_HOUSE[omission]
    plant(untouched, plants)

    answer = run(untouched, "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", HOUSE)

    assert answer.returncode == 1, answer.stdout + answer.stderr
    assert [] == [sentence for sentence in sentences if sentence not in answer.stdout]


@pytest.fixture(scope="module")
def told_by_types(copy: Path) -> list[str]:
    """What mypy says of all these mistakes at once, line by line; one in the same file hides no other."""
    before = {
        name: (copy / name).read_text(encoding="utf-8") for plants, _ in TOLD_BY_TYPES.values() for name in plants
    }
    for plants, _ in TOLD_BY_TYPES.values():
        plant(copy, plants)
    packages = ("-p", "bot.incident", "-p", "bot.grammar", "-p", "bot.requests")
    try:
        answer = run(copy, "mypy", "--no-error-summary", *packages)
    finally:
        for name, text in before.items():
            (copy / name).write_text(text, encoding="utf-8")
    return [line for line in answer.stdout.splitlines() if "error:" in line]


@pytest.mark.parametrize("mistake", TOLD_BY_TYPES)
def test_a_mistake_of_types_is_found_where_it_was_made(told_by_types: list[str], mistake: str) -> None:
    _, (path, words) = TOLD_BY_TYPES[mistake]

    assert [line for line in told_by_types if line.startswith(path) and words in line]


def test_types_find_nothing_else_in_what_was_planted(told_by_types: list[str]) -> None:
    assert {path for _, (path, _) in TOLD_BY_TYPES.values()} == {line.partition(":")[0] for line in told_by_types}
