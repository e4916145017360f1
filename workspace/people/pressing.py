"""What people do with an app's controls: press, pick, fill in, submit, close; shortcuts and the Home tab."""

from collections.abc import Mapping
from typing import Any

from workspace.people import visibility
from workspace.people.actor import Actor
from workspace.people.visibility import Spot
from workspace.spec.slack import LIMITS
from workspace.state import conversations, forms, views
from workspace.state.records import Json, User, View
from workspace.state.refusals import Cannot, Refusal
from workspace.state.world import World
from workspace.wire.interactions import Interactions
from workspace.wire.socket import Answer

_NO_FORM_ANSWER = "We had some trouble connecting. Try again?"


class Pressing(Actor):
    """Acts on buttons, menus and forms.

    `channel` narrows where to look: a channel, "dm", "home" or "form"; `block` is the block_id of one of several that
    look alike.
    """

    def __init__(self, world: World, interactions: Interactions) -> None:
        super().__init__(world, interactions)
        self._typed: dict[tuple[str, str, str], dict[str, dict[str, Json]]] = {}

    async def presses(
        self, who: str, label: str, channel: str | None = None, *, message: str | None = None, block: str | None = None
    ) -> str:
        """Presses the newest visible button of this label; the answer is empty unless Slack reports a failure."""
        user = self._person(who)
        spot = visibility.button(self._world, user, label, channel, message, block)
        return await self._act(user, spot, {"selected_option": spot.option} if spot.option is not None else {})

    async def picks(  # noqa: PLR0913 -- each narrows down where to look
        self,
        who: str,
        menu: str,
        choice: Any,
        channel: str | None = None,
        *,
        message: str | None = None,
        block: str | None = None,
    ) -> str:
        """Chooses from a menu, by the menu's text and the choice's text; people by handle, channels by name."""
        user = self._person(who)
        for body, spot in visibility.inputs(self._world, user, channel, message, block):
            found = forms.found(body, menu)
            if found is not None:
                here = Spot(*found, spot.channel, spot.message, spot.view)
                return await self._enter(user, here, choice)
        raise Cannot(f"{user.handle} sees no menu {menu!r}.")

    async def fills(self, who: str, field: str, value: Any) -> str:
        """Enters a value into the open form."""
        user = self._person(who)
        view = visibility.form_of(self._world, user, None)
        return await self._enter(user, Spot(*forms.find(view.body, field), view=view), value)

    async def submits(self, who: str, form: str | None = None, values: Mapping[str, Any] | None = None) -> str:
        """Fills and submits the form in front; the answer is empty, or what the form shows as wrong."""
        user = self._person(who)
        visibility.form_of(self._world, user, form)
        for field, value in (values or {}).items():
            await self.fills(who, field, value)
        view = visibility.form_of(self._world, user, form)
        if not view.body.get("submit"):
            raise Cannot("This form has nothing to submit it with.")
        if left := forms.missing(view):
            raise Cannot(f"Please fill in: {', '.join(left)}.")
        return self._submitted(user, view, await self._interactions.submit(user, view))

    async def closes(self, who: str, *, everything: bool = False) -> str:
        """Closes the form in front, or all that lie on each other."""
        user = self._person(who)
        view = visibility.form_of(self._world, user, None)
        cleared = everything or bool(view.body.get("clear_on_close"))
        if cleared:
            views.close_all(self._world, user.id)
        else:
            views.close_top(self._world, user.id)
        if view.body.get("notify_on_close"):
            await self._interactions.closed(user, view, cleared=cleared)
        return ""

    async def searches(self, who: str, field: str, typed: str) -> list[str]:
        """What an external menu of the open form offers for these letters."""
        user = self._person(who)
        view = visibility.form_of(self._world, user, None)
        filled = await self._suggested(user, Spot(*forms.find(view.body, field), view=view), typed)
        return [str(choice["text"]["text"]) for choice in forms.options(filled)]

    async def shortcut(self, who: str, callback_id: str, message: str | None = None, channel: str | None = None) -> str:
        """A shortcut by callback id or visible name, global or on a message."""
        user = self._person(who)
        self._must_be_of_here(user)
        known = self._world.app.shortcut(callback_id, on_message=message is not None)
        if known is None:
            raise Cannot(f"There is no shortcut {callback_id!r} {'on messages' if message else 'here'}.")
        if message is None:
            answer = await self._interactions.shortcut(user, known.callback_id)
        else:
            place, found = visibility.message_of(self._world, user, message, channel)
            answer = await self._interactions.message_shortcut(user, known.callback_id, place, found)
        return answer.error and f"{known.name} did not work ({answer.error})."

    async def opens_home(self, who: str, tab: str = "home") -> str:
        """Looks at the app's Home (or, with tab "messages", at the direct message with it)."""
        user = self._person(who)
        world = self._world
        if tab == "home" and not world.app.home_tab:
            raise Cannot("This app has no Home tab.")
        direct = conversations.direct(world, [world.bot, user])
        event: Json = {"type": "app_home_opened", "user": user.id, "channel": direct.id, "tab": tab}
        home = world.directory.views.get(world.directory.homes.get(user.id, ""))
        if home is not None and tab == "home":
            event["view"] = views.shape(world, home, forms.values_of(home))
        world.tell(("app_home_opened",), event | {"event_ts": world.event_ts()})
        return ""

    async def _act(self, user: User, spot: Spot, chosen: Json) -> str:
        action = self._interactions.action(spot.block, spot.element, chosen)
        if spot.view is not None:
            answer = await self._interactions.press_in_view(user, spot.view, action)
        else:
            assert spot.channel is not None
            assert spot.message is not None
            typed = self._typed.get((user.id, spot.channel.id, spot.message.ts), {})
            answer = await self._interactions.press_in_message(user, spot.channel, spot.message, action, typed)
        return answer.error and f"This did not work ({answer.error})."

    async def _enter(self, user: User, spot: Spot, value: Any) -> str:
        """A value into an input; menus outside of inputs tell the app at once."""
        element = await self._with_options(user, spot, value)
        meant = forms.meaning(element, value, person=self._id_of_person, channel=self._id_of_channel(user))
        self._typed_in(user, spot).setdefault(spot.block["block_id"], {})[spot.element["action_id"]] = meant
        self._world.move()
        if spot.block["type"] == "input" and not spot.block.get("dispatch_action"):
            return ""
        return await self._act(user, spot, {key: said for key, said in meant.items() if key != "type"})

    def _typed_in(self, user: User, spot: Spot) -> dict[str, dict[str, Json]]:
        if spot.view is not None:
            return spot.view.typed
        assert spot.message is not None
        return self._typed.setdefault((user.id, spot.message.channel_id, spot.message.ts), {})

    def _id_of_person(self, who: str) -> str:
        """Slack's pickers offer everybody: apps, people of other companies, and some who are gone."""
        return self._anybody(who.removeprefix("@")).id

    def _id_of_channel(self, user: User) -> Any:
        return lambda name: visibility.channel_of(self._world, user, name).id

    async def _with_options(self, user: User, spot: Spot, choice: Any) -> Json:
        """The element with its choices; an external menu asks the app for each, and keeps what it began with."""
        if spot.view is None or not str(spot.element["type"]).endswith("external_select"):
            return spot.element
        wanted = choice if isinstance(choice, list) else [choice]
        suggested = [await self._suggested(user, spot, str(each)) for each in wanted]
        offered = [option for element in suggested for option in forms.options(element)]
        return spot.element | {"options": [*(spot.element.get("initial_options") or ()), *offered]}

    async def _suggested(self, user: User, spot: Spot, typed: str) -> Json:
        assert spot.view is not None
        answer = await self._interactions.suggestion(user, spot.view, spot.block, spot.element, typed)
        if answer.error:
            raise Cannot("The app gave no options.")
        given = {key: answer.payload[key] for key in ("options", "option_groups") if key in answer.payload}
        if len(given.get("options") or ()) > LIMITS.suggested_options:
            raise Cannot(f"The app gave more than {LIMITS.suggested_options} options, so that Slack shows none.")
        return spot.element | given

    def _submitted(self, user: User, view: View, answer: Answer) -> str:
        """What the person sees after pressing the form's button."""
        if answer.error:
            return _NO_FORM_ANSWER
        match answer.payload.get("response_action"):
            case "errors":
                return self._faulted(view, answer.payload.get("errors"))
            case "clear":
                views.close_all(self._world, user.id)
            case "update" | "push" as action:
                return self._replaced(user, view, action, answer.payload.get("view"))
            case None if views.top(self._world, user.id) is view:
                views.close_top(self._world, user.id)
            case None:
                pass
            case _:
                return _NO_FORM_ANSWER
        return ""

    def _faulted(self, view: View, errors: Any) -> str:
        """What stands beside the lines; Slack takes words for the lines that can be filled in, and for no others."""
        lines = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not errors.keys() <= lines:
            return _NO_FORM_ANSWER
        view.errors = {block: str(text) for block, text in errors.items()}
        self._world.move()
        return "\n".join(view.errors.values())

    def _replaced(self, user: User, view: View, action: str, body: Any) -> str:
        try:
            valid = views.checked(self._world, body, kind="modal", itself=view)
            if action == "push":
                views.push_for(self._world, user.id, valid)
            else:
                views.renew(self._world, view, valid)
        except Refusal:
            return _NO_FORM_ANSWER
        return ""
