"""The configuration file: what it says holds, the environment wins, and a refusal names file, line, value and cure."""

import re
import tomllib
from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.config import lines
from bot.grammar import spellings
from bot.grammar.people import role_named
from bot.incident.working_hours import WorkingHours
from bot.settings import KEYS, Settings, SettingsError, find, read
from bot.settings.file import ConfigFile, parse
from bot.settings.keys import ANY, SettingKey, of_this_name
from bot.settings.page import example_file
from bot.settings.readers import toml

PATH = Path("/srv/sitrep.toml")
LEAST = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_APP_TOKEN": "xapp-1-secret"}
IN_FILE = [key for key in KEYS if key.name]
A_REFUSAL = re.compile(
    r"/srv/sitrep\.toml, line (\d+): .*(?:: set|: write|: save|: keep|: take|[?:] .*(?:set|write) ).*\."
)


def of_logs(key: SettingKey) -> str:
    """The key as it stands in a file: of a role, that of logs."""
    return key.name.replace(ANY, "logs")


def file(text: str) -> ConfigFile:
    return parse(text, PATH)


def refusals(text: str, environ: dict[str, str] = LEAST) -> list[str]:
    """What is said of the text, a sentence each."""
    try:
        Settings.from_env(environ, file(text))
    except SettingsError as refused:
        return str(refused).splitlines()
    return []


def test_the_file_says_what_the_environment_does_not() -> None:
    told = file('[slack]\ncommand = "/inc"\nsockets = 1\n[process]\nzone = "Europe/Berlin"\nhttp_port = 80\n')

    settings = Settings.from_env(LEAST | {"SITREP_ZONE": "Asia/Tokyo"}, told)

    assert ("/inc", 1, "Asia/Tokyo", 80) == (settings.command, settings.sockets, settings.zone, settings.http_port)


def test_the_example_has_every_key_set_to_its_default() -> None:
    told = file(example_file())

    assert Settings.from_env(LEAST, told) == Settings.from_env(LEAST)
    assert all(
        re.search(rf"^#? ?{re.escape(of_this_name(key.at)[-1])} = ", example_file(), re.MULTILINE) for key in IN_FILE
    )


def test_what_the_example_leaves_out_may_be_put_in() -> None:
    put_in = re.sub(r"^# (\S+ = )", r"\1", example_file(), flags=re.MULTILINE)

    assert [] == refusals(put_in)


