"""Block Kit as HTML: which template draws which block and element, for one reader.

Law: what has no template here is named where it stands, never left out; a test walks over all of blockkit.toml.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from workspace.page import words
from workspace.people.mrkdwn import Reader
from workspace.state.forms import shown
from workspace.state.records import Json
from workspace.state.world import World


@dataclass(frozen=True, slots=True)
class BlockPlace:
    """Where a block stands: a message (`ts` in the channel `where`), or the view "form" or "home"."""

    where: str
    ts: str = ""
    values: Json = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def id(self, *parts: str) -> str:
        """An id within the page."""
        return "-".join(["k", self.where, self.ts.replace(".", "_"), *parts])

    def value(self, block: Json, element: Json) -> Any:
        """What stands in this input: plain text, ids, or the chosen options."""
        typed = self.values.get(block.get("block_id", ""), {}).get(element.get("action_id", ""))
        return shown(typed) if typed else _at_first(element)


def _at_first(element: Json) -> Any:
    """In a message nobody keeps what was picked but the window in which it was."""
    return next((said for name, said in element.items() if name.startswith("initial_")), None)


class Drawing:
    """Draws for one reader; the macros of blocks.html are named after the types of Block Kit."""

    def __init__(self, world: World, reader: Reader) -> None:
        self._world, self.reader = world, reader
        known: dict[str, Any] = {"text": self._text, "rich": self.rich, "markdown": self._markdown, "draw": self.draw}
        known |= {"element": self.element, "people": self._people, "channels": self._channels, "me": reader.user_id}
        self._macros: Any = environment().get_template("blocks.html").make_module(known)

    def blocks(self, blocks: list[Json], place: BlockPlace) -> Markup:
        return Markup("").join(self.draw(block, place) for block in blocks)

    def draw(self, block: Json, place: BlockPlace) -> Markup:
        return self._macro("block", block)(block, place)

    def element(self, element: Json, block: Json, place: BlockPlace) -> Markup:
        return self._macro("element", element)(element, block, place)

    def mrkdwn(self, text: str) -> Markup:
        return words.mrkdwn(text, self.reader)

    def rich(self, block: Json) -> Markup:
        return words.rich_text(block, self.reader)

    def _macro(self, what: str, shape: Json) -> Callable[..., Markup]:
        found: Callable[..., Markup] | None = getattr(self._macros, f"{what}_{shape.get('type')}", None)
        return found or self._macros.undrawn

    def _text(self, text: Json) -> Markup:
        """A text object, or a cell of a table."""
        if text.get("type") == "rich_text":
            return self.rich(text)
        said = str(text.get("text", text.get("value", "")))
        return self.mrkdwn(said) if text.get("type") == "mrkdwn" else words.plain(said)

    def _markdown(self, text: str) -> Markup:
        return words.markdown(text, self.reader)

    def _people(self) -> list[Json]:
        users = self._world.directory.users.values()
        return [{"value": user.id, "label": user.display_name or user.name} for user in users if not user.deleted]

    def _channels(self) -> list[Json]:
        seen = self._world.directory.names.values()
        mine = [c for c in seen if not c.archived and (not c.is_private or self.reader.user_id in c.members)]
        return [{"value": channel.id, "label": f"#{channel.name}"} for channel in mine]


STATIC = Path(__file__).with_name("static")
_STYLES = ("layout.css", "message.css", "controls.css")


@cache
def version() -> str:
    """What the page's scripts and styles are called after, so that a browser may keep them until they change."""
    told = sha256()
    for path in sorted(STATIC.iterdir()):
        told.update(path.read_bytes())
    return told.hexdigest()[:12]


@cache
def style() -> Markup:
    """The page's style sheets, which stand in its document: the first paint waits for no other file."""
    return Markup("\n".join((STATIC / name).read_text("utf-8") for name in _STYLES))  # noqa: S704 -- our own


def style_hash() -> str:
    """What the policy of the page calls that style by, so that no other may stand in a document."""
    return f"'sha256-{b64encode(sha256(style().encode()).digest()).decode()}'"


def prepare() -> None:
    """Compiles every template, a third of a second's work, so that the first who looks need not wait for it."""
    for name in environment().list_templates():
        environment().get_template(name)


@cache
def environment() -> Environment:
    """The page's templates: everything in them is escaped unless it is Markup already."""
    made = Environment(
        loader=PackageLoader("workspace.page"),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["static"], made.globals["style"] = f"/static/{version()}", style()
    made.filters["initials"] = initials
    made.filters["hue"] = hue
    return made


def initials(name: str) -> str:
    """Two letters that stand in an avatar."""
    parts = [part for part in name.split() if part[0].isalnum()]
    return "".join(part[0] for part in parts[:2]).upper() or name[:1].upper()


def hue(name: str) -> int:
    """One of twelve colours, the same for the same name."""
    return sum(name.encode()) % 12
