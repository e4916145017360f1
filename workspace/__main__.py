"""`python -m workspace`: the local Slack alone, so that any Bolt app can be tried on it."""

import argparse
import asyncio
import signal
from pathlib import Path

import yaml

from workspace.server import LocalSlack, serve
from workspace.state.world import Knobs

_PEOPLE = {"leo": "Leo Torres", "ana": "Ana Lima", "bo": "Bo Chen", "cleo": "Cleo Diaz", "ceo": "Pat Moreno"}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m workspace", description="Run a Slack of your own on this machine.")
    parser.add_argument("--host", default="127.0.0.1", help="that it listens at; another lets others in")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--manifest", type=Path, help="the app's manifest (YAML or JSON); without one it may do everything"
    )
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same ids")
    parser.add_argument("--request-url", default="", help="deliver over HTTP to this address instead of Socket Mode")
    parser.add_argument("--no-rate-limits", action="store_true")
    given = parser.parse_args(arguments)
    manifest = yaml.safe_load(given.manifest.read_text(encoding="utf-8")) if given.manifest else None
    knobs = Knobs(rate_limits=not given.no_rate_limits)
    slack = LocalSlack(
        people=_PEOPLE, seed=given.seed, host=given.host, port=given.port, manifest=manifest, knobs=knobs
    )
    asyncio.run(_until_stopped(slack, given.request_url))


async def _until_stopped(slack: LocalSlack, request_url: str) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await serve(slack, until=stopped, request_url=request_url)


if __name__ == "__main__":
    main()