@pytest.mark.parametrize("key", IN_FILE, ids=lambda key: key.name)
def test_the_example_of_a_refusal_can_be_used(key: SettingKey) -> None:
    table, _, name = of_logs(key).rpartition(".")

    assert [] == refusals(f"[{table}]\n{name} = {key.example}\n")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[slack]\ncomm4nd = "/x"', "line 2: slack.comm4nd is no key of Sitrep's: did you mean slack.command? If"),
        ('[slak]\ncommand = "/x"', "line 1: slak is no key of Sitrep's: did you mean slack? If so, write [slack]."),
        ('zone = "UTC"', "line 1: zone is no key of Sitrep's: did you mean process.zone? If so, set process.zone = "),
        ("\n\nqux = 1", "line 3: qux is no key of Sitrep's: take it out; docs/settings.md has all keys."),
        ("[process]\n\nhttp_port = -1", "line 3: process.http_port is '-1': set it to a port between 1 and 65535"),
        ('[process]\nhttp_port = "80"', 'process.http_port is "80", and wants a number: set it to one, like'),
        ("[process]\nhttp_port = true", "process.http_port is true, and wants a number: set it to one, like "),
        ("process = 5", "line 1: process is 5, and wants keys below it: write [process], and below that "),
        ('process = {zone = "Mars"}', "line 1: process.zone is 'Mars', no time zone: set it to one like Europe/Berlin"),
        ("[slack]\n[slack]", "line 2: it says something twice (Cannot declare ('slack',) twice), at '[slack]'"),
        ("a = 1\na = 2", "line 2: it says something twice (Cannot overwrite a value), at 'a': write a key once"),
        ("zone = Europe/Berlin", "line 1: it is no TOML (Invalid value), at 'zone': write a key once"),
        ('x = """\n\n', "line 1: it is no TOML (Unterminated string), at 'x': write"),
        ("[[slack]]\nsockets = 1", 'line 1: slack is [{"sockets": 1}], and wants keys below it: write [slack]'),
        ('[marks]\nharm = ["a"]\nwhy = ["a"]', "line 3: marks.why holds 'a', which is in use already: set it to "),
        ('[marks]\nharm = "boom"', 'marks.harm is "boom", and wants a list of texts: set it to one, like harm = '),
        ("[severities.5]\nmeaning = 'x'", "line 1: severities.5 is no key of Sitrep's: did you mean severities.4?"),
        ("[severities.1]\nreport_min = [5, -1, 9, 9]", "line 2: severities.1.report_min holds -1: set it to the"),
        ("[severities.1]\nreport_min = [5]", "line 2: severities.1.report_min has 1 of 4 numbers: set it to the"),
        (f"[severities.1]\nmeaning = '{'x' * 76}'", "with 76 characters: set it to one line of at most 75 characters."),
        ("[roles.logz]\ntitle = 'X'", "line 1: roles.logz is a role without a duty: did you mean [roles.logs]?"),
        ("[roles.scribe]", "line 1: roles.scribe is a role without a duty: set duty = "),
        ("[roles.scribe]\ntit1e = 'x'\nduty = 'y'", "line 2: roles.scribe.tit1e is no key of Sitrep's: did you mean"),
        ("[roles.Scribe]\nduty = 'y'", "line 1: roles.Scribe cannot be typed as a role: write a name like"),
        ("[roles.report]\nduty = 'y'", "line 1: roles.report is what people type for `report`: write another name"),
        ("[roles.db]\nduty = 'y'\naliases = ['IC']", "line 1: roles.db is called 'ic', as lead is already: set title"),
        ("[roles.db]\nduty = 'y'\naliases = ['*']", 'line 3: roles.db.aliases holds "*": set it to words that'),
        ("[roles.lead.report_min]\n1 = []", "line 2: roles.lead.report_min.1 has no effect, for the lead owes"),
        ("".join(f"[roles.r{n}]\nduty='x'\n" for n in range(7)), "line 13: roles.r6 is role 11: keep at most 10, the"),
        (f"[roles.logs]\nbriefing = '{'x' * 1001}'", "line 2: roles.logs.briefing has 1 lines and 1001 characters:"),
        ("[channels]\nname = 'inc-{title}'", 'line 2: channels.name is "inc-{title}": set it to a name with {number}'),
        ("[working_hours]\nbegin = '9'", 'line 2: working_hours.begin is "9": set it to a time of day with 24 hours'),
        ("[working_hours]\nend = '08:00'", "line 2: working_hours.end leaves no time between 09:00 and 08:00: set it"),
        ("[working_hours]\nbegin = '09:00'\nend = '09:00'", "line 3: working_hours.end leaves no time between 09:00"),
        ("[working_hours]\ndays = ['mon']", 'line 2: working_hours.days holds "mon": set it to days, each once, like'),
        ("[working_hours]\ndays = []", "line 2: working_hours.days is []: set it to days, each once, like"),
        ("[announcements]\nseverities = [1, 5]", "line 2: announcements.severities holds 5: set it to severities"),
        ("[ladder]\nescalate_to = ['nobody']", 'line 2: ladder.escalate_to holds "nobody", a group without members:'),
        ("[ladder]\nescalate_to = ['']", 'line 2: ladder.escalate_to holds "": set it to ids of people and of user'),
        ("[ladder]\nescalate_to = ['@eva']", 'line 2: ladder.escalate_to holds "@eva": set it to ids of people'),
        ("[ladder]\nescalate_to = 'U1EVA'", 'ladder.escalate_to is "U1EVA", and wants a list of texts: set it to one'),
        ("[ladder]\nescalate = ['U1EVA']", "line 2: ladder.escalate is no key of Sitrep's: did you mean ladder.esc"),
        ("[announcements]\ndrills = 'no'", 'line 2: announcements.drills is "no", and wants true or false: set it'),
        ("[groups.db]\nmembers = ['@ana']", 'line 2: groups.db.members holds "@ana": set it to ids of people and of'),
        ("[groups.db]\nmembers = []", 'line 2: groups.db.members is []: set it to members, like ["U0123456789", '),
        ("[groups.db]\nmembers = ['dba']", 'line 2: groups.db.members holds "dba", a group without members: write'),
        ("[groups.a]\nmembers = ['a']", "line 2: groups.a.members goes in a circle (a → a): take one of them out."),
        ("[groups.A]\nmembers = ['U123']", "line 1: groups.A is no name for a group: write one like [groups.oncall]"),
        ("[groups]\nmembers = ['U123']", 'line 2: groups.members is ["U123"], and wants keys below it: write'),
        (f"[groups.a]\nmembers = {[f'U{n:03}' for n in range(101)]}", "line 2: groups.a.members has 101 members: set"),
        ("[groups.lead]\nmembers = ['U123']", "line 1: groups.lead means its lead already: write another name, like"),
        ("[roles.logs]\nheld_by = ['dba']", 'line 2: roles.logs.held_by holds "dba", a group without members: write'),
        ("[roles.logs]\nheld_by = ['lead']", 'line 2: roles.logs.held_by holds "lead": set it to people or groups'),
        ("[permissions]\ncancel = []", "line 2: permissions.cancel is []: set it to some of everyone, holders, lead"),
        ("[permissions]\ncancel = ['boss', 'U1!']", 'line 2: permissions.cancel holds "U1!": set it to ids of people'),
        ("[permissions]\ncancel = ['boss']", 'line 2: permissions.cancel holds "boss", a group without members: write'),
        ("[permissions]\nstart = ['lead']", 'permissions.start holds "lead", and nobody is that before there is one:'),
        ("[permissions]\nreport = ['lead']", "line 2: permissions.report is no key of Sitrep's: "),
        ("roles = 5", "line 1: roles is 5, and wants keys below it: write [roles.logs], and below that title = "),
        ("process.zone = 1979-05-27", "process.zone is 1979-05-27, and wants a text: set it to one, like zone = "),
        (f"x = {'[' * 5000}{']' * 5000}", "line 1: too many brackets in brackets: write keys like"),
        (f"x = {'9' * 5000}", "line 1: it is no TOML (Exceeds the limit"),
        ("x = 1\n" * 3000, "line 1: it has 18000 characters: keep it below"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_file_line_value_and_an_example(text: str, told: str) -> None:
    (said,) = refusals(text)

    assert told in said
    assert A_REFUSAL.fullmatch(said)


@pytest.mark.parametrize("name", ["bot_token", "SLACK_BOT_TOKEN", "app_token", "signing_secret", "database_url"])
def test_a_secret_in_the_file_is_sent_where_it_belongs_and_not_repeated(name: str) -> None:
    (said,) = refusals(f'[slack]\n{name} = "hush-hush"')

    assert said.startswith(f"/srv/sitrep.toml, line 2: slack.{name} is not read from a file that is shared: set ")
    assert said.endswith(" in the environment.")
    assert "hush" not in said


def test_a_secret_on_a_line_that_is_no_toml_is_not_repeated() -> None:
    assert "hush" not in "".join(refusals("signing_secret = hush-hush"))


def test_all_that_is_wrong_is_told_at_once_and_the_rest_can_be_used() -> None:
    reading = read(LEAST, file('[slack]\ncommand = "x"\nsockets = 1\n[process]\nzone = 5\nzome = 1\n'))

    assert ["line 2", "line 5", "line 6"] == [str(error).split(": ")[0].partition(", ")[2] for error in reading.wrong]
    assert 1 == reading.usable["sockets"]
    assert not reading.can_use("zone")


def test_of_a_mark_the_environment_wins_and_the_others_stay_as_the_file_has_them() -> None:
    told = file('[marks]\nharm = ["fire"]\nwhy = ["bug"]\ntold = []\n')

    marks = Settings.from_env(LEAST | {"SITREP_MARKS": "why=eyes"}, told).marks

    assert ["fire", "eyes", "wrench", "checkered_flag", ""] == [marks.suggested(mark) for mark in marks.emoji]


def test_an_emoji_may_change_its_mark() -> None:
    marks = Settings.from_env(LEAST, file('[marks]\nharm = ["wrench"]\ndone = ["boom"]')).marks

    assert ("wrench", "boom") == (marks.suggested("harm"), marks.suggested("done"))


def test_an_empty_text_counts_as_not_set() -> None:
    assert Settings.from_env(LEAST) == Settings.from_env(LEAST, file('[announcements]\nchannel = ""\n'))


def test_whoever_waits_to_be_called_is_told_where_the_port_was_set() -> None:
    environ = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "abc"}

    (said,) = refusals("[process]\nhttp_port = 0", environ)

    assert said.startswith("/srv/sitrep.toml, line 2: process.http_port is 0: set it to the port to which")


