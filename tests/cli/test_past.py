"""`sitrep import` and `sitrep similar`: all files or none, the same twice is one, and no file ends in a trace."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.__main__ import main
from bot.cli.hindrances import Exit, Hindrance
from bot.cli.past.reports import bring_in
from bot.clock import RealClock
from bot.ids import Ids
from bot.store.migrations import migrate

FERRY = (
    "---\nid: F-7\n---\n# Ferry tickets are not printed\n\n## Cause\nThe driver was updated\n\n## Fix\nRolled back\n"
)
CRANE = (
    '{"id": "C-2", "title": "Crane takes no orders", "cause": "The disk was full", "dead_ends": ["radio (5 min)"]}\n'
)
FILES: Mapping[str, str] = {"ferry.md": FERRY, "harbour.jsonl": CRANE}


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Path:
    """A folder with reports, and the address of a database in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def typed(*words: str) -> int:
    return main([*words])


def found(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert 0 == typed("similar", *words, "--json")
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_what_was_imported_is_found_by_what_is_in_common(terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == typed("import", *FILES)
    assert "2 new, 0 changed, 0 as they were" in capsys.readouterr().out
    lines = found(capsys, "no space left, orders are lost")

    assert ["incident", "title", "score", "why"] == list(lines[0])
    assert ("C-2", "Crane takes no orders") == (lines[0]["incident"], lines[0]["title"])
    assert "both about full" in str(lines[0]["why"])
    assert "both say orders" in str(lines[0]["why"])


def test_what_was_imported_is_taken_out_once_and_comes_back_with_its_file(
    terminal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed("import", *FILES)
    gone, again = typed("forget", "C-2"), typed("forget", "C-2")
    told = capsys.readouterr()
    nothing = found(capsys, "orders")

    assert (Exit.DONE, Exit.FOUND) == (gone, again)
    assert "The report C-2, “Crane takes no orders”, is taken out" in told.out
    assert "Nothing that was imported is called 'C-2'. Nothing was taken out.\n" == told.err
    assert [] == nothing
    assert 0 == typed("import", *FILES)
    assert "1 new, 0 changed, 1 as they were" in capsys.readouterr().out


def test_no_more_lines_than_are_wanted(terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed("import", *FILES)

    assert 2 == len(found(capsys, "orders and tickets"))
    assert 1 == len(found(capsys, "orders and tickets", "--limit", "1"))


def test_for_people_it_is_said_in_words(terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed("import", *FILES)
    capsys.readouterr()
    typed("similar", "crane")

    told = capsys.readouterr().out

    assert "C-2 · Crane takes no orders · imported" in told
    assert "Did not help: radio (5 min)" in told


def test_nothing_alike_is_no_line_at_all(terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [] == found(capsys, "zebra")


def test_the_same_files_twice_are_the_same_incidents(terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    typed("import", *FILES)
    typed("import", *FILES)

    assert "0 new, 0 changed, 2 as they were" in capsys.readouterr().out
    assert 2 == len(found(capsys, "orders and tickets"))


BROKEN: Mapping[str, tuple[bytes, str]] = {
    "no title": (b"some words\n", "broken.md, line 1: it has no title"),
    "no text": (b"# Ferry\n\xff\xfe\n", "broken.md, line 2: it is no text in UTF-8"),
    "the same id": (b"---\nid: F-7\n---\n# Another\n", "broken.md: F-7 is already in ferry.md"),
    "an id of our own": (b"---\nid: INC-3\n---\n# Another\n", "broken.md, line 4: it is called INC-3"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_named_with_its_line_and_nothing_is_imported(
    kind: str, terminal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, sentence = BROKEN[kind]
    (terminal / "broken.md").write_bytes(content)
    code = typed("import", "ferry.md", "broken.md")
    told = capsys.readouterr().err

    assert Exit.FOUND == code
    assert told.startswith(sentence)
    assert told.endswith("Nothing was imported.\n")
    assert [] == found(capsys, "ferry tickets")


@pytest.mark.parametrize("name", ["gone.md", "."])
def test_what_is_no_file_is_said_so(name: str, terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Exit.FOUND == typed("import", "ferry.md", name)
    assert f"{name}: it cannot be read" in capsys.readouterr().err


def test_figures_are_of_what_is_not_private_as_a_page_or_for_programs(
    terminal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typed("import", *FILES)
    capsys.readouterr()
    assert 0 == typed("stats", "--json", "all")
    told = json.loads(capsys.readouterr().out)
    assert 0 == typed("stats", "last", "12", "weeks")
    page = capsys.readouterr().out

    assert ("statistics", 0, {"type": "ImportedReports", "of_period": 0, "undated": 2}) == (
        told["document"],
        told["counted"],
        told["imported"],
    )
    assert "Counted apart: 2 imported reports without a date." in page


def test_a_period_that_is_none_is_refused_in_a_sentence(terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert Exit.FOUND == typed("stats", "since", "the", "flood")
    assert "How far back is “since the flood”?" in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["0", "-1", "x", "٣"])
def test_a_limit_is_a_number(limit: str, terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        typed("similar", "x", f"--limit={limit}")

    assert "write a number from 1 on" in capsys.readouterr().err


# ---- playbooks -------------------------------------------------------------------------------------

RENAME = "# Documents lost\n\nA folder is empty.\n\n## Steps\n1. Ask the index\n2. Give them back\n\n## Contacts\nAna\n"


def imports(terminal: Path, capsys: pytest.CaptureFixture[str], text: str, *, name: str = "owner-lost.md") -> str:
    """What is said of this file."""
    (terminal / name).write_text(text, encoding="utf-8")
    capsys.readouterr()
    typed("import", name)
    return "".join(capsys.readouterr())


def test_a_playbook_is_imported_once_and_what_is_not_in_it_is_said(
    terminal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, again = (imports(terminal, capsys, RENAME) for _ in range(2))
    copied = imports(terminal, capsys, RENAME, name="Another Name.md")
    changed = imports(terminal, capsys, RENAME.replace("2. Give", "2. Wait\n3. Give"))
    back = imports(terminal, capsys, RENAME)

    assert "Playbook owner-lost, “Documents lost”: imported, 2 steps." in first
    assert "Left out, line 9: “Contacts”" in first
    assert "Past incidents" not in first
    for told in (again, copied):
        assert (
            "Playbook owner-lost, “Documents lost”: it is here already, as version 1, and nothing was imported" in told
        )
    assert "version 2 imported, 3 steps" in changed
    assert "version 3 imported, 2 steps" in back
    assert ["owner-lost"] == [line["incident"] for line in found(capsys, "an empty folder")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            RENAME.replace("# Documents lost", "# Mail is late"),
            "a playbook of another title is called owner-lost already",
        ),
        (RENAME.replace("1. Ask", "Ask").replace("2. Give", "Give"), "line 6: it has no steps"),
        (
            "---\nid: crane\n---\n" + RENAME.replace("folder", "shelf"),
            "a report of another title is called crane already",
        ),
    ],
)
def test_what_is_no_playbook_changes_nothing(
    terminal: Path, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    imports(terminal, capsys, "# The crane takes no orders\n\n## Cause\nThe disk was full\n", name="crane.md")
    imports(terminal, capsys, RENAME)
    told = imports(terminal, capsys, text)

    assert why in told
    assert "Nothing was imported" in told
    assert ["owner-lost"] == [line["incident"] for line in found(capsys, "an empty folder")]


def test_one_that_says_what_it_is_called_may_take_another_title(
    terminal: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imports(terminal, capsys, RENAME)
    told = imports(
        terminal, capsys, "---\nid: owner-lost\n---\n" + RENAME.replace("# Documents", "# Papers"), name="x.md"
    )

    assert "Playbook owner-lost, “Papers lost”: version 2 imported" in told


def test_no_file_is_imported_where_one_is_broken(terminal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (terminal / "owner-lost.md").write_text(RENAME)
    (terminal / "broken.md").write_text("# Runbook\n\nask\n")

    assert Exit.FOUND == typed("import", "owner-lost.md", "broken.md")
    assert "broken.md, line 1: it has no steps" in capsys.readouterr().err
    assert [] == found(capsys, "an empty folder")


@pytest.fixture(scope="module")
def shared_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('shared') / 'sitrep.db'}"
    migrate(url)
    return url


SUFFIX = st.sampled_from([".md", ".json", ".jsonl", ""])
BYTES = st.binary(max_size=200) | st.text(max_size=80).map(lambda text: f"# {text}\n".encode("utf-8", "surrogatepass"))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=BYTES, suffix=SUFFIX)
async def test_any_file_is_imported_or_refused_in_a_sentence(
    content: bytes, suffix: str, shared_url: str, tmp_path: Path
) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(content)
    try:
        told = await bring_in([path], database_url=shared_url, clock=RealClock(), ids=Ids())
    except Hindrance as hindrance:
        told = str(hindrance)

    assert told.startswith(("Past incidents imported: ", "Playbook ", str(path)))
