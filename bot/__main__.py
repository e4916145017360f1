"""The `sitrep` command: run it, act and read without Slack, bring in what was before, look after it, and play.

What a command needs is imported by that command alone: starting is measured.
Law: whatever ends here ends in a sentence and an exit code of its own (bot/cli/hindrances.py), and prints no secret.
"""

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from bot import __version__
from bot.settings.secrecy import Secrets, StrikingFormatter

if TYPE_CHECKING:
    from bot.cli.hindrances import Exit
    from bot.cli.play.demo import Door

OWNER_ONLY = 0o077  # whatever this process makes holds private incidents, or can keep a bot from its file
LOG_LAYOUT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Typed(argparse.Namespace):
    """What was typed; `secrets` are what this process was given and must not print."""

    command: Callable[["Typed"], int]
    secrets: Secrets
    config: str
    rest: list[str]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 only if it did what it says."""
    os.umask(OWNER_ONLY)
    typed = sys.argv[1:] if arguments is None else arguments
    secrets = Secrets.of(os.environ, typed)
    if logging.lastResort is not None:  # warnings of a command that keeps no log
        logging.lastResort.setFormatter(StrikingFormatter("%(message)s", secrets))
    parser = _parser(secrets)
    chosen, rest = parser.parse_known_args(typed, namespace=Typed(secrets=secrets, rest=[]))
    if rest and chosen.command is not _slack:
        parser.error(f"unknown: {' '.join(rest)}")
    chosen.rest = rest
    return _ended(chosen)


def _ended(chosen: Typed) -> int:
    """The exit code of the command, with whatever went wrong told in a way that helps and gives nothing away."""
    try:
        code = chosen.command(chosen)
        sys.stdout.flush()  # here, where a reader that is gone can still be told from a fault
    except KeyboardInterrupt:
        return _exit().INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would try again, and say so
        return _exit().BROKEN_PIPE
    except Exception as wrong:  # noqa: BLE001 - a mistake is a sentence, a fault shows where it happened
        return _told(wrong, chosen.secrets)
    return code


def _told(wrong: Exception, secrets: Secrets) -> int:
    from bot.cli.hindrances import hindrance

    mended_by = hindrance(wrong)
    said = traceback.format_exc() if mended_by is None else f"{mended_by}\n"
    print(secrets.strike(said), end="", file=sys.stderr)
    return _exit().FAULT if mended_by is None else mended_by.code


def _exit() -> "type[Exit]":
    from bot.cli.hindrances import Exit

    return Exit


class _Parser(argparse.ArgumentParser):
    """What was typed may hold an address with its password, and a refusal repeats what was typed."""

    secrets = Secrets()

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        super().exit(status, message and self.secrets.strike(message))


def _parser(secrets: Secrets) -> argparse.ArgumentParser:
    _Parser.secrets = secrets
    parser = _Parser(prog="sitrep", description="An incident coordinator for Slack.")
    parser.add_argument("--version", action="version", version=f"sitrep {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="the real thing: serve a Slack workspace")
    _takes_config(run)
    run.set_defaults(command=_run)

    incident = commands.add_parser("incident", help="what `/incident` does in Slack, while there is no Slack")
    incident.add_argument("words", nargs="+", help='as behind /incident, such as: INC-42 report "two of 14 found"')
    incident.add_argument("--as", dest="who", default="", metavar="WHO", help="who says it: a handle or id")
    incident.add_argument("--zone", default="", help="the time zone to read and show times in, such as Europe/Berlin")
    _takes_config(incident)
    incident.set_defaults(command=_incident)

    bring_in = commands.add_parser("import", help="remember incidents of the past and playbooks, from files")
    bring_in.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="a post-mortem: .md, .json or .jsonl; a playbook: .md; or Slack's export.zip",
    )
    bring_in.add_argument("--channel", default="", metavar="NAME", help="of an export: the channel of an incident")
    bring_in.add_argument("--title", default="", help="of an export: what the incident is called; else as its channel")
    bring_in.add_argument(
        "--asks", default="", metavar="WHO", help="of an export: who is asked, by the bot, to confirm it: handle or id"
    )
    _takes_config(bring_in)
    bring_in.set_defaults(command=_import)

    forget = commands.add_parser("forget", help="take a report or a playbook that was imported out again")
    forget.add_argument(
        "name", metavar="NAME", help="what it is called, as `/incident playbooks` and `similar` show it"
    )
    forget.set_defaults(command=_forget)

    similar = commands.add_parser("similar", help="show past incidents that are like these words")
    similar.add_argument(
        "words", nargs="+", help='what is known, such as: "customers cannot log in since the deployment"'
    )
    similar.add_argument("--limit", type=_count, default=10, metavar="N", help="at most so many, by default 10")
    similar.add_argument("--json", action="store_true", dest="as_json", help="a line of JSON each, the best first")
    similar.set_defaults(command=_similar)

    stats = commands.add_parser("stats", help="figures over all incidents that are not private, as Markdown")
    stats.add_argument("period", nargs="*", help="such as: last 90 days, which is meant by nothing at all; or: all")
    stats.add_argument("--json", action="store_true", dest="as_json", help="the same for programs")
    stats.add_argument("--zone", default="UTC", help="the time zone whose days are meant, such as Europe/Berlin")
    stats.set_defaults(command=_stats)

    config = commands.add_parser("config", help="print every setting that holds, and where it comes from")
    _takes_config(config)
    config.set_defaults(command=_config)

    migrate = commands.add_parser("migrate", help="bring the database up to date, or move it to another one")
    what = migrate.add_mutually_exclusive_group()
    what.add_argument("--to", default="", metavar="URL", help="move everything to this empty database, and prove it")
    what.add_argument("--rebuild", action="store_true", help="make the catalogue anew from the logbooks")
    migrate.set_defaults(command=_migrate)

    doctor = commands.add_parser("doctor", help="check every setting and print the fix")
    doctor.add_argument("--verify", action="store_true", help="instead, prove that the record is as it was written")
    doctor.add_argument("--against", type=Path, metavar="FILE", help="with --verify: compare with ends kept before")
    doctor.add_argument("--ends", action="store_true", help="instead, print the end of every chain, to keep elsewhere")
    _takes_config(doctor)
    doctor.set_defaults(command=_doctor)

    _take_stories(commands)
    return parser


def _count(typed: str) -> int:
    """A number of at least one; argparse says what is wrong with any other."""
    if not (typed.isascii() and typed.isdigit()) or not int(typed[:9]):
        raise argparse.ArgumentTypeError("write a number from 1 on")
    return int(typed[:9])


def _take_stories(commands: "argparse._SubParsersAction[_Parser]") -> None:
    """The commands that need no Slack: they bring one."""
    replay = commands.add_parser("replay", help="play a story and write what came out")
    replay.add_argument("story", type=Path)
    replay.add_argument("--out", type=Path, default=Path("out"))
    replay.set_defaults(command=_replay)

    demo = commands.add_parser("demo", help="the Carta morning in the browser, a minute a second")
    demo.add_argument("story", type=Path, nargs="?", help="another story than the one that ships")
    demo.add_argument("--story", type=Path, dest="named", metavar="FILE", help="the same")
    demo.add_argument("--terminal", action="store_true", help="as text, in colour, at that speed")
    demo.add_argument("--headless", action="store_true", help="as text, without colour and without waiting")
    demo.add_argument("--speed", type=float, default=1.0, help="minutes of the story per second")
    demo.add_argument("--out", type=Path, default=Path("out"))
    _takes_port(demo)
    demo.set_defaults(command=_demo)

    play = commands.add_parser("play", help="the same without a story: a Slack in the browser, and everybody is you")
    _takes_port(play)
    play.set_defaults(command=_play)

    slack = commands.add_parser("slack", help="the local Slack alone, for any Bolt app", add_help=False)
    slack.set_defaults(command=_slack)


def _takes_port(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="that the page listens at; another lets others in")
    parser.add_argument("--port", type=int, default=0, help="of the page; 0 takes a free one")
    parser.add_argument("--no-browser", action="store_true", help="print the address and open nothing")


def _takes_config(parser: argparse.ArgumentParser) -> None:
    text = "the configuration file, instead of SITREP_CONFIG or the sitrep.toml beside the database"
    parser.add_argument("--config", default="", metavar="FILE", help=text)


def _run(chosen: Typed) -> int:
    gc.disable()  # nothing of what is imported is garbage; to look for it takes a tenth of the start
    from bot.cli.run import run
    from bot.settings import Settings, find, unread

    gc.freeze()  # nor will it ever be
    gc.enable()

    def read() -> Settings:
        return Settings.from_env(os.environ, find(os.environ, chosen.config))

    settings = read()
    _log_to_stderr(settings.log_level, chosen.secrets)
    for chatty in ("alembic", "apscheduler"):  # every step of a migration, every single tick
        logging.getLogger(chatty).setLevel(logging.WARNING)
    for sentence in unread(os.environ):
        logging.getLogger("bot").warning(sentence)
    return run(settings, chosen.secrets, again=read)


def _log_to_stderr(level: str, secrets: Secrets) -> None:
    """Log, without secrets. DEBUG is for our own lines; libraries would log people's words and sockets' tickets."""
    handler = logging.StreamHandler()
    handler.setFormatter(StrikingFormatter(LOG_LAYOUT, secrets))
    logging.basicConfig(level=max(logging.INFO, logging.getLevelNamesMapping()[level]), handlers=[handler])
    logging.getLogger("bot").setLevel(level)
    logging.captureWarnings(capture=True)


def _incident(chosen: Typed) -> int:
    from bot.cli.incident import answer
    from bot.clock import RealClock
    from bot.ids import Ids
    from bot.render.glossary import Glossary
    from bot.settings import TRACKER_FIELDS, find, read, readers

    reading = read(os.environ, find(os.environ, chosen.config))
    usable = [name for name in TRACKER_FIELDS if reading.can_use(name)]
    settings = reading.offline("database_url", "zone", "marks", "policy", "glossary", *usable)
    answering = answer(
        chosen.words,
        who=chosen.who,
        zone=readers.zone("--zone", chosen.zone) if chosen.zone else reading.usable.get("zone", ""),
        database_url=settings.database_url,
        marks=settings.marks,
        policy=settings.with_tracker(settings.policy),
        glossary=Glossary(settings.glossary),
        clock=RealClock(),
        ids=Ids(),
    )
    with _ctrl_z_waits():
        said = asyncio.run(answering)
    if said.file:
        sys.stdout.buffer.write(said.file)
    else:
        print(said.text, file=sys.stderr if said.code else sys.stdout)
    return said.code


@contextmanager
def _ctrl_z_waits() -> Iterator[None]:
    """A process that is stopped in the middle of a transaction keeps a SQLite file from its bot until it goes on."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTSTP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _written(writing: Coroutine[Any, Any, str]) -> int:
    with _ctrl_z_waits():
        print(asyncio.run(writing))
    return 0


