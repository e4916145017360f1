"""What can happen to user groups such as @oncall: made and filled; the same for an app and for a person."""

from collections.abc import Sequence

from workspace.state.records import User, UserGroup
from workspace.state.serializers import group_json
from workspace.state.world import World


def make(world: World, *, handle: str, name: str, by: User) -> UserGroup:
    """An empty group, and `subteam_created`."""
    group = UserGroup(world.ids.slack_id("S"), handle, name, [], world.now_s(), by.id)
    world.directory.groups[group.id] = group
    shape = group_json(group, world.directory.team.id, include_users=True)
    world.tell(("subteam_created",), {"type": "subteam_created", "subteam": shape, "event_ts": world.event_ts()})
    return group


def fill(world: World, group: UserGroup, user_ids: Sequence[str]) -> None:
    """The whole list at once, and `subteam_members_changed`."""
    before, group.users = group.users, list(user_ids)
    event = {
        "type": "subteam_members_changed",
        "subteam_id": group.id,
        "team_id": world.directory.team.id,
        "added_users": [user for user in group.users if user not in before],
        "removed_users": [user for user in before if user not in group.users],
        "event_ts": f"{world.now_s()}.000000",
    }
    world.tell(("subteam_members_changed",), event)
