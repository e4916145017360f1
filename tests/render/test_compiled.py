"""What the templates compile to is kept beside them, and used for as long as they would compile to the same."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.bccache import Bucket

from bot.render import words as room
from bot.render.compiled import is_compiled
from bot.render.words import Words, resource
from tests.story.carta import reader

NAME, WRITTEN, KEPT = "it/slack.j2", "as /incident is written", "as it was kept"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    (tmp_path / "it").mkdir()
    (tmp_path / NAME).write_text(WRITTEN, "utf-8")
    return tmp_path


def environment(root: Path, *, command: str = "/incident") -> Environment:
    """Jinja as a process has it that begins."""
    room._environment.cache_clear()
    return Words(root=root, command=command)._environments["slack"]


def said(root: Path, *, command: str = "/incident") -> str:
    """By a process that begins."""
    environment(root, command=command)
    return Words(root=root, command=command).slack("it", reader=reader())


def bucket_of(jinja: Environment) -> Bucket:
    assert jinja.loader is not None
    assert jinja.bytecode_cache is not None
    source, filename, _ = jinja.loader.get_source(jinja, NAME)
    return jinja.bytecode_cache.get_bucket(jinja, NAME, filename, source)


def keep(root: Path) -> None:
    """Keep for the template what can be told from what it compiles to."""
    jinja = environment(root)
    bucket = bucket_of(jinja)
    bucket.code = jinja.compile(KEPT)
    assert jinja.bytecode_cache is not None
    jinja.bytecode_cache.set_bucket(bucket)


def file_of(root: Path) -> Path:
    [kept] = (root / "__pycache__").iterdir()
    return kept


def test_what_one_process_compiled_the_next_only_reads(root: Path) -> None:
    first = said(root)
    before = is_compiled(environment(root), NAME)
    keep(root)

    assert (WRITTEN, True) == (first, before)
    assert KEPT == said(root)


def test_whoever_did_not_compile_it_can_read_it_as_well(root: Path) -> None:
    said(root)

    assert "0o100644" == oct(file_of(root).stat().st_mode)


def test_what_is_written_otherwise_is_compiled_again(root: Path) -> None:
    keep(root)
    (root / NAME).write_text("as it is written now", "utf-8")

    assert "as it is written now" == said(root)


def test_a_command_of_another_name_is_compiled_again(root: Path) -> None:
    keep(root)

    assert "as /sev is written" == said(root, command="/sev")


def test_what_another_jinja_or_other_filters_compiled_is_compiled_again(root: Path) -> None:
    keep(root)
    jinja = environment(root)
    bucket = bucket_of(jinja)
    kept = file_of(root)
    kept.write_bytes(kept.read_bytes().replace(bucket.checksum.encode(), b"0" * len(bucket.checksum)))

    assert WRITTEN == said(root)


@pytest.mark.parametrize(
    "broken",
    [lambda kept: b"", lambda kept: kept[:30], lambda kept: kept[: len(kept) // 2], lambda kept: bytes(len(kept))],
    ids=["empty", "in its head", "in its code", "zeros"],
)
def test_what_is_broken_is_compiled_again(root: Path, broken: Callable[[bytes], bytes]) -> None:
    keep(root)
    kept = file_of(root)
    kept.write_bytes(broken(kept.read_bytes()))

    assert WRITTEN == said(root)
    assert is_compiled(environment(root), NAME)


def test_where_nothing_can_be_kept_it_is_said_all_the_same(root: Path) -> None:
    (root / "__pycache__").write_text("a file where the folder would be", "utf-8")

    assert WRITTEN == said(root)


def test_nothing_is_kept_where_python_keeps_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)

    assert WRITTEN == said(root)
    assert not (root / "__pycache__").exists()


def test_whatever_slack_may_hear_is_compiled_before_anybody_hears_it() -> None:
    """With all that a message takes from other templates."""
    root, words = resource("templates"), Words()
    words.prepare()
    needed = {f"{folder.name}/slack.j2" for folder in root.iterdir() if (folder / "slack.j2").exists()}
    needed |= {f"refused/{path.name}" for path in (root / "refused").iterdir()}
    while more := {name for one in needed for name in _TAKEN.findall((root / one).read_text("utf-8"))} - needed:
        needed |= more

    jinja = words._environments["slack"]
    assert jinja.cache is not None
    in_memory = {name for _, name in jinja.cache}
    assert not [name for name in needed - in_memory if not is_compiled(jinja, name)]


_TAKEN = re.compile(r'{%-? (?:from|import|include) "([^"]+)"')
