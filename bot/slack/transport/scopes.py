"""The scopes that the manifest asks for, to compare with those that Slack granted.

They stand here as well (tests/house/test_manifest.py): to read the manifest a bot would hold all of YAML for ever.
"""

from collections.abc import Set as AbstractSet

CORE = (
    "commands",
    "chat:write",
    "app_mentions:read",
    "channels:manage",
    "channels:read",
    "channels:history",
    "im:write",
    "im:history",
    "users:read",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
)
OPTIONAL = (  # Slack may refuse them
    "groups:write",
    "groups:read",
    "groups:history",
    "channels:join",
    "chat:write.public",
    "files:write",
    "usergroups:read",
    "canvases:write",
    "canvases:read",
)


def missing(granted: AbstractSet[str]) -> list[str]:
    """Those of the core that were not granted; none where Slack does not say what it granted."""
    return [scope for scope in CORE if granted and scope not in granted]
