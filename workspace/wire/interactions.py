"""What an app receives when a person types a command, presses, picks, submits: payloads, and the wait for the answer.

Law: every interaction carries a fresh trigger and waits at most three real seconds; then the person reads that it
failed.
"""

from collections.abc import Awaitable, Callable

from workspace.state import views
from workspace.state.forms import values, values_of
from workspace.state.records import Channel, Json, Message, User, View
from workspace.state.serializers import message_json
from workspace.state.world import TOKEN, World
from workspace.wire import answers
from workspace.wire.socket import COMMANDS, INTERACTIVE, Answer

# What an entry of `actions` repeats of its element, beside what stood in it at first (recorded in Bolt's payloads).
_CARRIED = frozenset({"text", "value", "style", "url", "placeholder", "confirm"})
Ask = Callable[[str, Json, bool], Awaitable[Answer]]


class Interactions:
    """Builds payloads and carries them to the app."""

    def __init__(self, world: World, ask: Ask) -> None:
        self._world = world
        self._ask = ask

    async def command(self, user: User, channel: Channel, name: str, text: str) -> tuple[Answer, str]:
        """A slash command; beside the answer its response URL."""
        world = self._world
        team = world.directory.team
        url = answers.issue(world, "commands", user_id=user.id, channel=channel)
        payload = {
            "token": TOKEN,
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": channel.id,
            "channel_name": channel.name if channel.kind == "channel" else _private_name(channel),
            "user_id": user.id,
            "user_name": user.username,
            "command": name,
            "text": text,
            "api_app_id": world.app.id,
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": views.trigger(world, user.id),
        }
        return await self._ask(COMMANDS, payload, True), url

    async def press_in_message(
        self, user: User, channel: Channel, message: Message, action: Json, typed: Json
    ) -> Answer:
        """`block_actions` from a message; `typed` holds what this person entered into its inputs."""
        ephemeral = message.ephemeral_to is not None
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": ephemeral,
        }
        if message.root_ts:
            container["thread_ts"] = message.root_ts
        payload = self._head("block_actions", user) | {
            "container": container,
            "trigger_id": views.trigger(self._world, user.id),
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "message": message_json(message, channel),
            "state": {"values": values(message.body, typed)},
            "response_url": answers.issue(self._world, "actions", user_id=user.id, channel=channel, message=message),
            "actions": [action],
        }
        if ephemeral:
            del payload["message"]
        return await self._ask(INTERACTIVE, payload, False)

    async def press_in_view(self, user: User, view: View, action: Json) -> Answer:
        shape = views.shape(self._world, view, values_of(view))
        payload = self._head("block_actions", user) | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": views.trigger(self._world, user.id),
            "view": shape,
            "state": shape["state"],
            "actions": [action],
        }
        return await self._ask(INTERACTIVE, payload, False)

    async def submit(self, user: User, view: View) -> Answer:
        payload = self._head("view_submission", user) | {
            "trigger_id": views.trigger(self._world, user.id),
            "view": views.shape(self._world, view, values_of(view)),
            "response_urls": self._response_urls(user, view),
        }
        return await self._ask(INTERACTIVE, payload, True)

    async def closed(self, user: User, view: View, *, cleared: bool) -> Answer:
        payload = self._head("view_closed", user) | {
            "view": views.shape(self._world, view, {}),
            "is_cleared": cleared,
            "response_urls": [],
        }
        return await self._ask(INTERACTIVE, payload, False)

    async def shortcut(self, user: User, callback_id: str) -> Answer:
        payload = _without(self._head("shortcut", user), "name") | {
            "action_ts": self._world.event_ts(),
            "callback_id": callback_id,
            "trigger_id": views.trigger(self._world, user.id),
        }
        return await self._ask(INTERACTIVE, payload, False)

    async def message_shortcut(self, user: User, callback_id: str, channel: Channel, message: Message) -> Answer:
        payload = _without(self._head("message_action", user), "username", "team_id") | {
            "action_ts": self._world.event_ts(),
            "callback_id": callback_id,
            "trigger_id": views.trigger(self._world, user.id),
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "message_ts": message.ts,
            "message": message_json(message, channel),
            "response_url": answers.issue(self._world, "actions", user_id=user.id, channel=channel, message=message),
        }
        return await self._ask(INTERACTIVE, payload, False)

    async def suggestion(self, user: User, view: View, block: Json, element: Json, typed: str) -> Answer:
        payload = self._head("block_suggestion", user) | {
            "container": {"type": "view", "view_id": view.id},
            "view": views.shape(self._world, view, {}),
            "block_id": block["block_id"],
            "action_id": element["action_id"],
            "value": typed,
        }
        return await self._ask(INTERACTIVE, payload, True)

    def action(self, block: Json, element: Json, chosen: Json) -> Json:
        """One entry of `actions`: the element, and what was chosen or carried."""
        shape: Json = {"type": element["type"], "block_id": block["block_id"], "action_id": element["action_id"]}
        carried = {name: said for name, said in element.items() if name in _CARRIED or name.startswith("initial_")}
        return shape | carried | chosen | {"action_ts": self._world.event_ts()}

    def _head(self, kind: str, user: User) -> Json:
        world = self._world
        team = world.directory.team
        return {
            "type": kind,
            "team": {"id": team.id, "domain": team.domain},
            "user": {
                "id": user.id,
                "username": user.username,
                "name": user.username,
                "team_id": user.team_id or team.id,
            },
            "api_app_id": world.app.id,
            "token": TOKEN,
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _response_urls(self, user: User, view: View) -> list[Json]:
        """A modal gets response URLs only from a conversation select that asks for one."""
        urls = []
        standing = values_of(view)
        for block, element in views.elements(view.body):
            if not element.get("response_url_enabled"):
                continue
            value = standing[block["block_id"]][element["action_id"]]
            channel_id = value.get("selected_conversation") or value.get("selected_channel")
            if channel_id:
                channel = self._world.channel(channel_id)
                url = answers.issue(self._world, "app", user_id=user.id, channel=channel)
                place = {"block_id": block["block_id"], "action_id": element["action_id"]}
                urls.append({**place, "channel_id": channel_id, "response_url": url})
        return urls


def _private_name(channel: Channel) -> str:
    return {"group": "privategroup", "im": "directmessage"}.get(channel.kind, channel.name)


def _without(head: Json, *names: str) -> Json:
    """The head as shortcuts have it: less of the person, and no word of the app (Bolt's recorded payloads)."""
    user = {name: value for name, value in head["user"].items() if name not in names}
    return {name: value for name, value in head.items() if name != "api_app_id"} | {"user": user}