def test_the_line_of_a_key_is_found_behind_whatever_stands_before_it() -> None:
    text = (
        '# [process]\n[slack] # x\r\n\napi_url = """\\\n  https://slack.com/api/\\\n  """\n[process]\n"zone" = "Mars"\n'
    )

    (said,) = refusals(text)

    assert said.startswith("/srv/sitrep.toml, line 8: process.zone is 'Mars'")


def test_a_house_has_its_own_roles_words_and_clocks() -> None:
    text = """
        severities.1.meaning = "The shop is down"
        severities.1.report_min = [3, 5, 10, 20]
        severities.3.report_min = []
        [roles.logs]
        aliases = ["observability"]
        report_min = {1 = [2, 4, 8, 16], 2 = []}
        [roles.database]
        duty = "looks after the database"
        reports = "load, replicas"
        briefing = "Nobody restarts a primary."
    """

    policy = Settings.from_env(LEAST, file(text)).policy

    assert ["lead", "logs", "code", "customers", "database"] == [duty.name for duty in policy.duties]
    assert "The shop is down" == policy.severity_meanings[1]
    assert (3, 5, 10, 20) == policy.minutes(1, "code")
    assert (2, 4, 8, 16) == policy.minutes(1, "logs")
    assert [(10, 15, 30, 60), None] == [policy.minutes(None, role) for role in ("code", "logs")]
    assert policy.minutes(3) is None
    assert ("logs", "database") == (role_named("observability", spellings(policy.duties)), policy.duties[-1].title)


