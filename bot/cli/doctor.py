"""`sitrep doctor`: one test for each thing that Sitrep stands on, and for each that fails, its fix in one sentence.

With `--verify` it asks instead whether the record is still as it was written, for which no Slack is needed.
Law: it looks and changes nothing. What is wrong hides nothing that can be looked at without it, and is not held against
what depends on it. No secret is ever printed. The exit code is that of the first thing that is broken.
"""

import asyncio
import shlex
import stat
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp

from bot.cli import integrity, pages
from bot.cli.hindrances import MENDABLE, REFUSED, REFUSED_SOCKET, Exit, Hindrance, hindrance, try_port
from bot.cli.integrity import Proof
from bot.clock import RealClock
from bot.courier import LEASE
from bot.ids import Ids
from bot.incident.deliveries import Later
from bot.incident.policy import Policy, is_group
from bot.outward.mail import smtp
from bot.outward.outcomes import Never, NotNow, Unsure
from bot.outward.tracker.http import TrackerLine
from bot.outward.tracker.trackers import connected
from bot.render.emoji_names import is_everywhere
from bot.requests.marks import MarkNames
from bot.requests.people.crews import GroupUnread, WhyUnread
from bot.settings import (
    NO_FILE,
    TRACKER_FIELDS,
    Settings,
    SettingsError,
    SettingsReading,
    database_url,
    find,
    read,
    unread,
)
from bot.settings.secrecy import Secrets
from bot.slack.groups import SlackGroups
from bot.slack.inbound.kept_starts import OPENED_WITHIN
from bot.slack.transport import scopes
from bot.slack.transport import web_api as wires
from bot.slack.transport.web_api import CLOCK_DRIFT_MAX, SIGNED_FOR_S, Identity, SlackRefused, Wire
from bot.store import declared
from bot.store.database import urls
from bot.store.declared import Declared
from bot.store.engine import Store

UNREAD: Mapping[WhyUnread, str] = {
    "no scope": "Add the scope usergroups:read on the app's page OAuth & Permissions, and install the app again.",
    "no plan": "This Slack plan has no user groups: name people by their ids in a group of the file.",
    "no such group": "Slack knows no such group: set the id that stands in the group's details.",
    "empty": "Nobody is in it: fill it in Slack, or name another.",
    "nobody able": "Nobody in it can have a duty: fill it in Slack, or name another.",
    "not now": "Slack did not say who is in it: try again.",
}
AWAY = (Later, OSError, TimeoutError)  # how a call ends that Slack did not answer
DEFAULTS = Settings(slack_bot_token="")
# Beside the file itself: SQLite's own, and the locks of bot/store/database/sqlite.py.
FILES = ("", "-wal", "-shm", ".lock", "-beside.lock")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and otherwise what to do. `warning` does not fail the examination."""

    what: str
    well: bool
    fix: str = ""
    warning: bool = False
    code: Exit = Exit.FOUND


@dataclass(frozen=True, slots=True)
class Patient:
    """The settings that can be used, by their field in Settings, and Slack."""

    usable: Mapping[str, Any]
    wire: Wire
    http: aiohttp.ClientSession

    def setting(self, name: str) -> Any:
        """The setting, or its default; nothing where it has none."""
        return self.usable.get(name, getattr(DEFAULTS, name))


Findings: TypeAlias = AsyncIterator[Finding]


async def examine(environ: Mapping[str, str], secrets: Secrets | None = None, *, config: str = "") -> int:
    """Print a line per finding; 0 when nothing is broken. `config` names the configuration file."""
    secrets = secrets or Secrets.of(environ)
    codes = [_told(finding, secrets) async for finding in _findings(environ, config)]
    return next(filter(None, codes), Exit.DONE)


async def ends(environ: Mapping[str, str], secrets: Secrets | None = None) -> int:
    """Print the end of every logbook's chain, to be kept elsewhere."""
    secrets = secrets or Secrets.of(environ)
    try:
        print(await integrity.ends(database_url(environ)), end="")
    except MENDABLE as wrong:
        told = hindrance(wrong)
        print(secrets.strike(f"✗ database: {wrong}"), file=sys.stderr)
        return told.code if told else Exit.FAULT
    return Exit.DONE


