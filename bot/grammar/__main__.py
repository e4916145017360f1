"""Writes the reference page of all commands: `python -m bot.grammar > docs/commands.md`."""

import sys

from bot.grammar.page import commands_page

sys.stdout.write(commands_page())
