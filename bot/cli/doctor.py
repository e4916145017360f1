"""`sitrep doctor`: one test for each thing that Sitrep stands on, and for each that fails, its fix in one sentence.

With `--verify` it asks instead whether the record is still as it was written, for which no Slack is needed.
Law: it looks and changes nothing; no token is ever printed.
"""

import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeAlias

import aiohttp
import yaml

from bot.cli import integrity
from bot.cli.integrity import Proof
from bot.clock import RealClock
from bot.resources import resource
from bot.settings import Settings, SettingsError, database_url
from bot.slack.transport import web_api as wires
from bot.slack.transport.web_api import SlackRefused, Wire
from bot.store import migrations
from bot.store.engine import BadAddress, NotMigrated, Unavailable

DRIFT_MAX = timedelta(seconds=60)  # Slack refuses signatures five minutes off; reminders are due to the second


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and otherwise what to do. `warning` does not fail the examination."""

    what: str
    well: bool
    fix: str = ""
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Patient:
    settings: Settings
    wire: Wire
    http: aiohttp.ClientSession


Test: TypeAlias = Callable[[Patient], AsyncIterator[Finding]]


async def examine(environ: Mapping[str, str]) -> int:
    """Print a line per finding; 0 when nothing is broken."""
    try:
        settings = Settings.from_env(environ)
    except SettingsError as wrong:
        print(f"✗ settings: {wrong}")
        return 2
    broken = 0
    async with wires.session() as http:
        web = wires.client(settings.slack_bot_token, settings.slack_api_url, http)
        patient = Patient(settings, Wire(web, http, clock=RealClock()), http)
        for test in TESTS:
            async for finding in test(patient):
                broken += _told(finding)
    return 1 if broken else 0


async def ends(environ: Mapping[str, str]) -> int:
    """Print the end of every logbook's chain, to be kept elsewhere."""
    try:
        print(await integrity.ends(database_url(environ)), end="")
    except (SettingsError, BadAddress, NotMigrated, Unavailable) as wrong:
        print(f"✗ database: {wrong}", file=sys.stderr)
        return 2
    return 0


async def verify(environ: Mapping[str, str], *, kept: str | None = None) -> int:
    """Print a line per kind of proof, with the first incident that fails it; 0 when all of them hold."""
    try:
        found = await integrity.proofs(database_url(environ), kept=kept)
    except (SettingsError, BadAddress, NotMigrated, Unavailable) as wrong:
        print(f"✗ database: {wrong}")
        return 2
    return 1 if sum(_told(_finding(proof)) for proof in found) else 0


def _finding(proof: Proof) -> Finding:
    others = f" ({proof.count} in all)" if proof.count > 1 else ""
    return Finding(proof.what, well=not proof.wrong, fix=f"{proof.wrong}{others} {proof.fix}")


def _told(finding: Finding) -> bool:
    """Print the finding; whether something is broken."""
    mark = "✓" if finding.well else "!" if finding.warning else "✗"
    print(f"{mark} {finding.what}" + ("" if finding.well else f": {finding.fix}"))
    return not finding.well and not finding.warning


async def _tokens(patient: Patient) -> AsyncIterator[Finding]:
    """The bot token, and every scope of the manifest."""
    try:
        identity, granted = await patient.wire.identity()
    except (SlackRefused, OSError, TimeoutError) as failure:
        fix = f"Slack says {_reason(failure)}. Install the app again and set SLACK_BOT_TOKEN to its xoxb- token."
        yield Finding("bot token", well=False, fix=fix)
        return
    yield Finding(f"bot token, of {identity.get('team')} as {identity.get('user')}", well=True)
    scopes = _manifest_scopes()
    for scope in scopes["bot"]:
        fix = "Add it on the page OAuth & Permissions, then reinstall the app."
        yield Finding(f"scope {scope}", well=scope in granted, fix=fix)
    for scope in scopes["bot_optional"]:
        fix = "It is optional; docs/permissions.md says what works without it."
        yield Finding(f"scope {scope}", well=scope in granted, fix=fix, warning=True)


def _manifest_scopes() -> dict[str, list[str]]:
    manifest = yaml.safe_load(resource("manifest.yaml").read_text("utf-8"))
    scopes = manifest["oauth_config"]["scopes"]
    return {"bot": scopes["bot"], "bot_optional": scopes.get("bot_optional", [])}


