"""The text of a request: plain, but for people who were picked, who stay with their id as the grammar reads them.

`<@U1|ana>` and `<@U1>` are a person, `<!subteam^S1|@ops>` is a group.
"""

import re
from collections.abc import Mapping

SOMEBODY, A_GROUP = "somebody", "a group"  # who was picked, when nobody knows how they are called

PEOPLE = re.compile(r"<(?:@|!subteam\^)([A-Z0-9]+)(?:\|@?([^<>|]*))?>")


def name_people(text: str, names: Mapping[str, str]) -> str:
    """The text with "@name" for everybody who was picked; `names` are by id, for those who came without."""
    return PEOPLE.sub(lambda found: _named(found[2] or names.get(found[1], ""), found[1]), text)


def _named(name: str, picked: str) -> str:
    if name:
        return f"@{name}"
    return A_GROUP if picked.startswith("S") else SOMEBODY  # Slack: a group's id begins with S