def test_a_house_keeps_roles_and_acts_for_some() -> None:
    text = """
        [groups.dba]
        members = ["U0ANA", "platform", "U0ANA"]
        [groups.platform]
        members = ["S0PLATFORM"]
        [roles.code]
        held_by = ["dba", "U0BO"]
        [permissions]
        cancel = ["everyone"]
        close = ["lead", "declarer"]
        plan = ["lead", "dba"]
    """

    policy = Settings.from_env(LEAST, file(text)).policy

    assert {"code": ("U0ANA", "S0PLATFORM", "U0BO")} == policy.held_by
    assert {"cancel": ("everyone",), "plan": ("lead", "U0ANA", "S0PLATFORM")} == policy.acts


def test_a_house_has_its_own_hours_channels_and_announcements() -> None:
    text = """
        working_hours = {begin = "08:30", end = "13:00", days = ["Sunday", "monday"]}
        channels = {name = "war-{number}", drill_name = "drill-{number}"}
        announcements = {severities = [2, 1], drills = false}
        ladder = {escalate_to = ["U0123456789", "S0123456789"]}
    """

    policy = Settings.from_env(LEAST, file(text)).policy

    assert WorkingHours(time(8, 30), time(13), ("monday", "sunday")) == policy.working_hours
    nights = "working_hours = {begin = '22:00', end = '06:00'}"
    assert WorkingHours(time(22), time(6)) == Settings.from_env(LEAST, file(nights)).policy.working_hours
    assert ("war-{number}", "drill-{number}") == (policy.channel_name, policy.drill_channel_name)
    assert [True, True, False] == [policy.announces(severity=level, drill=False) for level in (1, None, 3)]
    assert not policy.announces(severity=1, drill=True)
    assert ("U0123456789", "S0123456789") == policy.escalate_to


def test_a_circle_of_groups_is_told_of_each_by_its_line() -> None:
    told = refusals("[groups.a]\nmembers = ['b']\n[groups.b]\nmembers = ['c']\n[groups.c]\nmembers = ['a', 'U123']\n")

    assert ["line 6", "line 2", "line 4"] == [sentence.split(": ")[0].partition(", ")[2] for sentence in told]
    assert "goes in a circle (a → b → c → a)" in told[0]


# ---- where it is found --------------------------------------------------------------------------


def test_the_file_beside_the_database_is_read_unless_another_is_named(tmp_path: Path) -> None:
    beside, other, typed = (tmp_path / name for name in ("sitrep.toml", "other.toml", "typed.toml"))
    for place, path in enumerate((beside, other, typed)):
        path.write_text(f"[slack]\nsockets = {place}\n", "utf-8")
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path}/sitrep.db"}

    assert beside == find(environ).path
    assert other == find(environ | {"SITREP_CONFIG": str(other)}).path
    assert typed == find(environ | {"SITREP_CONFIG": str(other)}, str(typed)).path


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    assert ConfigFile() == find({"DATABASE_URL": f"sqlite:///{tmp_path}/sitrep.db"})


@pytest.mark.parametrize("name", ["missing.toml", ".", "nul\0.toml"])
def test_a_file_that_is_named_and_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError, match=r"the configuration file, cannot be read .*: name one that can, or none"):
        find({}, f"{tmp_path}/{name}")