async def verify(environ: Mapping[str, str], secrets: Secrets | None = None, *, kept: str | None = None) -> int:
    """Print a line per kind of proof, with the first incident that fails it; 0 when all of them hold."""
    secrets = secrets or Secrets.of(environ)
    try:
        found = [_proved(proof) for proof in await integrity.proofs(database_url(environ), kept=kept)]
    except MENDABLE as wrong:
        found = [_of_database(wrong)]
    return next(filter(None, [_told(finding, secrets) for finding in found]), Exit.DONE)


def _proved(proof: Proof) -> Finding:
    others = f" ({proof.count} in all)" if proof.count > 1 else ""
    return Finding(proof.what, well=not proof.wrong, fix=f"{proof.wrong}{others} {proof.fix}")


def _told(finding: Finding, secrets: Secrets) -> Exit:
    """Print the finding; the code of what is broken."""
    mark = "✓" if finding.well else "!" if finding.warning else "✗"
    print(secrets.strike(f"{mark} {finding.what}" + ("" if finding.well else f": {finding.fix}")))
    return Exit.DONE if finding.well or finding.warning else finding.code


def _of_database(wrong: Exception) -> Finding:
    told = hindrance(wrong)
    return Finding("database", well=False, fix=str(wrong), code=told.code if told else Exit.FAULT)


async def _findings(environ: Mapping[str, str], config: str) -> Findings:
    file = NO_FILE
    try:
        file = find(environ, config)
    except SettingsError as error:
        yield Finding("settings", well=False, fix=str(error), code=Exit.SETTING)
    else:
        yield Finding(f"configuration, {file.path or 'no file, all by default or by variables'}", well=True)
    reading = read(environ, file)
    for finding in _settings(reading, environ):
        yield finding
    usable = reading.usable
    if reading.can_use("database_url"):
        async for finding in _database(usable.get("database_url", DEFAULTS.database_url)):
            yield finding
    async with wires.session() as http:
        api_url = usable.get("slack_api_url", DEFAULTS.slack_api_url)
        web = wires.client(usable.get("slack_bot_token", ""), api_url, http)
        patient = Patient(usable, Wire(web, http, clock=RealClock()), http)
        for needed, look in _LOOKS:
            if all(reading.can_use(name) for name in needed):
                async for finding in look(patient):
                    yield finding


def _settings(reading: SettingsReading, environ: Mapping[str, str]) -> Iterator[Finding]:
    for hindering in (*reading.missing, *reading.wrong):
        yield Finding("settings", well=False, fix=str(hindering), code=Exit.SETTING)
    for sentence in unread(environ):
        yield Finding("settings", well=False, fix=sentence, warning=True)


async def _database(url: str) -> Findings:
    """That it is there, is of a shape we know, takes what is written, and is nobody else's to read."""
    now = RealClock().now()
    try:
        address = urls.parse(url)
        kept = await _starts(url, until=now)
        await Store.require_writable(url)
    except MENDABLE as failure:
        yield _of_database(failure)
        return
    yield Finding(f"database, {urls.described(address)}", well=True)
    yield _kept_starts(kept, now)
    for finding in _files(urls.sqlite_path(address)) if urls.is_sqlite(address) else ():
        yield finding


async def _starts(url: str, *, until: datetime) -> list[Declared]:
    """Those that were kept by then and not told of. Raises as `Store.open_to_read` does."""
    store = await Store.open_to_read(url)
    try:
        return await store.ask(lambda tx: declared.kept_until(tx, until))
    finally:
        await store.close()


