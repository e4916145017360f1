"""The ways out of a brief that are not the channel: fifty people in Slack, within its pace, and fifty by e-mail.

The share is told in seconds of the clock, which a hand turns: what counts is Slack's pace and not this machine. E-mail
goes to a real server on this machine, in real seconds.
"""

import time
from dataclasses import replace

from bot.cli.simulation import Stage
from bot.incident.policy import DEFAULT
from tests.mail_server import Inbox, relay
from tests.scenarios.conftest import CAST, MORNING, Scene
from tests.scenarios.sharing_widely import REMINDER_WITHIN_S, shared_with_fifty

ADDRESSES = tuple(f"exec{number:02}@board.example" for number in range(50))
SETTLES_MAX = 100


async def measure() -> list[str]:
    return [await _shared(), await _mailed()]


async def _shared() -> str:
    shared = await shared_with_fifty()
    late_s = max(shared.reminder_late_s, shared.new_person_late_s, shared.report_late_s)
    told = f"a brief to 50 people: the last has it after {shared.took_s:.0f} s, {shared.copies[1]} of 50 have it once"
    return f"{told}; what else was told meanwhile waited {late_s:.1f} s at most (goal {REMINDER_WITHIN_S})"


async def _mailed() -> str:
    async with Stage(people=CAST, opens_at=MORNING, seed=7) as stage:
        with relay() as server:
            took_s = await _sent(Scene(stage), server.inbox, server.port)
        await stage.app.stop()
    once = len({letter["To"] for letter in server.inbox.taken}) == len(server.inbox.taken) == len(ADDRESSES)
    told = f"a brief to {len(ADDRESSES)} addresses by e-mail: all taken after {took_s:.2f} s"
    return f"{told}, {took_s / len(ADDRESSES) * 1000:.0f} ms each, {'each once' if once else 'NOT EACH ONCE'}"


async def _sent(scene: Scene, inbox: Inbox, port: int) -> float:
    """Seconds from the tap of whoever leads until the server has taken the last one."""
    await scene.stops()
    await scene.starts_again(
        smtp_url=f"smtp://localhost:{port}",
        mail_sender="Sitrep <sitrep@house.example>",
        mail_starttls=False,
        policy=replace(DEFAULT, mail_domains=("board.example",), brief_to=ADDRESSES),
    )
    await scene.staffed("sev1 Documents missing", logs="ana")
    await scene.types("ana", "/incident report two of fourteen found")
    await scene.after(15.1)
    began = time.perf_counter()
    await scene.presses("leo", "Send", where="dm")
    for _ in range(SETTLES_MAX):
        if len(inbox.taken) == len(ADDRESSES):
            break
        await scene.stage.settle()
    return time.perf_counter() - began
