"""Writes the reference page of all facts: `python -m bot.incident > docs/facts.md`."""

import sys

from bot.incident.page import facts_page

sys.stdout.write(facts_page())
