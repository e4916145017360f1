"""The `sitrep` command: run, demo, replay, slack, migrate, doctor.

What a command needs is imported by that command alone: starting is measured.
"""

import argparse
import asyncio
import logging
import os
import sys
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

    migrate = commands.add_parser("migrate", help="bring the database up to date")
    migrate.set_defaults(command=_migrate)

    doctor = commands.add_parser("doctor", help="check every setting and print the fix")
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
    from bot.run import serve
    from bot.settings import Settings, SettingsError

    try:
        settings = Settings.from_env(os.environ)
    except SettingsError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of every single tick
    return asyncio.run(serve(settings))


def _migrate(_: argparse.Namespace) -> int:
    from bot.settings import SettingsError, database_url
    from bot.store.migrating import migrate

    try:
        migrate(database_url(os.environ))
    except SettingsError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    print("The database is up to date.")
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from bot.doctor import examine

    return asyncio.run(examine(os.environ))


def _replay(chosen: argparse.Namespace) -> int:
    from bot.replay import replay

    return asyncio.run(replay(chosen.story, out=chosen.out))


def _demo(chosen: argparse.Namespace) -> int:
    from bot.demo import demo

    return asyncio.run(demo(chosen.story, out=chosen.out, headless=chosen.headless, speed=chosen.speed))


def _slack(arguments: list[str]) -> int:
    from workspace.__main__ import main as serve

    serve(arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
