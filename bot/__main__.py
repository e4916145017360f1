"""The `sitrep` command: run, incident, migrate, doctor, demo, replay, slack.

What a command needs is imported by that command alone: starting is measured.
"""

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 only if it did what it says."""
    chosen, rest = _parser().parse_known_args(arguments)
    if rest and chosen.command is not _slack:
        _parser().error(f"unknown: {' '.join(rest)}")
    return int(chosen.command(chosen) if chosen.command is not _slack else _slack(rest))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sitrep", description="An incident coordinator for Slack.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="the real thing: serve a Slack workspace")
    run.set_defaults(command=_run)

    incident = commands.add_parser("incident", help="what `/incident` does in Slack, while there is no Slack")
    incident.add_argument("words", nargs="+", help='as behind /incident, such as: INC-42 report "two of 14 found"')
    incident.add_argument("--as", dest="who", default="", metavar="WHO", help="who says it: a handle or id")
    incident.add_argument("--zone", default="", help="the time zone to read and show times in, such as Europe/Berlin")
    incident.set_defaults(command=_incident)

    migrate = commands.add_parser("migrate", help="bring the database up to date, or move it to another one")
    what = migrate.add_mutually_exclusive_group()
    what.add_argument("--to", default="", metavar="URL", help="move everything to this empty database, and prove it")
    what.add_argument("--rebuild", action="store_true", help="make the catalogue anew from the logbooks")
    migrate.set_defaults(command=_migrate)

    doctor = commands.add_parser("doctor", help="check every setting and print the fix")
    doctor.add_argument("--verify", action="store_true", help="instead, prove that the record is as it was written")
    doctor.add_argument("--against", type=Path, metavar="FILE", help="with --verify: compare with ends kept before")
    doctor.add_argument("--ends", action="store_true", help="instead, print the end of every chain, to keep elsewhere")
    doctor.set_defaults(command=_doctor)

    replay = commands.add_parser("replay", help="play a story and write what came out")
    replay.add_argument("story", type=Path)
    replay.add_argument("--out", type=Path, default=Path("out"))
    replay.set_defaults(command=_replay)

    demo = commands.add_parser("demo", help="the Carta morning in the terminal, a minute a second")
    demo.add_argument("story", type=Path, nargs="?")
    demo.add_argument("--headless", action="store_true", help="without colour and without waiting")
    demo.add_argument("--speed", type=float, default=1.0, help="minutes of the story per second")
    demo.add_argument("--out", type=Path, default=Path("out"))
    demo.set_defaults(command=_demo)

    slack = commands.add_parser("slack", help="the local Slack alone, for any Bolt app", add_help=False)
    slack.set_defaults(command=_slack)

    return parser


def _run(_: argparse.Namespace) -> int:
    gc.disable()  # nothing of what is imported is garbage; to look for it takes a tenth of the start
    from bot.cli.run import serve
    from bot.settings import Settings, SettingsError

    gc.freeze()  # nor will it ever be
    gc.enable()
    try:
        settings = Settings.from_env(os.environ)
    except SettingsError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of every single tick
    return _in_a_sentence(lambda: asyncio.run(serve(settings)))


def _incident(chosen: argparse.Namespace) -> int:
    from bot.cli.incident import answer
    from bot.clock import RealClock
    from bot.ids import Ids
    from bot.settings import database_url, zone

    def told() -> int:
        answering = answer(
            chosen.words,
            who=chosen.who,
            zone=zone(os.environ, chosen=chosen.zone),
            database_url=database_url(os.environ),
            clock=RealClock(),
            ids=Ids(),
        )
        with _ctrl_z_waits():
            said = asyncio.run(answering)
        print(said.text, file=sys.stderr if said.code else sys.stdout)
        return said.code

    return _in_a_sentence(told)


@contextmanager
def _ctrl_z_waits() -> Iterator[None]:
    """A process that is stopped in the middle of a transaction keeps a SQLite file from its bot until it goes on."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTSTP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _migrate(chosen: argparse.Namespace) -> int:
    if chosen.to:
        return _in_a_sentence(lambda: _move(chosen.to))
    return _in_a_sentence(_rebuild if chosen.rebuild else _bring_up_to_date)


def _bring_up_to_date() -> int:
    from bot.settings import database_url
    from bot.store.migrations import migrate

    migrate(database_url(os.environ))
    print("The database is up to date.")
    return 0


def _move(target: str) -> int:
    from bot.settings import database_url
    from bot.store.transfer import move

    moved = asyncio.run(move(database_url(os.environ), target))
    for name, count in moved.rows.items():
        print(f"rows in {name}: {count}, the same on both sides")
    print(f"logbooks: {moved.chains}, each proved on both sides and ending alike")
    print("The move is complete. Set DATABASE_URL to the new address; the old database is as it was.")
    return 0


def _rebuild() -> int:
    from bot.cli.integrity import rebuild
    from bot.settings import database_url

    rebuilt = asyncio.run(rebuild(database_url(os.environ)))
    for reason in rebuilt.left:
        print(f"Left as it was. {reason}", file=sys.stderr)
    print(f"Rows of the catalogue: {rebuilt.looked_at}, written anew: {rebuilt.rewritten}.")
    return 1 if rebuilt.left else 0


def _in_a_sentence(command: Callable[[], int]) -> int:
    """Run it; what the person at the terminal can change comes as one sentence, and 2."""
    from bot.settings import SettingsError
    from bot.store.engine import BadAddress, InUse, NotMigrated, Unavailable
    from bot.store.transfer import NotMoved

    try:
        return command()
    except (SettingsError, BadAddress, InUse, NotMigrated, NotMoved, Unavailable) as wrong:
        print(wrong, file=sys.stderr)
        return 2


def _doctor(chosen: argparse.Namespace) -> int:
    from bot.cli.doctor import ends, examine, verify

    if chosen.ends:
        return asyncio.run(ends(os.environ))
    if not chosen.verify and not chosen.against:
        return asyncio.run(examine(os.environ))
    try:
        kept = chosen.against.read_text("utf-8") if chosen.against else None
    except (OSError, UnicodeDecodeError) as wrong:
        print(f"{chosen.against} cannot be read: {wrong}", file=sys.stderr)
        return 2
    return asyncio.run(verify(os.environ, kept=kept))


def _replay(chosen: argparse.Namespace) -> int:
    from bot.cli.replay import replay

    return asyncio.run(replay(chosen.story, out=chosen.out))


def _demo(chosen: argparse.Namespace) -> int:
    from bot.cli.demo import demo

    return asyncio.run(demo(chosen.story, out=chosen.out, headless=chosen.headless, speed=chosen.speed))


def _slack(arguments: list[str]) -> int:
    from workspace.__main__ import main as serve

    serve(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
