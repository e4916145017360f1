"""Lists of people as the file has them: people and user groups of Slack by their ids, groups of the file by name.

Law: what leaves here holds ids alone, each once. A name that means nothing, an empty group and a circle of groups are
refused where they stand, so that nobody is asked, let in or kept out because of a slip.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from bot.incident.acts import TERMS
from bot.settings import readers
from bot.settings.errors import SettingsError
from bot.settings.file import ConfigFile, KeyPath

Ids: TypeAlias = tuple[str, ...]  # of people (U…, W…) and of Slack's user groups (S…)


def expanded(named: Sequence[str], place: str, told: Mapping[KeyPath, Any], file: ConfigFile) -> Ids:
    """The ids behind a list of people that stands at `place`; raises SettingsError for a name that has none."""
    return tuple(dict.fromkeys(_ids(named, place, told, file, ())))


def refused(told: Mapping[KeyPath, Any], file: ConfigFile) -> Iterator[str]:
    """A sentence for each group that cannot be, also where nothing uses it."""
    for at in told:
        if at[:1] != ("groups",):
            continue
        try:
            _require_name(at[1], file.place(at[:2]))
            expanded([at[1]], file.place(at), told, file)
        except SettingsError as error:
            yield str(error)


def _ids(
    named: Sequence[str], place: str, told: Mapping[KeyPath, Any], file: ConfigFile, above: tuple[str, ...]
) -> Iterator[str]:
    for name in named:
        if readers.SOMEBODY_ID.fullmatch(name) or name in TERMS:
            yield name
            continue
        at: KeyPath = ("groups", name, "members")
        if name in above:
            circle = " → ".join((*above[above.index(name) :], name))
            raise SettingsError(f"{place} goes in a circle ({circle}): take one of them out.")
        if not told.get(at):
            raise SettingsError(
                f"{place} holds {readers.shown(name)}, a group without members: write [groups.{name}] with members = "
                f"{readers.MEMBERS_EXAMPLE}, or set the id of a person or of a user group of Slack."
            )
        yield from _ids(told[at], file.place(at), told, file, (*above, name))


def _require_name(name: str, place: str) -> None:
    if name in TERMS:
        raise SettingsError(f"{place} means {TERMS[name]} already: write another name, like [groups.oncall].")
    if not readers.GROUP_NAME.fullmatch(name):
        raise SettingsError(f"{place} is no name for a group: write one like [groups.oncall], of a-z, 0-9 and -.")