def _import(chosen: Typed) -> int:
    if chosen.channel or any(path.suffix.lower() == ".zip" for path in chosen.files):
        return _import_channel(chosen)
    from bot.cli.past.reports import bring_in
    from bot.clock import RealClock
    from bot.ids import Ids
    from bot.settings import database_url

    return _written(bring_in(chosen.files, database_url=database_url(os.environ), clock=RealClock(), ids=Ids()))


def _import_channel(chosen: Typed) -> int:
    from bot.cli.past.channel import ProgressBar, bring_in
    from bot.clock import RealClock
    from bot.ids import Ids
    from bot.settings import find, read

    settings = read(os.environ, find(os.environ, chosen.config)).offline("database_url", "marks")
    importing = bring_in(
        chosen.files,
        channel=chosen.channel,
        title=chosen.title,
        asks=chosen.asks,
        marks=settings.marks,
        database_url=settings.database_url,
        clock=RealClock(),
        ids=Ids(),
        progress=ProgressBar(sys.stderr),
    )
    return _written(importing)


def _forget(chosen: Typed) -> int:
    from bot.cli.past.reports import forget
    from bot.clock import RealClock
    from bot.ids import Ids
    from bot.settings import database_url

    return _written(forget(chosen.name, database_url=database_url(os.environ), clock=RealClock(), ids=Ids()))


