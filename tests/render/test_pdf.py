"""The PDF: what was text stays text, and the same document is the same bytes."""

import builtins
from datetime import UTC, datetime
from typing import Any

import emoji
import pytest

from bot.render.emoji_names import with_names
from bot.render.out import pdf

MADE_AT = datetime(2026, 5, 14, 14, 30, tzinfo=UTC)

HOSTILE = (
    '#panic("x") $ _a_ @c #read("/etc/passwd")',
    '`#eval("1")` and ```` ``` ````',
    "<script>alert(1)</script>",
    "\u202egnp.exe and \u200bnothing",
    "🐙 and 日本語",
    "[press](javascript:alert(1))",
    "a" * 40_000,
)


def made(markdown: str) -> bytes:
    return pdf.document(markdown, "INC-1", made_at=MADE_AT)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_is_no_markup_of_the_type_setter(text: str) -> None:
    assert made(f"It says: {text}\n\n| who | what |\n| --- | --- |\n| Ana | {text} |\n").startswith(b"%PDF-")


def test_the_same_document_is_the_same_bytes() -> None:
    assert made("# INC-1\n\nIt began. [6]\n\n[6]: https://acme.slack.com/archives/C42/p1") == made(
        "# INC-1\n\nIt began. [6]\n\n[6]: https://acme.slack.com/archives/C42/p1"
    )


def test_a_record_is_linked_and_the_document_is_tagged() -> None:
    told = made("It began. [6]\n\n[6]: https://acme.slack.com/archives/C42/p1")

    assert b"https://acme.slack.com/archives/C42/p1" in told
    assert b"/StructTreeRoot" in told


def test_an_emoji_stands_by_its_name_for_print_has_none() -> None:
    assert [{"is": "paragraph", "parts": ["fixed :octopus:"]}] == pdf.parts("fixed 🐙")


def test_no_emoji_is_overlooked() -> None:
    shown = [one for one in emoji.EMOJI_DATA if with_names(f"“{one}”") == f"“{one}”" != emoji.demojize(f"“{one}”")]

    assert [] == shown


def test_a_cell_is_one_text_and_an_empty_one_and_a_table_of_heads_alone_are_set() -> None:
    [table] = pdf.parts(
        "| hour | what |\n| --- | --- |\n| [11:00][1] | a “b” & `c` |\n\n[1]: https://acme.slack.com/archives/C1/p1"
    )

    assert [["hour"], ["what"]] == table["rows"][0]
    assert ["a “b” & ", {"is": "code_inline", "text": "c"}] == table["rows"][1][1]
    assert made("| a | b |\n| --- | --- |\n| | x |\n\n| a |\n| --- |\n").startswith(b"%PDF-")


def test_a_narrow_column_leaves_its_room_to_the_words() -> None:
    [table] = pdf.parts("| hour | what |\n| --- | --- |\n| 11:00 | " + "word " * 100 + "|\n")

    assert [0, pdf.WIDE_CHARS] == table["widths"]


def test_without_the_type_setter_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def absent(name: str, *given: Any, **named: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return real(name, *given, **named)

    monkeypatch.setattr(builtins, "__import__", absent)

    with pytest.raises(pdf.NoTypeSetter, match="sitrep-bot"):
        made("text")
