"""The page in a real Chromium: its first paint, a message on the other window's screen, a long channel that scrolls.

Everything is timed inside the browser, by its own clock; the server runs beside it, so that the figures hold both.
"""

import shutil
from typing import Any

from benchmarks.rig import percentile
from workspace.server import LocalSlack
from workspace.state import posts
from workspace.state.records import User

PAINTS, MESSAGES, LONG = 12, 60, 10_000
SCROLLED = 1_500  # of the long channel; the page draws a hundred more each time one reaches the top, ever more slowly
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
FRAMES = """() => new Promise(done => {
  const list = document.getElementById('messages');
  const took = [];
  let before = performance.now();
  let left = 240;
  const step = now => {
    took.push(now - before);
    before = now;
    list.scrollTop -= 900;
    if (left--) requestAnimationFrame(step); else done(took.slice(1));
  };
  requestAnimationFrame(step);
})"""
SO_MANY_OF_IT = """async (wanted) => {
  const list = document.getElementById('messages');
  while (list.querySelectorAll('[data-ts]').length < wanted) {
    list.scrollTop = 0;
    await new Promise(resume => setTimeout(resume, 10));
  }
  list.scrollTop = list.scrollHeight;
}"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"


async def measure() -> list[str]:
    chromium = shutil.which("chromium")
    if chromium is None:
        return ["not measured: no Chromium here (apt install chromium)"]
    try:
        from playwright.async_api import async_playwright
    except ImportError:
        return ["not measured: no Playwright here (pip install -e '.[browser]')"]
    async with LocalSlack(people={"leo": "Leo Torres", "ana": "Ana Lima"}) as slack, async_playwright() as running:
        browser = await running.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = await browser.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(180_000)
        lines = [await first_paint(slack, context), await on_the_other_screen(slack, context)]
        lines.append(await a_long_channel(slack, context))
        await browser.close()
    return lines


async def first_paint(slack: LocalSlack, context: Any) -> str:
    for number in range(100):
        await slack.people.says("leo", f"a line of a usual length, the {number}th of them, in a channel that is in use")
    page = await context.new_page()
    took = []
    for _ in range(PAINTS):
        await page.goto(slack.page_url)
        await page.wait_for_function(PAINT)
        took.append(await page.evaluate(PAINT))
    await page.close()
    worst = percentile(took, 0.95)
    return (
        f"first paint with 100 messages {percentile(took, 0.5):.0f} ms, p95 {worst:.0f} ms (goal: < {PAINT_GOAL_MS} ms)"
    )


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


async def a_long_channel(slack: LocalSlack, context: Any) -> str:
    general, leo = slack.world.directory.names["general"], slack.world.directory.handles["leo"]
    _fill(slack, general, leo)
    page = await context.new_page()
    await page.goto(slack.page_url)
    await page.wait_for_selector("html[data-ready]")
    await page.evaluate(SO_MANY_OF_IT, SCROLLED)
    took = await page.evaluate(FRAMES)
    worst = percentile(took, 0.95)
    half = percentile(took, 0.5)
    shown = f"the newest {SCROLLED:,} of {LONG:,} messages"
    return f"frames while {shown} scroll {half:.0f} ms, p95 {worst:.0f} ms (goal: < {FRAME_GOAL_MS} ms)"


def _fill(slack: LocalSlack, general: Any, leo: User) -> None:
    for number in range(LONG):
        posts.post(slack.world, general, leo, posts.Draft(f"line {number} of a long day, about as long as lines are"))