def _kept_starts(kept: Sequence[Declared], now: datetime) -> Finding:
    """That nobody who declared an incident waits longer for a word than a bot that runs lets them."""
    if not kept:
        return Finding("starts that were kept, none waits", well=True)
    what = f"starts that were kept, {len(kept)} waiting since {kept[0].at:%Y-%m-%d %H:%M:%S} UTC"
    fix = "No bot opened it or asked about it. Start one, which asks whoever declared it; if one runs, read its log."
    return Finding(what, well=now - kept[0].at <= OPENED_WITHIN + LEASE.lasts, fix=fix, warning=True)


def _files(database: Path) -> Iterator[Finding]:
    """Whether anybody but the owner may read the record, or take the lock that a bot needs."""
    found = [path for path in (database.with_name(f"{database.name}{end}") for end in FILES) if path.exists()]
    open_to_all = [path for path in found if path.stat().st_mode & stat.S_IRWXO]
    open_to_group = [path for path in found if path.stat().st_mode & stat.S_IRWXG and path not in open_to_all]
    for whom, paths in (("everybody on this machine", open_to_all), ("their group", open_to_group)):
        if paths:
            fix = f"They are open to {whom}. Run: chmod 600 {shlex.join(str(path) for path in paths)}"
            yield Finding("files of the database", well=False, fix=fix, warning=paths is open_to_group)
    if not open_to_all and not open_to_group:
        yield Finding("files of the database, for their owner alone", well=True)


async def _port(patient: Patient) -> Findings:
    """That the pages can be served, or are served by a bot that runs already."""
    host, port = patient.setting("http_host"), patient.setting("http_port")
    if not port:
        return
    try:
        await try_port(host, port)
    except Hindrance as taken:
        is_ours = await pages.are_served(patient.http, host, port)
        yield Finding(f"port {port}" + ", served by a Sitrep" * is_ours, well=is_ours, fix=str(taken), code=taken.code)
        return
    yield Finding(f"port {port}, free", well=True)


async def _mail(patient: Patient) -> Findings:
    """That the mail server takes our security and our password; no mail is sent."""
    names = ("smtp_url", "mail_sender", "mail_starttls")
    account = replace(DEFAULTS, **{name: patient.setting(name) for name in names}).mail
    policy: Policy = patient.setting("policy")
    if account is None:
        if policy.mail_domains:
            fix = "No mail is sent without a server: set SITREP_SMTP_URL in the environment, or take [mail] out."
            yield Finding("mail.domains", well=False, fix=fix, warning=True)
        return
    what = f"mail server {account.host}:{account.port}, to {', '.join(policy.mail_domains)}"
    try:
        await asyncio.to_thread(smtp.greet, account)
    except NotNow as why:
        fix = f"{why}. Check SITREP_SMTP_URL and mail.starttls, and this machine's network and certificates."
        yield Finding(what, well=False, fix=fix)
    else:
        yield Finding(what, well=True)
    if account.security == "clear":
        fix = "mail.starttls is false: whatever stands in a brief crosses the network in clear."
        yield Finding("mail without TLS", well=False, fix=fix, warning=True)


async def _tracker(patient: Patient) -> Findings:
    """That the issue tracker is there and takes issues; none is filed."""
    account = replace(DEFAULTS, **{name: patient.setting(name) for name in TRACKER_FIELDS}).tracker
    if account is None:
        if patient.setting("tracker_repository") or patient.setting("tracker_url"):
            fix = (
                "Nothing is filed without a token: set SITREP_TRACKER_TOKEN in the environment, or take [tracker] out."
            )
            yield Finding("tracker", well=False, fix=fix, warning=True)
        return
    clock = RealClock()
    tracker = connected(account, TrackerLine(patient.http, clock=clock, ids=Ids()), clock)
    try:
        wrong = await tracker.check()
    except (NotNow, Never, Unsure) as why:
        cure = "Check SITREP_TRACKER_TOKEN, tracker.url and tracker.repository, and this machine's network."
        wrong = f"It says {why}. {cure}"
    yield Finding(f"issue tracker {account.name}, takes issues", well=not wrong, fix=wrong)