def _similar(chosen: Typed) -> int:
    from bot.cli.past.reports import similar
    from bot.clock import RealClock
    from bot.ids import Ids
    from bot.settings import database_url

    found = similar(
        " ".join(chosen.words),
        limit=chosen.limit,
        as_json=chosen.as_json,
        database_url=database_url(os.environ),
        clock=RealClock(),
        ids=Ids(),
    )
    if said := asyncio.run(found):
        print(said)
    return 0


def _stats(chosen: Typed) -> int:
    from bot.cli.past.statistics import statistics
    from bot.clock import RealClock
    from bot.ids import Ids
    from bot.settings import database_url, readers

    telling = statistics(
        " ".join(chosen.period),
        as_json=chosen.as_json,
        zone=readers.zone("--zone", chosen.zone),
        database_url=database_url(os.environ),
        clock=RealClock(),
        ids=Ids(),
    )
    print(asyncio.run(telling))
    return 0


def _config(chosen: Typed) -> int:
    from bot.cli.config import show

    return show(os.environ, chosen.config, chosen.secrets)


def _migrate(chosen: Typed) -> int:
    if chosen.to:
        return _move(chosen.to)
    return _rebuild() if chosen.rebuild else _bring_up_to_date()


def _bring_up_to_date() -> int:
    from bot.settings import database_url
    from bot.store.database import urls
    from bot.store.migrations import migrate

    url = database_url(os.environ)
    print(f"The database: {urls.described(urls.parse(url))}{migrate(url).told}.")
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


