"""The reference page of commands is the table itself; a page that lags behind is red."""

from pathlib import Path

from bot.grammar import commands_page

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"


def test_the_commands_page_says_what_the_table_says() -> None:
    """When red: `python -m bot.grammar > docs/commands.md`."""
    assert commands_page() == PAGE.read_text(encoding="utf-8")
