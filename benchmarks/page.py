"""The page in a real Chromium: its first paint, a message on the other window's screen, a long channel that scrolls.

Everything is timed inside the browser, by its own clock; the server runs beside it, so that the figures hold both.
"""

import shutil
from typing import Any

from benchmarks.rig import percentile
from workspace.page.drawing import prepare
from workspace.server import LocalSlack
from workspace.state import posts
from workspace.state.records import User

SIZE = {"width": 1280, "height": 800}
PAINTS, MESSAGES, LONG = 12, 60, 10_000
PAINT_GOAL_MS, SEEN_GOAL_MS, FRAME_GOAL_MS = 300, 100, 50
SEEN = """(texts) => new Promise(done => {
  const seen = {};
  const look = () => {
    const now = performance.timeOrigin + performance.now();
    for (const line of document.querySelectorAll('#messages .line')) seen[line.textContent] ??= now;
    if (texts.every(text => text in seen)) done(texts.map(text => seen[text]));
  };
  new MutationObserver(look).observe(document.getElementById('messages'), { childList: true, subtree: true });
  look();
})"""
SAID = """async (texts) => {
  const at = [];
  for (const text of texts) {
    at.push(performance.timeOrigin + performance.now());
    const body = JSON.stringify({ text, channel: 'general' });
    await fetch('/people/leo/says', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    await new Promise(resume => setTimeout(resume, 120));
  }
  return at;
}"""
# From the newest message to the first, 400 pixels a frame: some twenty screens a second, as fast as a wheel flings.
FRAMES = """() => new Promise(done => {
  const list = document.getElementById('messages');
  const took = [];
  let before = performance.now();
  const step = now => {
    took.push(now - before);
    before = now;
    list.scrollTop -= 400;
    const isThrough = document.getElementById('older').hidden && list.scrollTop === 0;
    if (isThrough) done(took.slice(1)); else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


async def measure() -> list[str]:
    chromium = shutil.which("chromium")
    if chromium is None:
        return ["not measured: no Chromium here (apt install chromium)"]
    try:
        from playwright.async_api import async_playwright
    except ImportError:
        return ["not measured: no Playwright here (pip install -e '.[browser]')"]
    prepare()  # as whoever prints the address does
    async with LocalSlack(people={"leo": "Leo Torres", "ana": "Ana Lima"}) as slack, async_playwright() as running:
        browser = await running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        lines = await first_paint(slack, browser)
        context = await browser.new_context(viewport=SIZE)
        context.set_default_timeout(180_000)
        lines.append(await on_the_other_screen(slack, context))
        lines += await a_long_channel(slack, context)
        await browser.close()
    return lines


async def first_paint(slack: LocalSlack, browser: Any) -> list[str]:
    """Once with an empty cache, as whoever opens the address for the first time, and once more with what it left."""
    for number in range(100):
        await slack.people.says("leo", f"a line of a usual length, the {number}th of them, in a channel that is in use")
    cold, warm = [], []
    for _ in range(PAINTS):
        context = await browser.new_context(viewport=SIZE)
        page = await context.new_page()
        for took in (cold, warm):
            await page.goto(slack.page_url)
            await page.wait_for_function(PAINT)
            took.append(await page.evaluate(PAINT))
        await context.close()
    return [_paint("with an empty cache", cold), _paint("again", warm)]


def _paint(when: str, took: list[float]) -> str:
    half, worst = percentile(took, 0.5), percentile(took, 0.95)
    return f"first paint of a channel in use {when} {half:.0f} ms, p95 {worst:.0f} ms (goal: < {PAINT_GOAL_MS} ms)"


async def on_the_other_screen(slack: LocalSlack, context: Any) -> str:
    leo, ana = await context.new_page(), await context.new_page()
    for page, who in ((leo, "leo"), (ana, "ana")):
        await page.goto(f"{slack.page_url}?as={who}")
        await page.wait_for_selector("html[data-ready]")
    texts = [f"message number {number}" for number in range(MESSAGES)]
    await ana.evaluate_handle(f"(texts) => {{ window.seen = ({SEEN})(texts); }}", texts)
    said = await leo.evaluate(SAID, texts)
    seen = await ana.evaluate("() => window.seen")
    took = [there - here for here, there in zip(said, seen, strict=True)]
    await leo.close()
    await ana.close()
    half, worst = percentile(took, 0.5), percentile(took, 0.95)
    return f"a message on the other window's screen {half:.0f} ms, p95 {worst:.0f} ms (goal: < {SEEN_GOAL_MS} ms)"


async def a_long_channel(slack: LocalSlack, context: Any) -> list[str]:
    general, leo = slack.world.directory.names["general"], slack.world.directory.handles["leo"]
    _fill(slack, general, leo)
    page = await context.new_page()
    await page.goto(slack.page_url)
    await page.wait_for_selector("html[data-ready]")
    clock = await context.new_cdp_session(page)
    await clock.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = await _worked_ms(clock)
    took = await page.evaluate(FRAMES)
    worked_ms = (await _worked_ms(clock) - before) / len(took)
    half, worst = percentile(took, 0.5), percentile(took, 0.95)
    tenth = len(took) // 10
    newest, oldest = percentile(took[:tenth], 0.95), percentile(took[-tenth:], 0.95)
    return [
        f"frames while {LONG:,} messages scroll {half:.0f} ms, p95 {worst:.0f} ms (goal: < {FRAME_GOAL_MS} ms)",
        f"of them the page itself works {worked_ms:.0f} ms, by processor time, whatever else this machine does",
        f"p95 among the newest tenth {newest:.0f} ms, among the oldest {oldest:.0f} ms (goal: no slower further back)",
    ]


async def _worked_ms(clock: Any) -> float:
    """Processor time of the page's own thread until now."""
    told = await clock.send("Performance.getMetrics")
    return 1_000 * next(one["value"] for one in told["metrics"] if one["name"] == "TaskDuration")


def _fill(slack: LocalSlack, general: Any, leo: User) -> None:
    for number in range(LONG):
        posts.post(slack.world, general, leo, posts.Draft(f"line {number} of a long day, about as long as lines are"))
