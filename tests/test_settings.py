"""The settings: what is left out has its default, and what cannot be used is refused with the variable and the cure."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.incident.policy import DEFAULT
from bot.requests.marks import MARK_NAMES
from bot.settings import BY_VARIABLE, Settings, SettingsError, database_url, read, unread
from bot.settings.file import parse

AT = datetime(2026, 5, 14, 12, 5, tzinfo=UTC)
LEAST = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_APP_TOKEN": "xapp-1-secret"}


def test_two_tokens_are_enough_and_everything_else_has_its_default() -> None:
    settings = Settings.from_env(LEAST)

    expected = Settings(
        slack_bot_token="xoxb-1-secret",
        slack_app_token="xapp-1-secret",
        slack_signing_secret="",
        slack_api_url="https://slack.com/api/",
        sockets=2,
        database_url="sqlite:///sitrep.db",
        announce_channel="",
        http_host="127.0.0.1",
        http_port=8722,
        log_level="INFO",
        zone="UTC",
        command="/incident",
    )
    assert expected == settings


def test_a_signing_secret_stands_in_for_the_socket() -> None:
    settings = Settings.from_env({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "abc"})

    assert ("", "abc") == (settings.slack_app_token, settings.slack_signing_secret)


def test_an_empty_variable_counts_as_not_set() -> None:
    settings = Settings.from_env(LEAST | {"SITREP_HTTP_PORT": " ", "DATABASE_URL": ""})

    assert (8722, "sqlite:///sitrep.db") == (settings.http_port, settings.database_url)


def test_the_api_address_always_ends_in_a_slash() -> None:
    settings = Settings.from_env(LEAST | {"SLACK_API_URL": "http://127.0.0.1:9000/api"})

    assert "http://127.0.0.1:9000/api/" == settings.slack_api_url


@pytest.mark.parametrize(
    "url", ["sqlite:////var/lib/sitrep.db", "postgresql://sitrep@db/sitrep", "postgresql+psycopg://x/y"]
)
def test_both_databases_are_known_with_or_without_a_driver(url: str) -> None:
    assert url == Settings.from_env(LEAST | {"DATABASE_URL": url}).database_url


def test_the_database_alone_needs_no_slack() -> None:
    asked = [database_url(environ) for environ in ({}, {"DATABASE_URL": "postgresql://db/sitrep"})]

    assert asked == ["sqlite:///sitrep.db", "postgresql://db/sitrep"]


def test_a_database_that_is_none_is_refused_there_too() -> None:
    with pytest.raises(SettingsError, match=r"^DATABASE_URL is no database"):
        database_url({"DATABASE_URL": "sitrep.db"})


def test_a_missing_bot_token_is_named() -> None:
    with pytest.raises(SettingsError, match=r"^SLACK_BOT_TOKEN is not set: set it to .*xoxb-"):
        Settings.from_env({})


def test_a_missing_way_to_receive_names_both_ways() -> None:
    with pytest.raises(SettingsError, match=r"^SLACK_APP_TOKEN is not set: .*SLACK_SIGNING_SECRET"):
        Settings.from_env({"SLACK_BOT_TOKEN": "xoxb-1"})


UNUSABLE = {
    "SLACK_BOT_TOKEN": "xapp-1",
    "SLACK_APP_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "xoxb-1",
    "SLACK_API_URL": "slack.com",
    "DATABASE_URL": "mysql://db/sitrep",
    "SITREP_ANNOUNCE_CHANNEL": "#incidents",
    "SITREP_SOCKETS": "3",
    "SITREP_HTTP_PORT": "65536",
    "SITREP_LOG_LEVEL": "loud",
    "SITREP_ZONE": "Mars/Olympus",
    "SITREP_COMMAND": "incident",
    "SITREP_MARKS": "cause=bug",
    "SITREP_SMTP_URL": "mail.example.com:587",
    "SITREP_TRACKER_TOKEN": "short",
}
ANYTHING_GOES = {"SITREP_HTTP_HOST"}


@pytest.mark.parametrize(("variable", "typed"), UNUSABLE.items())
def test_what_cannot_be_used_is_refused_in_one_sentence_with_the_cure(variable: str, typed: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(LEAST | {variable: typed})

    sentence = str(refused.value)
    assert sentence.startswith(f"{variable} ")
    assert ": set it to " in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("name", ["/Incident", "/in cident", "/störung", "/", "/" + "x" * 32])
def test_a_command_that_slack_would_not_take_is_refused(name: str) -> None:
    with pytest.raises(SettingsError, match=r"^SITREP_COMMAND is "):
        Settings.from_env(LEAST | {"SITREP_COMMAND": name})


@pytest.mark.parametrize("variable", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_a_rotating_token_is_told_as_what_it_is(variable: str) -> None:
    with pytest.raises(SettingsError, match="token rotation"):
        Settings.from_env(LEAST | {variable: "xoxe.xoxb-1-secret"})


def test_every_variable_is_either_checked_or_known_to_take_anything() -> None:
    assert set(BY_VARIABLE) == set(UNUSABLE) | ANYTHING_GOES


MAIL = '[mail]\nsender = "Sitrep <s@house.example>"\ndomains = ["Board.example"]\n'
SERVER = "smtp://sitrep:p%40ss-w0rd@mail.house.example"


def read_mail(url: str, *lines: str) -> Settings:
    return Settings.from_env(LEAST | {"SITREP_SMTP_URL": url}, parse(MAIL + "\n".join(lines), Path("/srv/sitrep.toml")))


def test_a_mail_server_has_its_usual_port_and_is_never_printed() -> None:
    settings = read_mail(SERVER)

    assert settings.mail is not None
    assert ("mail.house.example", 587, "starttls", "s@house.example", "Sitrep", "p@ss-w0rd") == (
        *(settings.mail.host, settings.mail.port, settings.mail.security),
        *(settings.mail.sender, settings.mail.sender_name, settings.mail.password),
    )
    assert ("board.example",) == settings.policy.mail_domains
    assert "w0rd" not in repr(settings) + repr(settings.mail)


@pytest.mark.parametrize(
    ("url", "lines", "told"),
    [
        ("smtp://sitrep@mail.house.example", [], "SITREP_SMTP_URL is no mail server"),
        ("smtp://u:p@mail/inbox", [], "SITREP_SMTP_URL is no mail server"),
        (SERVER, ["starttls = false"], "send the password of SITREP_SMTP_URL in clear"),
        (SERVER, ["[briefs]", 'to = ["pat@other.example"]'], 'add "other.example" to mail.domains'),
        (SERVER, ["[briefs]", 'to = ["pat@other"]'], "or e-mail addresses"),
    ],
)
def test_mail_that_cannot_go_out_so_is_refused(url: str, lines: list[str], told: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(told)) as refused:
        read_mail(url, *lines)

    assert "w0rd" not in str(refused.value)


def test_a_mail_server_alone_sends_to_nobody() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(LEAST | {"SITREP_SMTP_URL": SERVER})

    assert ["mail.sender", "mail.domains"] == [line.split()[4] for line in str(refused.value).splitlines()]


def read_tracker(*lines: str) -> Settings:
    told = parse("[tracker]\n" + "\n".join(lines), Path("/srv/sitrep.toml"))
    return Settings.from_env(LEAST | {"SITREP_TRACKER_TOKEN": "github_pat_secret01"}, told)


def test_a_tracker_is_githubs_unless_the_house_says_otherwise_and_its_token_is_never_printed() -> None:
    settings = read_tracker('repository = "owls/jobs"', 'file = "all"', "every_min = 5")

    assert settings.tracker is not None
    assert ("owls/jobs (github.com)", "https://api.github.com", timedelta(minutes=5), "all") == (
        *(settings.tracker.name, settings.tracker.url, settings.tracker.asked_every, settings.tracker_file),
    )
    assert "secret01" not in repr(settings) + repr(settings.tracker)
    assert settings.with_tracker(DEFAULT) == replace(DEFAULT, tracker="owls/jobs (github.com)", files_all=True)
    assert DEFAULT == Settings.from_env(LEAST).with_tracker(DEFAULT)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], "tracker.repository is not: set"),
        (['kind = "webhook"'], "tracker.url is not set: set"),
        (['kind = "jira"'], 'set it to "github" or "webhook"'),
        (['repository = "owls"'], "set it to owner and repository"),
        (['url = "http://github.example.com"'], "in clear over the network"),
        (['url = "github.example.com"'], "is no web address"),
        (['file = "some"'], 'set it to "asked" or "all"'),
        (["every_min = 0"], "set it to minutes between 1 and 1440"),
        (['token = "github_pat_secret01"'], "set SITREP_TRACKER_TOKEN in the environment"),
    ],
)
def test_a_tracker_that_cannot_be_is_refused(lines: list[str], told: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(told)) as refused:
        read_tracker(*lines)

    assert "secret01" not in str(refused.value)


def test_a_mark_that_is_not_named_keeps_its_emoji_and_one_without_any_is_not_used() -> None:
    chosen = Settings.from_env(LEAST | {"SITREP_MARKS": "why=bug,:mag: told="}).marks

    assert chosen.suggested("harm") == "boom"
    assert chosen.suggested("why") == "bug"
    assert chosen.suggested("told") == ""
    assert chosen.meant([("mag", "U1", AT), ("mega", "U1", AT)]) == {"why": ("U1", AT)}
    assert "mega" not in chosen.all


def test_the_command_line_reads_the_same_marks() -> None:
    chosen = {"SITREP_MARKS": "why=bug"}

    assert read({}).offline("marks").marks == MARK_NAMES
    assert read(chosen).offline("marks").marks == Settings.from_env(LEAST | chosen).marks


def test_a_command_without_slack_is_kept_by_nothing_that_it_does_not_need() -> None:
    reading = read({"SITREP_HTTP_PORT": "many", "SITREP_ZONE": "Europe/Berlin"})

    assert reading.offline("zone").zone == "Europe/Berlin"
    with pytest.raises(SettingsError, match="SITREP_HTTP_PORT"):
        reading.offline("http_port")


@pytest.mark.parametrize(
    "typed", ["harm", "harm=pushpin", "harm=wrench", "harm=BOOM", "harm=boom,boom", "done=a:b", "x=y", "harm:boom"]
)
def test_marks_are_told_apart_by_emoji_of_their_own(typed: str) -> None:
    with pytest.raises(SettingsError, match=r"^SITREP_MARKS holds .*: set "):
        Settings.from_env(LEAST | {"SITREP_MARKS": typed})


def test_all_that_cannot_be_used_is_told_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({"SITREP_HTTP_PORT": "many", "SITREP_ZONE": "Mars/Olympus"})

    told = [line.split()[0] for line in str(refused.value).splitlines()]
    assert ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SITREP_HTTP_PORT", "SITREP_ZONE"] == told


@pytest.mark.parametrize("token", ["xoxb-1 2", "xoxb-1\n2", "xoxb-…", '"xoxb-1"', "xoxp-1", "xoxb-"])
def test_a_token_that_no_header_can_carry_is_none(token: str) -> None:
    with pytest.raises(SettingsError, match="is no bot token: set it to the one that begins with xoxb-"):
        Settings.from_env(LEAST | {"SLACK_BOT_TOKEN": token})


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9000/api", "http://localhost:9/", "http://[::1]:9/", "https://s.example/"]
)
def test_another_slack_is_reached_by_https_or_on_this_machine(url: str) -> None:
    assert Settings.from_env(LEAST | {"SLACK_API_URL": url}).slack_api_url.startswith(url)


@pytest.mark.parametrize(
    "url",
    ["http://slack.com/api/", "http://10.0.0.1/", "http://127.0.0.1.evil.example/", "http://localhost.evil.example/"],
)
def test_no_token_goes_in_clear_over_a_network(url: str) -> None:
    with pytest.raises(SettingsError, match="in clear over the network: set it to an https:// address"):
        Settings.from_env(LEAST | {"SLACK_API_URL": url})


@pytest.mark.parametrize(
    "url", ["https://me:hush@slack.com/", "https://[::1/", "https://slack.com:port/", "ftp://x/", "https:///"]
)
def test_an_address_that_is_none_or_holds_a_password_is_refused_without_its_parts(url: str) -> None:
    with pytest.raises(SettingsError, match="is no web address") as refused:
        Settings.from_env(LEAST | {"SLACK_API_URL": url})

    assert "hush" not in str(refused.value)


def test_a_variable_that_nothing_reads_is_named_with_the_one_that_was_meant() -> None:
    told = unread({"SITREP_ANOUNCE_CHANNEL": "C1", "SITREP_ESCALATE_TO": "U1", "SITREP_ZONE": "UTC", "PATH": "/bin"})

    assert [
        "SITREP_ANOUNCE_CHANNEL is set and nothing reads it: write SITREP_ANNOUNCE_CHANNEL.",
        "SITREP_ESCALATE_TO is set and nothing reads it: unset it; docs/settings.md has all that count.",
    ] == told


@pytest.mark.parametrize("sockets", ["0", "3", "-1", "two", "٢"])
def test_a_bot_has_one_socket_or_two(sockets: str) -> None:
    with pytest.raises(SettingsError, match=r"^SITREP_SOCKETS is .*: set it to 1 or 2"):
        Settings.from_env(LEAST | {"SITREP_SOCKETS": sockets})


def test_with_an_app_token_nobody_calls_us_whatever_else_is_set() -> None:
    secret = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "abc"}

    assert Settings.from_env(secret).is_called
    assert not Settings.from_env(LEAST | secret).is_called


def test_whoever_waits_to_be_called_needs_a_port() -> None:
    with pytest.raises(SettingsError, match=r"^SITREP_HTTP_PORT is 0: set it to .*SLACK_APP_TOKEN"):
        Settings.from_env({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "abc", "SITREP_HTTP_PORT": "0"})


@pytest.mark.parametrize("port", ["-1", "8o80", "٣"])
def test_a_port_is_plain_digits(port: str) -> None:
    with pytest.raises(SettingsError, match="SITREP_HTTP_PORT"):
        Settings.from_env(LEAST | {"SITREP_HTTP_PORT": port})


def test_no_secret_is_ever_printed() -> None:
    settings = Settings.from_env(
        LEAST | {"SLACK_SIGNING_SECRET": "s-secret", "DATABASE_URL": "postgresql://u:secret@db/x"}
    )

    assert "secret" not in repr(settings).replace("_secret", "")


@pytest.mark.parametrize("variable", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DATABASE_URL"])
def test_no_secret_is_repeated_in_a_refusal(variable: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env(LEAST | {variable: "hush-hush"})

    assert "hush" not in str(refused.value)
