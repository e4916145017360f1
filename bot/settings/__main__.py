"""Writes what is made of the table: `python -m bot.settings > docs/settings.md`, and `… example > docs/sitrep.toml`."""

import sys

from bot.settings.page import example_file, settings_page

sys.stdout.write(example_file() if sys.argv[1:] == ["example"] else settings_page())
