"""THE table of settings: what each is called in the file and in the environment, how it is read, and why it is there.

Law: whoever must know every setting asks these rows: what is read, what is refused, `sitrep config`, docs/settings.md
and docs/sitrep.toml. A row stands here only if something behaves otherwise when it is set.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from bot.incident.acts import ACTS
from bot.incident.policy import (
    BRIEF_CADENCE_MIN,
    CONTACT_CADENCE_MIN,
    DEFAULT,
    LOGS,
    PROMPT_MEANINGS,
    REPORT_CADENCE_MIN,
    SEVERITY_MEANINGS,
    SPACED_AS,
    UNJUDGED_SEVERITY,
)
from bot.requests.marks import EMOJI
from bot.settings import readers as r
from bot.settings.errors import SettingsError
from bot.settings.file import KeyPath, dotted

ValueKind: TypeAlias = Literal["text", "number", "yes or no", "list of texts", "list of numbers"]
SectionName: TypeAlias = Literal[
    "connection",
    "announcements",
    "channels",
    "working hours",
    "severities",
    "night",
    "briefs",
    "mail",
    "tracker",
    "prompts",
    "groups",
    "ladder",
    "roles",
    "permissions",
    "marks",
    "glossary",
    "process",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingKey:
    """One setting.

    `name`: its dotted key in the file; empty for what only the environment has, because it is a secret or says where
    the file is. `variable`: the environment variable, which wins over the file; empty for what only the file has.
    `field`: the field of Settings that it is, or a part of. `kind`: what the file holds. `read` takes where it stands
    and what was typed, and raises SettingsError; for the environment, and for a number that both have, it is text.
    `default`: as the file would say it; None where nothing is set until somebody does. `example`: how a value looks in
    the file. `meaning`: what it does and why one would change it, for the page.
    """

    section: SectionName
    field: str
    meaning: str
    name: str = ""
    variable: str = ""
    kind: ValueKind = "text"
    read: Callable[[str, Any], Any] = r.as_typed
    default: Any = None
    example: str = ""
    shown: str = ""

    @property
    def at(self) -> KeyPath:
        return tuple(self.name.split("."))


_CONNECTION: tuple[SettingKey, ...] = (
    SettingKey(
        section="connection",
        field="slack_bot_token",
        variable="SLACK_BOT_TOKEN",
        read=r.bot_token,
        shown="required",
        meaning="the bot token, `xoxb-…`, from *OAuth & Permissions*",
    ),
    SettingKey(
        section="connection",
        field="slack_app_token",
        variable="SLACK_APP_TOKEN",
        read=r.app_token,
        meaning="an app-level token, `xapp-…`, with `connections:write`: Sitrep calls Slack and needs no public "
        "address (Socket Mode)",
    ),
    SettingKey(
        section="connection",
        field="slack_signing_secret",
        variable="SLACK_SIGNING_SECRET",
        read=r.signing_secret,
        meaning="instead of the app token: [Slack calls Sitrep over HTTP](operate.md#called-over-http), and each "
        "request is verified with this secret. With both set the app token counts, and nobody can call",
    ),
    SettingKey(
        section="connection",
        field="database_url",
        variable="DATABASE_URL",
        read=r.database_url,
        shown=f"`{r.DATABASE_URL_DEFAULT}`",
        meaning="`sqlite:///file` (relative), `sqlite:////file` (absolute) or `postgresql://user:password@host/name`",
    ),
    SettingKey(
        section="connection",
        field="sockets",
        name="slack.sockets",
        variable="SITREP_SOCKETS",
        kind="number",
        read=r.sockets,
        default=r.SOCKETS_MAX,
        example="2",
        meaning="how many WebSockets a bot keeps open with its app token, `1` or `2`; "
        "[Slack takes ten from all bots together](operate.md#several-bots)",
    ),
    SettingKey(
        section="connection",
        field="command",
        name="slack.command",
        variable="SITREP_COMMAND",
        read=r.command,
        default="/incident",
        example='"/incident"',
        meaning="the slash command as the app's manifest calls it, used in every answer: "
        "[where another app owns the name](operate.md#when-incident-belongs-to-another-app)",
    ),
    SettingKey(
        section="connection",
        field="canvas",
        name="slack.canvas",
        kind="yes or no",
        default=False,
        example="true",
        meaning="whether the post-incident summary stands in a canvas too, a tab of the incident's channel in which "
        "only Sitrep writes. Needs a paid plan, and the scopes `canvases:write` and `canvases:read`; without them, the "
        "message in the channel and `review` are all there is, as before",
    ),
    SettingKey(
        section="connection",
        field="slack_api_url",
        name="slack.api_url",
        variable="SLACK_API_URL",
        read=r.api_url,
        default="https://slack.com/api/",
        example='"https://slack.com/api/"',
        meaning="another Slack, for example the one that `sitrep slack --port 9000` serves; `http://` on this machine "
        "only, for the token goes there",
    ),
)

_ANNOUNCEMENTS: tuple[SettingKey, ...] = (
    SettingKey(
        section="announcements",
        field="announce_channel",
        name="announcements.channel",
        variable="SITREP_ANNOUNCE_CHANNEL",
        read=r.channel,
        default="",
        example='"C0123456789"',
        meaning="id of the channel that has one message per public incident, kept current. Its id stands at the foot "
        "of the channel's details",
    ),
    SettingKey(
        section="announcements",
        field="policy",
        name="announcements.severities",
        kind="list of numbers",
        read=r.severities,
        default=list(DEFAULT.announced_severities),
        example="[1, 2]",
        meaning="which severities are announced; one that nobody has judged counts as SEV2. What is announced is kept "
        "current whatever it becomes",
    ),
    SettingKey(
        section="announcements",
        field="policy",
        name="announcements.drills",
        kind="yes or no",
        default=DEFAULT.announces_drills,
        example="false",
        meaning="whether drills are announced, marked as such",
    ),
)

_CHANNEL_NAMES: tuple[SettingKey, ...] = tuple(
    SettingKey(
        section="channels",
        field="policy",
        name=f"channels.{name}",
        read=r.channel_pattern,
        default=default,
        example=r.toml(default),
        meaning=f"how the channel of {what} is called: `{{number}}` is that of the incident, `{{title}}` its title in "
        "Latin letters, cut at the 80 characters that Slack takes",
    )
    for name, default, what in (
        ("name", DEFAULT.channel_name, "an incident"),
        ("drill_name", DEFAULT.drill_channel_name, "a drill"),
    )
)
_CHANNELS: tuple[SettingKey, ...] = (
    *_CHANNEL_NAMES,
    SettingKey(
        section="channels",
        field="policy",
        name="channels.archive_when_closed",
        kind="yes or no",
        default=DEFAULT.archives_closed,
        example="true",
        meaning="whether `close` archives the channel as well; else it stands until somebody says `archive`",
    ),
)

_WORKING_HOURS: tuple[SettingKey, ...] = (
    SettingKey(
        section="working hours",
        field="policy",
        name="working_hours.begin",
        read=r.clock_time,
        default=f"{DEFAULT.working_hours.begins:%H:%M}",
        example='"09:00"',
        meaning="from when what can wait is asked: whether a resolved incident can be closed",
    ),
    SettingKey(
        section="working hours",
        field="policy",
        name="working_hours.end",
        read=r.clock_time,
        default=f"{DEFAULT.working_hours.ends:%H:%M}",
        example='"18:00"',
        meaning="until when; before the beginning, if both are set: it is the next morning",
    ),
    SettingKey(
        section="working hours",
        field="policy",
        name="working_hours.days",
        kind="list of texts",
        read=r.days,
        default=list(DEFAULT.working_hours.days),
        example='["monday", "tuesday"]',
        meaning="on which days",
    ),
)

_MARK_MEANINGS: Mapping[str, str] = {
    "harm": "who or what is hurt",
    "why": "why it happened",
    "done": "what was done",
    "over": "that it is over",
    "told": "what others were told",
}

_MARKS: tuple[SettingKey, ...] = (
    SettingKey(
        section="marks",
        field="marks",
        variable="SITREP_MARKS",
        read=r.marks,
        shown="as below",
        meaning="all of them in one variable, `harm=boom why=mag_right,mag`, between blanks; a mark that is not named "
        "there keeps the emoji of the file, or its own",
    ),
    *(
        SettingKey(
            section="marks",
            field="marks",
            name=f"marks.{mark}",
            kind="list of texts",
            read=r.emoji_names,
            default=list(names),
            example=r.toml(list(names)),
            meaning=f"the emoji that say of a message: {_MARK_MEANINGS[mark]}",
        )
        for mark, names in EMOJI.items()
    ),
)

_PROCESS: tuple[SettingKey, ...] = (
    SettingKey(
        section="process",
        field="http_host",
        name="process.http_host",
        variable="SITREP_HTTP_HOST",
        default="127.0.0.1",
        example='"127.0.0.1"',
        meaning="where the health page and Slack's requests are listened for; `0.0.0.0` inside a container",
    ),
    SettingKey(
        section="process",
        field="http_port",
        name="process.http_port",
        variable="SITREP_HTTP_PORT",
        kind="number",
        read=r.port,
        default=r.HTTP_PORT_DEFAULT,
        example="8722",
        meaning="the port: `/healthz` and, without an app token, `/slack/events`; `0` for none, which needs an app "
        "token",
    ),
    SettingKey(
        section="process",
        field="log_level",
        name="process.log_level",
        variable="SITREP_LOG_LEVEL",
        read=r.log_level,
        default="INFO",
        example='"INFO"',
        meaning="`DEBUG`, `INFO`, `WARNING` or `ERROR`. `DEBUG` is for Sitrep's own lines; libraries, which would log "
        "people's words, stay at `INFO`",
    ),
    SettingKey(
        section="process",
        field="zone",
        name="process.zone",
        variable="SITREP_ZONE",
        read=r.zone,
        default="UTC",
        example='"Europe/Berlin"',
        meaning="the zone of what `sitrep incident` prints when nobody is named; people always see their own",
    ),
)

_SEVERITIES: tuple[SettingKey, ...] = tuple(
    key
    for level, meaning in SEVERITY_MEANINGS.items()
    for key in (
        SettingKey(
            section="severities",
            field="policy",
            name=f"severities.{level}.meaning",
            read=r.line_of(r.MEANING_MAX_CHARS),
            default=meaning,
            example=r.toml(meaning),
            meaning=f"what makes an incident a SEV{level} here, shown wherever somebody chooses a severity",
        ),
        SettingKey(
            section="severities",
            field="policy",
            name=f"severities.{level}.report_min",
            kind="list of numbers",
            read=r.minutes,
            default=list(REPORT_CADENCE_MIN.get(level, ())),
            example="[5, 10, 15, 30]",
            meaning="minutes until a role's first report, and between reports while the incident is investigated, "
            "identified and mitigated; `[]` is on demand"
            + "; also while nobody has judged it"
            * (level == UNJUDGED_SEVERITY),
        ),
        SettingKey(
            section="severities",
            field="policy",
            name=f"severities.{level}.brief_min",
            kind="list of numbers",
            read=r.minutes,
            default=list(BRIEF_CADENCE_MIN.get(level, ())),
            example="[15, 30, 30, 60]",
            meaning="the same of the executive brief, which goes to those named in `briefs.to`; for nobody, it has no "
            "clock",
        ),
        SettingKey(
            section="severities",
            field="policy",
            name=f"severities.{level}.contact_min",
            kind="list of numbers",
            read=r.minutes,
            default=list(CONTACT_CADENCE_MIN.get(level, ())),
            example="[5, 20, 30, 60]",
            meaning="the same of a word to each customer on the register; `[]` is only as promised",
        ),
    )
)

_NIGHT: tuple[SettingKey, ...] = (
    SettingKey(
        section="night",
        field="policy",
        name="night.slower",
        kind="number",
        read=r.times_slower,
        default=DEFAULT.night_slower,
        example="2",
        meaning="how many times as long it is between the reports of a role in its holder's own night, by the zone of "
        f"their profile; `1` is never, at most {r.SLOWER_MAX}. Not in a SEV1, not for a first report, and never beyond "
        "a customer's deadline or a promise",
    ),
    SettingKey(
        section="night",
        field="policy",
        name="night.begin",
        read=r.clock_time,
        default=f"{DEFAULT.night[0]:%H:%M}",
        example='"22:00"',
        meaning="when it begins for each holder",
    ),
    SettingKey(
        section="night",
        field="policy",
        name="night.end",
        read=r.clock_time,
        default=f"{DEFAULT.night[1]:%H:%M}",
        example='"07:00"',
        meaning="and ends: a report is due an ordinary interval after that, at the latest",
    ),
)

_BRIEFS: tuple[SettingKey, ...] = (
    SettingKey(
        section="briefs",
        field="policy",
        name="briefs.to",
        kind="list of texts",
        read=r.places,
        default=list(DEFAULT.brief_to),
        example='["C0123456789", "U0123456789"]',
        meaning="ids of the channels and people, and e-mail addresses, who get the executive brief on its clock: the "
        "lead reads it first and sends it with one tap. That of a private incident goes only to people who are in its "
        "channel, and to no address",
    ),
    SettingKey(
        section="briefs",
        field="policy",
        name="briefs.on_change",
        kind="list of numbers",
        read=r.severities,
        default=list(DEFAULT.brief_on_change),
        example="[3]",
        meaning="in which severities without a clock (`brief_min = []`) the draft comes when what the brief says has "
        "changed: something was put on record for the card, or title, severity or status changed. No more often than "
        f"in a SEV{SPACED_AS}; in the others it is on demand",
    ),
)

_MAIL: tuple[SettingKey, ...] = (
    SettingKey(
        section="mail",
        field="smtp_url",
        variable="SITREP_SMTP_URL",
        read=r.smtp_url,
        meaning="the mail server that takes what Sitrep sends, as `smtp://user:password@host:587` (STARTTLS) or "
        "`smtps://user:password@host:465` (TLS from the first byte)",
    ),
    SettingKey(
        section="mail",
        field="mail_sender",
        name="mail.sender",
        read=r.mail_sender,
        default="",
        example='"Sitrep <sitrep@example.com>"',
        meaning="in whose name Sitrep writes; answers go to that mailbox, which Sitrep does not read",
    ),
    SettingKey(
        section="mail",
        field="policy",
        name="mail.domains",
        kind="list of texts",
        read=r.mail_domains,
        default=list(DEFAULT.mail_domains),
        example='["example.com"]',
        meaning="to which domains Sitrep may write, exactly as they stand behind the @; to any other it does not",
    ),
    SettingKey(
        section="mail",
        field="mail_starttls",
        name="mail.starttls",
        kind="yes or no",
        default=True,
        example="false",
        meaning="whether an `smtp://` server has to offer TLS before anything is said; `false` only for a relay on the "
        "same machine, or in a network that you trust with what stands in a brief",
    ),
)

_TRACKER: tuple[SettingKey, ...] = (
    SettingKey(
        section="tracker",
        field="tracker_token",
        variable="SITREP_TRACKER_TOKEN",
        read=r.tracker_token,
        meaning="a token of GitHub's with *Issues, read and write* for that repository and nothing else; of a webhook "
        "the secret with which what is posted is signed. Without it there is no tracker",
    ),
    SettingKey(
        section="tracker",
        field="tracker_kind",
        name="tracker.kind",
        read=r.tracker_kind,
        default="github",
        example='"github"',
        meaning="`github` (github.com, or an Enterprise Server), or `webhook`: whatever answers as "
        "[the page on it](tracker.md) says",
    ),
    SettingKey(
        section="tracker",
        field="tracker_url",
        name="tracker.url",
        read=r.tracker_url,
        default="",
        example='"https://github.example.com/api/v3"',
        meaning="the API of an Enterprise Server, or the webhook; by default the API of github.com. `http://` on this "
        "machine only, for the token goes there",
    ),
    SettingKey(
        section="tracker",
        field="tracker_repository",
        name="tracker.repository",
        read=r.tracker_repository,
        default="",
        example='"example/follow-ups"',
        meaning="GitHub's owner and repository in which the issues are. Whoever may read it reads them",
    ),
    SettingKey(
        section="tracker",
        field="tracker_file",
        name="tracker.file",
        read=r.tracker_file,
        default="asked",
        example='"all"',
        meaning="`asked`: what somebody files with a tap; `all`: every follow-up as it is raised, but of drills and of "
        "private incidents",
    ),
    SettingKey(
        section="tracker",
        field="tracker_close",
        name="tracker.close",
        kind="yes or no",
        default=False,
        example="true",
        meaning="whether an issue is closed, with a comment, when its follow-up ends here",
    ),
    SettingKey(
        section="tracker",
        field="tracker_every_min",
        name="tracker.every_min",
        kind="number",
        read=r.tracker_every_min,
        default=r.TRACKER_EVERY_MIN_DEFAULT,
        example="5",
        meaning="after how many minutes the tracker is asked again what became of the issues",
    ),
)

_PROMPTS: tuple[SettingKey, ...] = (
    SettingKey(
        section="prompts",
        field="policy",
        name="prompts.off",
        kind="list of texts",
        read=r.prompts,
        default=list(DEFAULT.prompts_off),
        example=r.toml([*PROMPT_MEANINGS][-1:]),
        meaning="which quiet prompts no lead gets: "
        + "; ".join(f"`{name}`, {meaning}" for name, meaning in PROMPT_MEANINGS.items())
        + ". The lead can switch each off for one incident, from the prompt itself",
    ),
)

ANY = "*"  # stands for the name of a role, of a group, or for a term
# In which tables each has a name, and one that stands for all where none is known.
NAMED: Mapping[str, str] = {"roles": LOGS, "groups": "oncall", "glossary": "docs-svc"}
_GROUPS: tuple[SettingKey, ...] = (
    SettingKey(
        section="groups",
        field="policy",
        name=f"groups.{ANY}.members",
        kind="list of texts",
        read=r.some_members,
        example=r.MEMBERS_EXAMPLE,
        meaning="who is in the group: people and user groups of Slack by their ids, which stand in the details of a "
        "profile and of a group, and other groups of this file by name",
    ),
)
_GLOSSARY: tuple[SettingKey, ...] = (
    SettingKey(
        section="glossary",
        field="glossary",
        name=f"glossary.{ANY}",
        read=r.line_of(r.TITLE_MAX_CHARS),
        example='"document search"',
        meaning="what a technical name stands for, in words that everybody understands: the executive brief and the "
        "sheet for presenting it show them in brackets behind the name, and never inside a quotation",
    ),
)
_LADDER: tuple[SettingKey, ...] = (
    SettingKey(
        section="ladder",
        field="policy",
        name="ladder.escalate_to",
        kind="list of texts",
        read=r.no_terms,
        default=list(DEFAULT.escalate_to),
        example=r.MEMBERS_EXAMPLE,
        meaning="who hears that nobody is at a role, and may lead while the lead is silent: people and user groups by "
        "their ids, or groups of this file. While nobody is named, the declarer hears it, else the announcements do",
    ),
)

_ROLES: tuple[SettingKey, ...] = (
    SettingKey(
        section="roles",
        field="policy",
        name=f"roles.{ANY}.title",
        read=r.line_of(r.TITLE_MAX_CHARS),
        shown="the name",
        example='"database"',
        meaning="how people call the role, everywhere; it may be typed for the role as well",
    ),
    SettingKey(
        section="roles",
        field="policy",
        name=f"roles.{ANY}.duty",
        read=r.line_of(r.DUTY_MAX_CHARS),
        shown="required of a new role",
        example='"looks after the database and its copies"',
        meaning="the one duty, as it goes on behind *whoever has it …* in an offer",
    ),
    SettingKey(
        section="roles",
        field="policy",
        name=f"roles.{ANY}.aliases",
        kind="list of texts",
        read=r.aliases,
        example='["db", "dba"]',
        meaning="what else people type for it",
    ),
    SettingKey(
        section="roles",
        field="policy",
        name=f"roles.{ANY}.reports",
        read=r.line_of(r.DUTY_MAX_CHARS),
        example='"load, replicas, slowest query; what you change next"',
        meaning="what its report should say: the hint in the form of the first report",
    ),
    SettingKey(
        section="roles",
        field="policy",
        name=f"roles.{ANY}.briefing",
        read=r.briefing,
        shown="Sitrep's own words",
        example='"Nobody restarts a primary without the lead."',
        meaning="what whoever takes the role is told, line by line; it stands in place of Sitrep's own words",
    ),
    SettingKey(
        section="roles",
        field="policy",
        name=f"roles.{ANY}.held_by",
        kind="list of texts",
        read=r.no_terms,
        shown="everybody",
        example=r.MEMBERS_EXAMPLE,
        meaning="who alone may hold it: people and user groups of Slack by their ids, [groups](#groups-of-people) by "
        "name. Whoever is not known to be among them at that moment can neither take it nor be asked; only the "
        "declarer leads at first, whatever it says",
    ),
    SettingKey(
        section="roles",
        field="policy",
        name=f"roles.{ANY}.offered_to",
        kind="list of texts",
        read=r.no_terms,
        shown="nobody",
        example='["S0123456789"]',
        meaning="who is asked for it, by direct message, when an incident is opened and nobody was named for it, and "
        "again, once, when its holder gives it back or is gone: five people at most, of whom the first to accept has "
        "it, and nobody who gave it back already. Whoever leads is followed in an order of its own. Not for a private "
        "incident, of which nobody else is told",
    ),
    *(
        SettingKey(
            section="roles",
            field="policy",
            name=f"roles.{ANY}.report_min.{level}",
            kind="list of numbers",
            read=r.minutes,
            shown=f"that of SEV{level}",
            example="[5, 20, 30, 60]",
            meaning=f"its own minutes in a SEV{level}, as in `severities.{level}.report_min`; not of the lead, who "
            "owes no clocked report",
        )
        for level in SEVERITY_MEANINGS
    ),
)

_PERMISSIONS: tuple[SettingKey, ...] = tuple(
    SettingKey(
        section="permissions",
        field="policy",
        name=f"permissions.{act}",
        kind="list of texts",
        read=r.open_to(act),
        default=list(rule.open_to),
        example=r.toml(list(rule.open_to)),
        meaning=f"who may {rule.meaning}",
    )
    for act, rule in ACTS.items()
)

KEYS: tuple[SettingKey, ...] = (
    *_CONNECTION,
    *_ANNOUNCEMENTS,
    *_CHANNELS,
    *_WORKING_HOURS,
    *_SEVERITIES,
    *_NIGHT,
    *_BRIEFS,
    *_MAIL,
    *_TRACKER,
    *_PROMPTS,
    *_GROUPS,
    *_LADDER,
    *_ROLES,
    *_PERMISSIONS,
    *_MARKS,
    *_GLOSSARY,
    *_PROCESS,
)
BY_VARIABLE: Mapping[str, SettingKey] = {key.variable: key for key in KEYS if key.variable}
IN_FILE: Mapping[KeyPath, SettingKey] = {key.at: key for key in KEYS if key.name}


def key_at(at: KeyPath) -> SettingKey | None:
    """The setting that stands there in the file."""
    return IN_FILE.get(_general(at))


def _general(at: KeyPath) -> KeyPath:
    """The place in the table: one for all roles, one for all groups, and one for all terms."""
    return (at[0], ANY, *at[2:]) if len(at) > 1 and at[0] in NAMED else at


def of_this_name(known: KeyPath, at: KeyPath = ()) -> KeyPath:
    """The known key for the role or the group that `at` is about, else for one that there is."""
    name = at[1] if len(at) > 1 and at[0] == known[0] in NAMED else NAMED.get(known[0], "")
    return tuple(name if part == ANY else part for part in known)


def is_table(at: KeyPath) -> bool:
    """Whether keys stand below it."""
    at = _general(at)
    return any(known[: len(at)] == at and len(known) > len(at) for known in IN_FILE)


def unknown(place: str, at: KeyPath) -> SettingsError:
    """What to say of a key that nothing reads; its value may be a secret and is not repeated."""
    if variable := _secret(at[-1]) or _secret("_".join(at)):
        return SettingsError(f"{place} is not read from a file that is shared: set {variable} in the environment.")
    meant = _meant(at)
    known = key_at(meant)
    cure = f"set {dotted(meant)} = {known.example}" if known else f"write [{dotted(meant)}]"
    instead = f"did you mean {dotted(meant)}? If so, {cure}" if meant else "take it out; docs/settings.md has all keys"
    return SettingsError(f"{place} is no key of Sitrep's: {instead}.")


def misplaced(place: str, at: KeyPath, value: object) -> SettingsError:
    """What to say of a value where a table of keys belongs."""
    general = _general(at)
    found = next(known for known in IN_FILE if known[: len(general)] == general and len(known) > len(general))
    below = of_this_name(found, at)
    return SettingsError(
        f"{place} is {r.shown(value)}, and wants keys below it: write [{dotted(below[:-1])}], and below that "
        f"{below[-1]} = {IN_FILE[found].example}."
    )


def _secret(name: str) -> str:
    folded = name.lower().removeprefix("slack_").replace("-", "_")
    secrets = {key.variable: key.field.removeprefix("slack_") for key in KEYS if not key.name and key.field != "marks"}
    return next((variable for variable, field in secrets.items() if folded in {field, variable.lower()}), "")


def _meant(at: KeyPath) -> KeyPath:
    """The key or table that is written nearly so, or that has nearly this name elsewhere."""
    known = [of_this_name(one, at) for one in IN_FILE]
    names = {dotted(one[:length]): one[:length] for one in known for length in range(1, len(one) + 1)}
    exact = next((one for one in known if one[-1] == at[-1]), ())
    near = difflib.get_close_matches(dotted(at), names, n=1, cutoff=0.75)
    last = difflib.get_close_matches(at[-1], [one[-1] for one in known], n=1, cutoff=0.75)
    by_last = next((one for one in known if last and one[-1] == last[0]), ())
    return exact or (names[near[0]] if near else by_last)


def checked(key: SettingKey, place: str, value: object) -> Any:
    """What the file holds, as the setting. Raises SettingsError for another kind of value, and as `read` does."""
    if not _is(key.kind, value):
        shown = r.shown(value)
        raise SettingsError(
            f"{place} is {shown}, and wants {_WANTED[key.kind]}: set it to one, like {key.at[-1]} = {key.example}.",
            field=key.field,
        )
    typed = value.strip() if isinstance(value, str) else f"{value}" if key.kind == "number" and key.variable else value
    return key.read(place, typed)


# The kinds in a sentence; for a switch, how TOML writes it.
_WANTED: Mapping[ValueKind, str] = {
    "text": "a text",
    "number": "a number",
    "yes or no": "true or false",
    "list of texts": "a list of texts",
    "list of numbers": "a list of numbers",
}


def _is(kind: ValueKind, value: object) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "number":
            return _is_number(value)
        case "yes or no":
            return isinstance(value, bool)
        case "list of texts":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case "list of numbers":
            return isinstance(value, list) and all(map(_is_number, value))


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
