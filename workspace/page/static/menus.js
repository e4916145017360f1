// What can be done with a message, a channel, the app: the small menus, and the picker of emoji.

import { act, by, make, notice, places, state } from "./state.js";
import { allEmoji, insert } from "./composer.js";
import { ask } from "./form.js";
import { go } from "./view.js";

const OFTEN = ["pushpin", "boom", "mag_right", "wrench", "checkered_flag", "mega", "+1", "eyes", "white_check_mark", "heart", "tada", "thinking_face"];
const SHOWN_MAX = 96;

/** Shows something beside an element; it goes away by Escape or a press elsewhere. */
function pop(anchor, ...content) {
  const place = by("pop");
  place.replaceChildren(...content);
  place.showPopover();
  const { left, bottom, top } = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = place;
  const below = bottom + height + 8 < innerHeight;
  place.style.setProperty("left", `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`);
  place.style.setProperty("top", `${Math.max(8, below ? bottom + 4 : top - height - 4)}px`);
  place.anchor = anchor;
  place.querySelector("input, button")?.focus();
}

by("pop").addEventListener("toggle", event => event.newState === "closed" && by("pop").anchor?.isConnected && by("pop").contains(document.activeElement) && by("pop").anchor.focus());

function menu(anchor, label, items) {
  const list = make("div", { className: "choices", attributes: { role: "menu", "aria-label": label } }, ...items.map(item => {
    if (item === null) return make("hr");
    const [text, run, beside, danger] = item;
    return make("button", { type: "button", className: danger ? "danger-text" : "", attributes: { role: "menuitem" }, onclick: () => { by("pop").hidePopover(); run(); } },
      make("span", { textContent: text }), beside ? make("small", { textContent: beside }) : null);
  }));
  list.addEventListener("keydown", event => {
    const buttons = [...list.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length).focus();
  });
  pop(anchor, list);
}

const at = message => ({ ts: message.dataset.ts, channel: message.dataset.where });

/** Runs an act whose answer, if there is one, is how it failed. */
async function run(name, given) {
  const failed = await act(name, given);
  if (failed) notice(failed);
}

export async function more(anchor) {
  const message = anchor.closest("[data-ts]");
  const { shortcuts, any_shortcut: anyShortcut, app } = await places();
  const here = { message: message.dataset.ts, channel: message.dataset.where };
  const own = "own" in message.dataset;
  const pinned = message.classList.contains("pinned");
  menu(anchor, "What to do with this message", [
    ...shortcuts.filter(each => each.on_message).map(each => [each.name, () => run("shortcut", { callback_id: each.id, ...here }), each.description || app]),
    ...(anyShortcut ? [["Message shortcut…", () => byId(here)]] : []),
    null,
    pinned ? ["Unpin from channel", () => act("unpins", at(message))] : ["Pin to channel", () => act("pins", at(message))],
    ["Copy link", () => navigator.clipboard?.writeText(`${location.origin}/?in=${message.dataset.where}&thread=${message.dataset.root}`)],
    ...(own ? [["Edit message", () => edit(message)], ["Delete message…", () => remove(message), "", true]] : []),
  ]);
}

/** An app without a manifest tells nobody its shortcuts: they are called by their callback_id. */
async function byId(here) {
  const said = await ask({ title: "Which shortcut?", fields: [{ name: "callback_id", label: "callback_id" }], ok: "Run" });
  if (said?.callback_id) run("shortcut", { callback_id: said.callback_id, ...here });
}

export async function shortcuts(anchor) {
  const { shortcuts: known, any_shortcut: anyShortcut, app } = await places();
  const items = known.filter(each => !each.on_message).map(each => [each.name, () => run("shortcut", { callback_id: each.id }), each.description || app]);
  if (anyShortcut) items.push(["Global shortcut…", () => byId({})]);
  if (items.length) menu(anchor, "Shortcuts", items); else notice(`${app} has no shortcuts.`);
}

async function edit(message) {
  const said = await ask({ title: "Edit message", fields: [{ name: "text", label: "Message", long: true, value: message.querySelector(".source").content.textContent }], ok: "Save" });
  if (said?.text) act("edits", { ...at(message), text: said.text });
}

async function remove(message) {
  const said = await ask({ title: "Delete message", text: "It is gone for everybody. The app hears of it.", ok: "Delete", danger: true });
  if (said) act("deletes", at(message));
}

