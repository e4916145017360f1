"""Every Web API method that the local Slack answers, by name; a file per family.

Law: a handler runs only after its arguments passed the checks that spec.py describes; it answers the body without `ok`.
"""

from collections.abc import Mapping

from workspace.methods import (
    bookmarks,
    canvases,
    channels,
    files,
    forms,
    groups,
    history,
    identity,
    members,
    messages,
    pins,
    reactions,
    scheduled,
    search,
    streams,
    users,
)
from workspace.methods.asked import Handler

HANDLERS: Mapping[str, Handler] = {
    **identity.METHODS,
    **channels.METHODS,
    **members.METHODS,
    **history.METHODS,
    **messages.METHODS,
    **scheduled.METHODS,
    **pins.METHODS,
    **bookmarks.METHODS,
    **reactions.METHODS,
    **forms.METHODS,
    **users.METHODS,
    **groups.METHODS,
    **files.METHODS,
    **canvases.METHODS,
    **streams.METHODS,
    **search.METHODS,
}