async def _socket(patient: Patient) -> AsyncIterator[Finding]:
    """Socket Mode: the app-level token opens a connection address; it is not used."""
    if not patient.settings.slack_app_token:
        yield Finding("requests over HTTP, verified with SLACK_SIGNING_SECRET", well=True)
        return
    try:
        await patient.wire.call("apps.connections.open", app_token=patient.settings.slack_app_token)
    except (SlackRefused, OSError, TimeoutError) as failure:
        fix = (
            f"Slack says {_reason(failure)}. Make an app-level token with connections:write on the page "
            "Basic Information, switch Socket Mode on, and set SLACK_APP_TOKEN."
        )
        yield Finding("Socket Mode", well=False, fix=fix)
        return
    sockets = patient.settings.sockets
    yield Finding(f"Socket Mode, {sockets} of the ten sockets that Slack takes from all bots together", well=True)
    if patient.settings.slack_signing_secret:
        fix = "It is not used: with SLACK_APP_TOKEN nobody needs to call Sitrep. Unset one of the two."
        yield Finding("SLACK_SIGNING_SECRET", well=False, fix=fix, warning=True)


async def _command(patient: Patient) -> AsyncIterator[Finding]:
    """The slash command. Two apps may have one of the same name, and Slack tells neither of them (app manifests)."""
    name = patient.settings.command
    yield Finding(
        f"slash command {name}, if `{name} help` is answered by Sitrep: try it, another app may own it", well=True
    )


async def _announcements(patient: Patient) -> AsyncIterator[Finding]:
    channel_id = patient.settings.announce_channel
    if not channel_id:
        fix = "Set SITREP_ANNOUNCE_CHANNEL to a channel's id, or leave incidents unannounced."
        yield Finding("announcement channel", well=False, fix=fix, warning=True)
        return
    try:
        answer = await patient.wire.call("conversations.info", channel=channel_id)
    except (SlackRefused, OSError, TimeoutError) as failure:
        fix = f"Slack says {_reason(failure)}. Check SITREP_ANNOUNCE_CHANNEL and invite the bot there."
        yield Finding("announcement channel", well=False, fix=fix)
        return
    channel = answer["channel"]
    name, is_archived = channel["name"], bool(channel.get("is_archived"))
    fix = f"Invite the bot: /invite @Sitrep in #{name}."
    if is_archived:
        fix = f"#{name} is archived. Unarchive it and invite the bot, or set SITREP_ANNOUNCE_CHANNEL to another."
    well = not is_archived and bool(channel.get("is_member"))
    yield Finding(f"announcement channel #{name}", well=well, fix=fix)


async def _escalation(patient: Patient) -> AsyncIterator[Finding]:
    if not patient.settings.escalate_to:
        fix = "Set SITREP_ESCALATE_TO to people or a group; until then a silence goes to whoever declared."
        yield Finding("escalate_to", well=False, fix=fix, warning=True)
    for person in patient.settings.escalate_to:
        if person.startswith("S"):
            yield Finding(f"escalate_to {person}, a user group", well=True)
            continue
        try:
            user = (await patient.wire.call("users.info", user=person))["user"]
        except (SlackRefused, OSError, TimeoutError) as failure:
            yield Finding(f"escalate_to {person}", well=False, fix=f"Slack says {_reason(failure)}. Name another.")
            continue
        yield Finding(f"escalate_to {person}", well=not user.get("deleted"), fix="They have left. Name another.")


async def _database(patient: Patient) -> AsyncIterator[Finding]:
    try:
        current = await migrations.is_current(patient.settings.database_url)
    except (Unavailable, BadAddress, OSError) as failure:
        fix = f"{failure} Check DATABASE_URL and that the database runs."
        yield Finding("database", well=False, fix=fix)
        return
    fix = "It is not up to date. Run `sitrep migrate`; `sitrep run` does it too."
    yield Finding("database", well=current, fix=fix)


async def _clock(patient: Patient) -> AsyncIterator[Finding]:
    """Our clock against Slack's, by the date of an answer."""
    try:
        async with patient.http.get(f"{patient.settings.slack_api_url}api.test") as response:
            theirs = parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
    except (OSError, KeyError, TimeoutError) as failure:
        yield Finding("clock", well=False, fix=f"Slack did not tell the time ({_reason(failure)}).", warning=True)
        return
    drift = abs(RealClock().now() - theirs)
    fix = f"It is {drift.total_seconds():.0f} s off. Start a time service such as chrony."
    yield Finding("clock", well=drift <= DRIFT_MAX, fix=fix)


def _reason(failure: Exception) -> str:
    return failure.error if isinstance(failure, SlackRefused) else str(failure) or type(failure).__name__


TESTS: tuple[Test, ...] = (_tokens, _socket, _command, _announcements, _escalation, _database, _clock)