def _doctor(chosen: Typed) -> int:
    from bot.cli.doctor import ends, examine, verify
    from bot.cli.hindrances import Exit

    logging.disable()  # each thing that is found has its line
    if chosen.ends:
        return asyncio.run(ends(os.environ, chosen.secrets))
    if not chosen.verify and not chosen.against:
        return asyncio.run(examine(os.environ, chosen.secrets, config=chosen.config))
    try:
        kept = chosen.against.read_text("utf-8") if chosen.against else None
    except (OSError, UnicodeDecodeError) as wrong:
        print(f"{chosen.against} cannot be read: {wrong}", file=sys.stderr)
        return Exit.FOUND
    return asyncio.run(verify(os.environ, chosen.secrets, kept=kept))


def _replay(chosen: Typed) -> int:
    from bot.cli.replay import replay

    return asyncio.run(replay(chosen.story, out=chosen.out))


def _demo(chosen: Typed) -> int:
    from bot.cli.play.demo import demo, demo_at_page

    story = chosen.named or chosen.story
    if chosen.headless or chosen.terminal:
        return asyncio.run(demo(story, out=chosen.out, headless=chosen.headless, speed=chosen.speed))
    return asyncio.run(demo_at_page(story, out=chosen.out, speed=chosen.speed, door=_door(chosen)))


def _play(chosen: Typed) -> int:
    from bot.cli.play.demo import play_at_page

    return asyncio.run(play_at_page(_door(chosen)))


def _door(chosen: Typed) -> "Door":
    from bot.cli.play.demo import Door

    return Door(chosen.host, chosen.port, opens=not chosen.no_browser)


def _slack(chosen: Typed) -> int:
    from workspace.__main__ import main as serve

    serve(chosen.rest)
    return 0


if __name__ == "__main__":
    sys.exit(main())
