"""User groups such as @oncall; only paid plans have them."""

from workspace.methods.asked import Asked, Handler
from workspace.state import groups as state_groups
from workspace.state.records import Json, UserGroup
from workspace.state.refusals import Refusal
from workspace.state.serializers import group_json


def list_groups(asked: Asked) -> Json:
    _needs_paid_plan(asked)
    with_users = asked.flag("include_users")
    groups = asked.world.directory.groups.values()
    return {"usergroups": [_shape(asked, group, include_users=with_users) for group in groups]}


def create(asked: Asked) -> Json:
    _needs_paid_plan(asked)
    name = asked.text("name")
    handle = asked.text("handle") or name.lower().replace(" ", "-")
    groups = asked.world.directory.groups
    if any(group.name == name for group in groups.values()):
        raise Refusal("name_already_exists")
    if any(group.handle == handle for group in groups.values()):
        raise Refusal("handle_already_exists")
    group = state_groups.make(asked.world, handle=handle, name=name, by=asked.user)
    return {"usergroup": _shape(asked, group, include_users=True)}


def list_users(asked: Asked) -> Json:
    _needs_paid_plan(asked)
    return {"users": list(_known(asked).users)}


def update_users(asked: Asked) -> Json:
    """The whole list at once."""
    _needs_paid_plan(asked)
    group = _known(asked)
    wanted = asked.names("users")
    if not wanted or not asked.world.directory.users.keys() >= set(wanted):
        raise Refusal("invalid_users")
    state_groups.fill(asked.world, group, wanted)
    return {"usergroup": _shape(asked, group, include_users=True)}


def _shape(asked: Asked, group: UserGroup, *, include_users: bool) -> Json:
    return group_json(group, asked.world.directory.team.id, include_users=include_users)


def _known(asked: Asked) -> UserGroup:
    found = asked.world.directory.groups.get(asked.text("usergroup"))
    if found is None:
        raise asked.refusal("no_such_subteam", "permission_denied")
    return found


def _needs_paid_plan(asked: Asked) -> None:
    if not asked.world.knobs.paid_plan:
        raise asked.refusal("plan_upgrade_required", "paid_teams_only")


METHODS: dict[str, Handler] = {
    "usergroups.list": list_groups,
    "usergroups.create": create,
    "usergroups.users.list": list_users,
    "usergroups.users.update": update_users,
}
