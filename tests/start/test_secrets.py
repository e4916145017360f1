"""However a password is made and wherever it is written, no command prints it, nor a piece of it."""

import asyncio
import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.__main__ import main
from bot.cli.doctor import examine, verify
from tests.start.forked import begin
from tests.start.table import NOWHERE

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-S3CRETBOT", "SLACK_APP_TOKEN": "xapp-S3CRETAPP", "SLACK_API_URL": NOWHERE}
COMMANDS = ("run", "migrate", "doctor", "doctor --verify", "incident list", "migrate --to {}", "migrate {}", "{}")
# Letters that stand in none of our words, with all that an address, a driver or a log gives a meaning to.
PASSWORDS = st.lists(
    st.sampled_from(["QXJ", "ZQK", "WVX", "7Q9", *"@:/?#%&=+ '\"\\[]{}$!;,\n\té€"]), min_size=4, max_size=12
).map("".join)
PLACES = ("postgresql://sitrep:{}@127.0.0.1:1/x", "postgresql://127.0.0.1:1/x?password={}", "postgresql://{}@[::1/x")
PIECES = ("QXJ", "ZQK", "WVX", "7Q9")


def any_letters(password: str) -> bool:
    return sum(piece in password for piece in PIECES) > 1


def escaped(password: str) -> str:
    return quote(password, safe="")


def told_too_much(printed: str, password: str) -> list[str]:
    """Pieces of it, of at least as many letters as a guess needs to be worth something."""
    longest = re.findall(r"[A-Z0-9]{4,}", password)
    return [piece for piece in (password, quote(password, safe=""), *longest) if piece.strip() and piece in printed]


@given(PASSWORDS.filter(any_letters), st.sampled_from(PLACES), st.sampled_from([str, escaped]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_piece_of_a_password_is_printed(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    password: str,
    place: str,
    written: Callable[[str], str],
) -> None:
    address = place.format(written(password))
    monkeypatch.setenv("DATABASE_URL", address)
    codes = [main(["migrate"]), main(["incident", "list"]), main(["migrate", "--to", address])]
    codes += [
        asyncio.run(ask({"DATABASE_URL": address, "SITREP_HTTP_PORT": "0", **TOKENS})) for ask in (examine, verify)
    ]
    printed = "".join(capsys.readouterr())

    assert [] == told_too_much(printed, password), printed
    assert "Traceback" not in printed
    assert all(codes)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "address",
    [
        "postgresql://sitrep:S3CRET@PART2:PART3@127.0.0.1/x",
        "postgresql://sitrep@127.0.0.1:1/x?secret=S3CRET",
        "sqlite://sitrep:S3CRET@PART2/x.db",
    ],
)
async def test_no_process_prints_it(command: str, address: str, tmp_path: Path) -> None:
    environ = {"PATH": os.environ["PATH"], "DATABASE_URL": address, **TOKENS}
    process = await begin(command.format(address).split(), folder=tmp_path, environ=environ)

    printed = (await process.stdout.read()).decode()
    assert [] == re.findall(r"S3C|CRET|PART\d|Traceback", printed), printed
    assert await process.wait()
