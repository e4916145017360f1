"""The scopes that the manifest asks for, to compare with those that Slack granted."""

from collections.abc import Set as AbstractSet

from bot.resources import resource


def wanted() -> dict[str, list[str]]:
    """By how they are asked for: `bot` are the core, `bot_optional` may be refused."""
    import yaml  # asked for once, when Slack is connected

    manifest = yaml.safe_load(resource("manifest.yaml").read_text("utf-8"))
    scopes = manifest["oauth_config"]["scopes"]
    return {"bot": scopes["bot"], "bot_optional": scopes.get("bot_optional", [])}


def missing(granted: AbstractSet[str]) -> list[str]:
    """Those of the core that were not granted; none where Slack does not say what it granted."""
    return [scope for scope in wanted()["bot"] if granted and scope not in granted]
