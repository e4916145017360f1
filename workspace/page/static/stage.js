// The stage: the story's clock, who plays whom, and the panel of calls and events.

import { by, clock, make, notice, parsed, sent, state } from "./state.js";
import { ask } from "./form.js";

let drawn = "";
let looking;

async function order(name, value = "") {
  try { showScene((await sent(`/stage/${name}`, { value })).scene); } catch (no) { notice(no.message); }
}

export function showClock(now) {
  state.now = now;
  by("clock").textContent = clock(now);
  by("clock").dateTime = now;
}

export function showScene(scene) {
  if (!scene || !by("stage") || drawn === JSON.stringify(scene)) return;
  drawn = JSON.stringify(scene);
  state.scene = scene;
  const play = by("stage").querySelector("[data-order=play], [data-order=pause]");
  play.dataset.order = scene.playing ? "pause" : "play";
  play.setAttribute("aria-label", scene.playing ? "Let the story pause" : "Let the story play");
  by("speed").value = String(scene.speed);
  if (!by("speed").value) {
    by("speed").append(make("option", { value: String(scene.speed), textContent: `${Math.round(scene.speed)} ×` }));
    by("speed").value = String(scene.speed);
  }
  Object.assign(by("progress"), { max: scene.all, value: scene.done });
  const mine = scene.cast.filter(each => each.taken).map(each => each.name.split(" ")[0]);
  by("taken").textContent = mine.length ? `· you: ${mine.join(", ")}` : "";
  by("debriefing").hidden = scene.done < scene.all;
  by("cast-list").replaceChildren(
    make("p", { className: "list", textContent: `${scene.title}. ${scene.last}` }),
    ...scene.cast.map(castRow),
    ...(scene.notes.length ? [make("p", { className: "list", textContent: `Left out: ${scene.notes.join(" · ")}` })] : []));
}

function castRow(each) {
  const take = make("button", { type: "button", className: "btn", textContent: each.taken ? "Hand back" : "Take over", attributes: { "aria-label": `${each.taken ? "Hand back" : "Take over"} ${each.name}` },
    onclick: async () => {
      await order(each.taken ? "give" : "take", each.handle);
      if (!each.taken && each.handle !== state.who) location.assign(`?as=${encodeURIComponent(each.handle)}&in=${encodeURIComponent(state.where)}`);
    } });
  const step = each.taken && each.next ? make("button", { type: "button", className: "btn quiet", textContent: "As in the story", title: each.next, onclick: () => order("step", each.handle) }) : null;
  return make("div", { className: "cast-row" }, make("div", {}, make("b", { textContent: each.name }), make("small", { textContent: each.next ? `next: ${each.next}` : "has done everything" })), step, take);
}

by("stage")?.addEventListener("click", event => {
  const button = event.target.closest("[data-order]");
  if (button) order(button.dataset.order);
});
by("speed")?.addEventListener("change", event => order("speed", event.target.value));

/** The panel of calls and events, drawn again while it is open; what somebody unfolded stays so. */
export async function showTraffic() {
  if (by("wire").hidden) return;
  if (looking) { looking = "again"; return; }
  looking = "now";
  const response = await fetch(`/people/${encodeURIComponent(state.who)}/traffic`);
  if (response.ok) {
    const open = new Set([...by("traffic").querySelectorAll("[open]")].map(each => each.dataset.key));
    by("traffic").replaceChildren(...parsed(await response.text()));
    for (const each of by("traffic").querySelectorAll("[data-key]")) each.open = open.has(each.dataset.key);
  }
  const wanted = looking === "again";
  looking = null;
  if (wanted) showTraffic();
}

export function toggleWire() {
  const hidden = !by("wire").hidden;
  by("wire").hidden = hidden;
  document.body.classList.toggle("wired", !hidden);
  document.querySelector("#top [data-do=wire]").setAttribute("aria-pressed", String(!hidden));
  showTraffic();
}

const FAULTS = {
  clear: [["clear", {}]],
  outage: [["outage", {}]],
  slow: [["slow", { ms: 2000 }]],
  status: [["status", { method: "*", status: 500, times: 3 }]],
  answer_lost: [["answer_lost", {}]],
  cut: [["cut", {}]],
  deaf: [["deaf", {}]],
  duplicate: [["duplicate", { times: 1 }]],
};

by("fault").addEventListener("change", async event => {
  try { for (const [name, given] of [["clear", {}], ...FAULTS[event.target.value]]) await sent(`/faults/${name}`, given); }
  catch (no) { notice(no.message); }
});

export const save = () => location.assign("/stage/story");

export async function over() {
  const said = await ask({ title: "Start over?", text: "The story begins again; what was played so far is gone unless you save it first.", ok: "Start over", danger: true });
  if (said) order("over");
}