async def _slack(patient: Patient) -> Findings:
    """Who we are there, what we may, what time it is, and whether Slack can reach us. Without Slack, that alone."""
    if patient.setting("slack_bot_token"):
        try:
            identity = await patient.wire.identity()
        except AWAY as failure:
            yield _unreachable(failure)
            return
        except SlackRefused as refusal:
            yield Finding("bot token", well=False, fix=REFUSED.format(error=refusal.error), code=Exit.TOKEN)
        else:
            yield Finding(f"bot token, of {identity.workspace}", well=True)
            for test in (_scopes, _clock):
                for finding in test(identity):
                    yield finding
            async for finding in _announcements(patient, identity):
                yield finding
            async for finding in _groups(patient):
                yield finding
            async for finding in _escalation(patient):
                yield finding
            for test_of in (_command, _marks):
                for finding in test_of(patient):
                    yield finding
    async for finding in _way_in(patient):
        yield finding


def _unreachable(failure: Exception) -> Finding:
    fix = f"It cannot be reached ({failure}): check this machine's network, names and proxy; nothing else was asked."
    return Finding("Slack", well=False, fix=fix, code=Exit.AWAY)


def _scopes(identity: Identity) -> Iterator[Finding]:
    for scope in scopes.CORE:
        fix = "Add it on the app's page OAuth & Permissions, then install the app again."
        yield Finding(f"scope {scope}", well=scope in identity.scopes, fix=fix, code=Exit.SCOPE)
    for scope in scopes.OPTIONAL:
        fix = "It is optional; docs/permissions.md says what works without it."
        yield Finding(f"scope {scope}", well=scope in identity.scopes, fix=fix, warning=True)


def _clock(identity: Identity) -> Iterator[Finding]:
    """Our clock against Slack's, by the date of an answer."""
    drift = identity.drift(RealClock().now())
    if drift is None:
        yield Finding("clock", well=False, fix="Slack did not tell the time; look yourself.", warning=True)
        return
    off = f"It is {drift.total_seconds():.0f} s off Slack's. Start a time service such as chrony"
    fix = f"{off}; from {SIGNED_FOR_S} s on, what Slack posts over HTTP is refused."
    yield Finding("clock", well=drift <= CLOCK_DRIFT_MAX, fix=fix, code=Exit.CLOCK)


async def _way_in(patient: Patient) -> Findings:
    """Socket Mode: the app-level token opens a connection address, which is not used. Else Slack calls."""
    token, secret = patient.setting("slack_app_token"), patient.setting("slack_signing_secret")
    if not token:
        if secret:
            yield Finding("requests over HTTP, verified with SLACK_SIGNING_SECRET", well=True)
        return
    try:
        await patient.wire.call("apps.connections.open", app_token=token)
    except AWAY as failure:
        yield _unreachable(failure)
        return
    except SlackRefused as refusal:
        yield Finding("Socket Mode", well=False, fix=REFUSED_SOCKET.format(error=refusal.error), code=Exit.TOKEN)
        return
    sockets = patient.setting("sockets")
    yield Finding(f"Socket Mode, {sockets} of the ten sockets that Slack takes from all bots together", well=True)
    if secret:
        fix = "It is not used: with SLACK_APP_TOKEN nobody needs to call Sitrep. Unset one of the two."
        yield Finding("SLACK_SIGNING_SECRET", well=False, fix=fix, warning=True)


def _command(patient: Patient) -> Iterator[Finding]:
    """The slash command. Two apps may have one of the same name, and Slack tells neither of them (app manifests)."""
    name = patient.setting("command")
    yield Finding(
        f"slash command {name}, if `{name} help` is answered by Sitrep: try it, another app may own it", well=True
    )