def test_a_file_that_is_no_utf_8_is_refused_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "sitrep.toml").write_bytes(b"[slack]\n# \xe9t\xe9\n")

    with pytest.raises(SettingsError, match=r"sitrep.toml, line 2: it is no UTF-8: save it as UTF-8"):
        find({}, str(tmp_path / "sitrep.toml"))


# ---- what holds ---------------------------------------------------------------------------------


def test_whatever_holds_is_shown_with_its_origin() -> None:
    told = file('[slack]\ncommand = "/inc"\n[process]\nzone = "UTC"\n')
    environ = LEAST | {"SITREP_ZONE": "Asia/Tokyo", "SITREP_MARKS": "why=eyes"}

    shown = [re.sub(" +", " ", line) for line in lines(read(environ, told), told)]

    assert "# /srv/sitrep.toml" == shown[0]
    assert {
        'slack.command = "/inc" # /srv/sitrep.toml:2',
        "slack.sockets = 2 # default",
        'process.zone = "Asia/Tokyo" # SITREP_ZONE',
        'marks.why = ["eyes"] # SITREP_MARKS',
        'marks.harm = ["boom"] # default',
        "# SLACK_BOT_TOKEN is set in the environment",
    } < set(shown)
    assert "secret" not in "".join(shown)


@pytest.mark.parametrize("text", ["", example_file(), '[slack]\ncommand = "/inc"\n[marks]\nharm = []\n'])
def test_what_is_shown_is_a_file_that_says_the_same(text: str) -> None:
    shown = "\n".join(lines(read(LEAST, file(text)), file(text)))

    assert Settings.from_env(LEAST, file(text)) == Settings.from_env(LEAST, file(shown))


# ---- no file makes a traceback ------------------------------------------------------------------

NAMES = st.sampled_from([part for key in IN_FILE for part in key.at]) | st.text(max_size=6)
SCALARS = st.text(max_size=12) | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=6
)


def written(value: object) -> str:
    """The value in TOML."""
    match value:
        case dict():
            return "{" + ", ".join(f"{toml_key(name)} = {written(inner)}" for name, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(written(inner) for inner in value) + "]"
        case str():
            return toml_key(value)
        case _:
            return toml(value)


def toml_key(text: str) -> str:
    return '"' + "".join(f"\\U{ord(char):08x}" for char in text if not "\ud800" <= char <= "\udfff") + '"'


def key_lines(key: SettingKey) -> st.SearchStrategy[str]:
    names = st.sampled_from(["logs", "lead", "scribe", "log", "report", "x" * 40])
    return st.builds(lambda value, name: f"{key.name.replace(ANY, name)} = {written(value)}", VALUES, names)


SET_ONCE = st.lists(
    st.sampled_from(IN_FILE).flatmap(key_lines), max_size=6, unique_by=lambda line: line.split(" = ")[0]
)
ANYTHING = st.dictionaries(NAMES, VALUES, max_size=4).map(
    lambda told: [f"{toml_key(name)} = {written(value)}" for name, value in told.items()]
)


def sentences(text: str) -> Iterator[str]:
    try:
        told = parse(text, PATH)
    except SettingsError as refused:
        yield str(refused)
        return
    yield from map(str, read(LEAST, told).wrong)


@given(
    st.text() | st.lists(st.sampled_from([*example_file().split("\n"), "[", '"', "'''", "=", "{", "[["])).map("\n".join)
)
def test_no_text_makes_a_traceback(text: str) -> None:
    for said in sentences(text):
        assert A_REFUSAL.fullmatch(said), said


@given(SET_ONCE | ANYTHING)
def test_no_value_makes_a_traceback_and_each_refusal_names_its_line(told: list[str]) -> None:
    tomllib.loads("\n".join(told))

    for said in sentences("\n".join(told)):
        found = A_REFUSAL.fullmatch(said)
        assert found, said
        assert 1 <= int(found[1]) <= len(told)


def test_a_glossary_holds_terms_and_what_they_mean() -> None:
    file = parse('[glossary]\n"docs-svc" = "document search"\n"docs.v2" = "the new search"\n', PATH)

    assert {"docs-svc": "document search", "docs.v2": "the new search"} == read({}, file).usable["glossary"]


def test_a_meaning_is_one_line() -> None:
    file = parse('[glossary]\nidx = "one\\ntwo"\n', PATH)

    assert "/srv/sitrep.toml, line 2: glossary.idx is" in str(read({}, file).wrong[0])
