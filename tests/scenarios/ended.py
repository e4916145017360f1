"""What a story left behind, as values: its record, what was marked and said in its channel, and who reads."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.cli.player import Player
from bot.cli.story import Step
from bot.incident.replay import replay
from bot.incident.state import Incident
from bot.render.words import Reader
from bot.requests.documents import _pinned
from bot.requests.marks import MARK_NAMES
from bot.story.timeline import PinnedMessage


@dataclass(frozen=True)
class Ended:
    """The incident, the messages in its timeline, the texts of all that people said, and a reader of the house."""

    incident: Incident
    pinned: tuple[PinnedMessage, ...]
    said: tuple[str, ...]
    reader: Reader
    now: datetime

    @property
    def only_said(self) -> list[str]:
        """What people said and nobody put on record."""
        on_record = {message.text for message in self.pinned}
        return [text for text in self.said if text not in on_record]

    def at(self, now: datetime) -> "Ended":
        """As it was known then."""
        known = [entry for entry in self.incident.logbook if entry.recorded_at <= now]
        marked = tuple(message for message in self.pinned if message.pinned_at <= now)
        reader = replace(self.reader, now=now)
        return replace(self, incident=replay(self.incident.number, known), pinned=marked, reader=reader, now=now)


class Keeper:
    """Looks at a story once, after its last step."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.seen: Ended | None = None
        player.watchers.append(self._look)

    async def _look(self, step: Step | None) -> None:
        if step is not self.player.story.steps[-1] or (row := await self.player.incident()) is None:
            return
        stage = self.player.stage
        view = await stage.app.desk.view(row.number, pin_names=MARK_NAMES.all)
        heard = await stage.app.desk.heard(view.incident)
        said = tuple(dict.fromkeys(one.text for one in heard))
        reader = stage.app.directory.reader()
        self.seen = Ended(view.incident, tuple(_pinned(view, MARK_NAMES)), said, reader, stage.clock.now())


def keep(path: Path, keepers: Sequence[Keeper]) -> None:
    path.write_bytes(pickle.dumps([keeper.seen for keeper in keepers]))


def read(path: Path) -> Ended:
    (ended,) = pickle.loads(path.read_bytes())
    assert isinstance(ended, Ended)
    return ended