async def _announcements(patient: Patient, identity: Identity) -> Findings:
    """That the bot may post there: as a member, or in a public channel by the scope for it."""
    channel = patient.setting("announce_channel")
    if not channel:
        fix = "Set SITREP_ANNOUNCE_CHANNEL to a channel's id, or leave incidents unannounced."
        yield Finding("announcement channel", well=False, fix=fix, warning=True)
        return
    try:
        found = (await patient.wire.call("conversations.info", channel=channel))["channel"]
    except AWAY as failure:
        yield _unreachable(failure)
        return
    except SlackRefused as refusal:
        fix = f"Slack says {refusal.error}. Check SITREP_ANNOUNCE_CHANNEL, and invite the bot there if it is private."
        yield Finding("announcement channel", well=False, fix=fix)
        return
    if found.get("is_archived"):
        fix = f"#{found['name']} is archived. Unarchive it, or set SITREP_ANNOUNCE_CHANNEL to another."
        yield Finding(f"announcement channel #{found['name']}", well=False, fix=fix)
        return
    may_post = found.get("is_member") or ("chat:write.public" in identity.scopes and not found.get("is_private"))
    fix = f"Invite the bot: /invite @{identity.answer.get('user')} in #{found['name']}."
    yield Finding(f"announcement channel #{found['name']}", well=bool(may_post), fix=fix)


async def _groups(patient: Patient) -> Findings:
    """The user groups that settings name: that Slack says who is in them. Who is not known to be is none of them."""
    policy: Policy = patient.setting("policy")
    lists = (*policy.held_by.values(), *policy.offered_to.values(), *policy.acts.values(), policy.escalate_to)
    groups = SlackGroups(patient.wire, clock=RealClock())
    for group in dict.fromkeys(one for ids in lists for one in ids if is_group(one)):
        try:
            people = await groups.members(group)
        except GroupUnread as unread:
            yield Finding(f"user group {group}", well=False, fix=UNREAD[unread.why])
        else:
            yield Finding(f"user group {group}, {len(people)} in it", well=True)


async def _escalation(patient: Patient) -> Findings:
    """That somebody can be told when nobody is at a role."""
    policy: Policy = patient.setting("policy")
    if not policy.escalate_to:
        fix = (
            "Nobody is named for a role that nobody is at: the declarer hears it, else the announcement channel. Set "
            'ladder.escalate_to to ids of people or user groups, like ["U0123456789", "S0123456789"].'
        )
        yield Finding("ladder.escalate_to", well=False, fix=fix, warning=True)
    for who in (one for one in policy.escalate_to if not is_group(one)):
        try:
            wrong = await _wrong_person(patient, who)
        except AWAY as failure:
            yield _unreachable(failure)
            return
        except SlackRefused as refusal:
            wrong = f"Slack says {refusal.error}."
        fix = f"{wrong} Name somebody else, or take it out of ladder.escalate_to."
        yield Finding(f"ladder.escalate_to {who}", well=not wrong, fix=fix)


async def _wrong_person(patient: Patient, who: str) -> str:
    """Why the person could not answer; empty where they could."""
    user = (await patient.wire.call("users.info", user=who))["user"]
    if user.get("deleted"):
        return "They are deactivated."
    return "It is an app." if user.get("is_bot") else ""


def _marks(patient: Patient) -> Iterator[Finding]:
    """The emoji of the marks. Which ones a workspace has of its own, Slack tells only with a scope of its own."""
    marks: MarkNames = patient.setting("marks")
    own = [name for names in marks.emoji.values() for name in names if not is_everywhere(name)]
    shown = " ".join(f"{mark}={marks.suggested(mark)}" for mark in marks.emoji if marks.suggested(mark))
    fix = f"Try {' '.join(f':{name}:' for name in own)} in Slack; if it stays text there, set SITREP_MARKS to another."
    yield Finding(f"marks {shown or '(none)'}", well=not own, fix=fix, warning=True)


# What is looked at, and which settings have to be usable for it.
_LOOKS: tuple[tuple[tuple[str, ...], Callable[[Patient], Findings]], ...] = (
    (("http_port",), _port),
    (("smtp_url", "mail_sender", "policy"), _mail),
    (TRACKER_FIELDS, _tracker),
    (("slack_api_url",), _slack),
)