function picker(anchor, take) {
  const input = make("input", { className: "control", placeholder: "Search emoji", attributes: { "aria-label": "Search emoji" } });
  const grid = make("div", { className: "emoji-grid", attributes: { role: "group", "aria-label": "Emoji" } });
  const show = async () => {
    const all = await allEmoji();
    const wanted = input.value.trim().toLowerCase();
    const names = new Map(all);
    const found = wanted ? all.filter(([name]) => name.includes(wanted)) : [...OFTEN.filter(name => names.has(name)).map(name => [name, names.get(name)]), ...all];
    grid.replaceChildren(...found.slice(0, SHOWN_MAX).map(([name, shown]) =>
      make("button", { type: "button", textContent: shown, title: `:${name}:`, attributes: { "aria-label": name }, onclick: () => { by("pop").hidePopover(); take(name); } })));
  };
  input.oninput = show;
  input.onkeydown = event => { if (event.key === "Enter") { event.preventDefault(); grid.querySelector("button")?.click(); } };
  show();
  pop(anchor, input, grid);
}

export const react = anchor => {
  const message = anchor.closest("[data-ts]");
  picker(anchor, name => act("reacts", { name, ...at(message) }));
};

export const insertEmoji = anchor => picker(anchor, name => insert(anchor.closest(".composer").querySelector("textarea"), `:${name}: `));

export function toggleReaction(button) {
  const name = button.getAttribute("aria-pressed") === "true" ? "unreacts" : "reacts";
  act(name, { name: button.dataset.react, ...at(button.closest("[data-ts]")) });
}

/** A press on one of the app's buttons: its question first, then its address, then the app. */
export async function press(button) {
  const { press: label, where, ts, block, url, confirm, action } = button.dataset;
  if (confirm) {
    const { title, text, confirm: ok, deny, style } = JSON.parse(confirm);
    if (!await ask({ title: title.text, text: text.text, ok: ok.text, cancel: deny.text, danger: style === "danger" })) return;
  }
  button.closest("details.menu")?.removeAttribute("open");
  if (/^https?:/i.test(url ?? "")) open(url, "_blank", "noopener");
  const twins = [...(button.closest("[data-ts]") ?? document).querySelectorAll(`[data-block="${CSS.escape(block)}"][data-press]`)].filter(each => each.dataset.press === label);
  const given = { label: twins.length > 1 ? action : label, channel: where, ...(block ? { block } : {}), ...(where !== "form" && ts ? { message: ts } : {}) };
  button.setAttribute("aria-busy", "true");
  await run("presses", given);
  button.removeAttribute("aria-busy");
}

/** Where one can go: every channel, everybody; and a channel that is not there yet. */
export async function browse(anchor, { people = false } = {}) {
  state.places = null;
  const known = await places();
  const input = make("input", { className: "control", placeholder: people ? "Who?" : "Channel or person", attributes: { "aria-label": "Search" } });
  const list = make("div", { className: "choices", attributes: { role: "group", "aria-label": "Where to go" } });
  const row = (shown, beside, run_) => make("button", { type: "button", onclick: () => { by("pop").hidePopover(); run_(); } }, make("span", { textContent: shown }), beside ? make("small", { textContent: beside }) : null);
  const show = () => {
    const wanted = input.value.trim().toLowerCase();
    const fits = text => text.toLowerCase().includes(wanted);
    list.replaceChildren(
      ...(people ? [] : known.channels.filter(each => fits(each.name)).map(each => row(`# ${each.name}`, each.joined ? "" : "not joined", () => go(each.id)))),
      ...known.people.filter(each => fits(`${each.name} ${each.handle}`)).map(each => row(each.name, each.app ? "app" : `@${each.handle}`, () => go(`@${each.handle}`))),
      ...(people ? [] : [row("Make a channel…", "", create)]));
  };
  input.oninput = show;
  input.onkeydown = event => { if (event.key === "Enter") { event.preventDefault(); list.querySelector("button")?.click(); } };
  show();
  pop(anchor, input, list);
}

async function create() {
  const said = await ask({ title: "Make a channel", fields: [{ name: "name", label: "Name" }, { name: "private", label: "Private", tick: true }], ok: "Make" });
  const made = said?.name ? await act("creates", said) : null;
  if (made) go(made);
}

const QUESTIONS = {
  invites: { title: "Bring somebody in", field: { name: "guest", label: "Name or handle" }, ok: "Bring in" },
  sets_topic: { title: "Set the topic", field: { name: "topic", label: "Topic" }, ok: "Set" },
};

export async function askOfChannel(name) {
  const { title, field, ok } = QUESTIONS[name];
  const said = await ask({ title, fields: [field], ok });
  if (said?.[field.name]) act(name, { ...said, channel: state.where });
}
