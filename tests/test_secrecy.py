"""Whatever a driver says, and however it writes it: what must not be printed is not in it."""

import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings.secrecy import STRUCK, Secrets

HOSTILE = st.text(st.sampled_from("aZ9@:/?#%&= '\"\\[]{}|^`~;,$!é€\t"), min_size=8, max_size=30).filter(
    lambda text: text.strip() == text and len(set(text)) > 4
)
TICKET = "wss://wss-primary.slack.com/link/?ticket=0d2a-41f9&app_id=A1"


def struck(text: str, **environ: str) -> str:
    return Secrets.of(environ).strike(text)


@given(HOSTILE)
@settings(deadline=None)
def test_no_password_is_told_however_a_library_writes_it(password: str) -> None:
    address = f"postgresql://sitrep:{quote(password, safe='')}@db.example.org/x"
    said = [password, repr(password), json.dumps(password), quote(password), address, f"cannot reach {password}@db"]
    told = struck("\n".join(said), DATABASE_URL=address)

    assert password not in told
    assert quote(password, safe="") not in told
    assert repr(password)[1:-1] not in told


@given(HOSTILE)
@settings(deadline=None)
def test_of_an_address_that_nobody_can_read_no_piece_is_told(password: str) -> None:
    pieces = [piece for piece in password.replace("/", "@").replace(":", "@").split("@") if len(piece) > 6]
    clean = [piece for piece in pieces if not set(piece) & set("?#&= \t")]
    told = struck(" ".join(f"no host {piece}" for piece in clean), DATABASE_URL=f"postgresql://u:x@{password}@db/x")

    assert not any(piece in told for piece in clean)


@pytest.mark.parametrize(
    ("variable", "secret"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-1-2-abc"),
        ("SLACK_APP_TOKEN", "xapp-1-A-2-abc"),
        ("SLACK_SIGNING_SECRET", "8f742231b10e8888abcd99yyyzzz85a5"),
        ("DATABASE_URL", "postgresql://sitrep@db/x?password=hunter22"),
        ("SITREP_SMTP_URL", "smtp://sitrep:hunter22@mail.example.com"),
    ],
)
def test_what_was_set_is_not_told(variable: str, secret: str) -> None:
    told = struck(f"invalid header value {secret!r}, option 'hunter22'", **{variable: f" {secret}\n"})

    assert secret not in told
    if variable in {"DATABASE_URL", "SITREP_SMTP_URL"}:
        assert "hunter22" not in told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            f"cannot connect to {TICKET}",
            f"cannot connect to wss://wss-primary.slack.com/link/?ticket={STRUCK}&app_id=A1",
        ),
        ("POST https://hooks.slack.com/commands/T1/2/abc failed", f"POST https://hooks.slack.com/{STRUCK} failed"),
        ("token xoxe.xoxb-1-abc and xoxp-2 and xapp-3", f"token {STRUCK} and {STRUCK} and {STRUCK}"),
    ],
)
def test_what_slack_hands_out_is_known_by_its_shape(said: str, told: str) -> None:
    assert told == struck(said)


def test_the_place_is_told_for_it_helps() -> None:
    said = 'connection to server at "db.example.org", port 5433 failed: no user "sitrep"'

    assert said == struck(said, DATABASE_URL="postgresql://sitrep:hunter22@db.example.org:5433/sitrep?sslmode=require")


def test_a_file_is_no_secret() -> None:
    assert "no folder /var/lib" == struck("no folder /var/lib", DATABASE_URL="sqlite:////var/lib/sitrep.db")


def test_a_password_in_front_of_a_file_is_one() -> None:
    assert STRUCK == struck("hunter22", DATABASE_URL="sqlite://sitrep:hunter22@db/x.db")


def test_an_address_on_the_command_line_counts_as_well() -> None:
    secrets = Secrets.of({}, ["migrate", "--to", "postgresql://sitrep:hunter22@db/x"])

    assert STRUCK in secrets.strike("hunter22")
