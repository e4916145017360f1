// The window: asks the server what has changed and puts it where it belongs. Messages stand in the order of their ts.

import { act, asked, by, make, parsed, state } from "./state.js";
import { showForm } from "./form.js";
import { settle } from "./fields.js";

const NEAR_BOTTOM_PX = 80;
const LONG = 200; // messages from which on those out of sight are not laid out, and their heights are guessed
const TOGETHER_S = 300; // who writes again within five minutes is not named again

let busy = false;
let again = false;

/** Everything as it is now; asked again if something happened meanwhile. */
export async function refresh({ anew = false } = {}) {
  if (anew) state.moves = -1;
  if (busy) { again = true; return; }
  busy = true;
  try {
    do {
      again = false;
      await once();
    } while (again);
  } finally { busy = false; }
}

async function once() {
  const list = by("messages");
  const query = new URLSearchParams({ in: state.where, thread: state.thread, oldest: list.querySelector("[data-ts]")?.dataset.ts ?? "" });
  if (state.moves >= 0) query.set("after", state.moves);
  const here = `${state.where} ${state.thread}`;
  let window;
  try { window = await asked(`/people/${encodeURIComponent(state.who)}/window?${query}`); }
  catch (no) {
    if (no instanceof TypeError) return; // nobody answers: the stream will say when somebody does
    if (state.where) { state.where = ""; state.thread = ""; state.moves = -1; again = true; }
    return;
  }
  if (here !== `${state.where} ${state.thread}`) { again = true; return; } // somebody went elsewhere meanwhile
  apply(window);
}

function apply(window) {
  Object.assign(state, { moves: window.moves, where: window.where, unread: window.unread, born: window.born });
  swap(by("sidebar"), window.sidebar);
  swap(by("head"), window.head);
  showFoot(window);
  showHome(window.home);
  showMessages(window);
  showThread(window.thread, window.full);
  showForm(window.form);
  entitle(window.name);
  read();
}

function entitle(name) {
  const meant = [...document.querySelectorAll("#sidebar .badge")].reduce((sum, badge) => sum + parseInt(badge.textContent, 10), 0);
  document.title = `${meant ? `(${meant}) ` : ""}${name} · ${state.who} · Local Slack`;
}

/** Replaces what is in a place unless it is the same; focus and open menus stay where they were. */
function swap(place, html) {
  if (place.shown === html) return;
  place.shown = html;
  const focus = place.contains(document.activeElement) ? document.activeElement.dataset.open : null;
  const open = [...place.querySelectorAll("details")].map(each => each.open);
  place.replaceChildren(...parsed(html));
  place.querySelectorAll("details").forEach((each, at) => { each.open = open[at] ?? each.open; });
  if (focus) place.querySelector(`[data-open="${CSS.escape(focus)}"]`)?.focus();
}

const INSTEAD = { archived: "This channel is archived.", "read-only": "Nobody can write to this app here." };

function showFoot(window) {
  const foot = by("foot");
  if (foot.dataset.shown === window.foot + window.where) return;
  foot.dataset.shown = window.foot + window.where;
  foot.dataset.foot = window.foot;
  foot.hidden = Boolean(window.home);
  by("line").placeholder = `Message ${window.name}, or a /command`;
  by("line").setAttribute("aria-label", by("line").placeholder);
  const join = make("button", { type: "button", className: "btn primary", textContent: "Join", onclick: () => act("joins", { channel: state.where }) });
  const words = window.foot === "join" ? `You are looking at ${window.name} from outside. ` : INSTEAD[window.foot] ?? "";
  foot.querySelector(".instead").replaceChildren(words, window.foot === "join" ? join : "");
}

function showHome(home) {
  by("home").hidden = !home;
  by("messages").hidden = Boolean(home);
  if (home && by("home").seen !== home.seen + home.html) {
    by("home").seen = home.seen + home.html;
    by("home").replaceChildren(...parsed(home.html));
    settle(by("home"));
  }
}

/** Whoever reads the newest stays there, though pictures of heights settle only after a frame or two. */
const isAtEnd = list => list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_BOTTOM_PX;

export function toEnd(list, frames = 3) {
  list.scrollTop = list.scrollHeight;
  if (frames) requestAnimationFrame(() => toEnd(list, frames - 1));
}

for (const list of [by("messages"), by("replies")]) {
  let atEnd = true;
  list.addEventListener("scroll", () => { atEnd = isAtEnd(list); }, { passive: true });
  new ResizeObserver(() => atEnd && toEnd(list)).observe(list);
}

function showMessages(window) {
  const list = by("messages");
  const stays = isAtEnd(list);
  if (window.full) {
    list.querySelectorAll("[data-ts]").forEach(each => each.remove());
    by("older").hidden = !window.older;
    state.readTs = window.read_ts;
  }
  const standing = window.full ? null : new Set(window.private ?? []);
  if (standing) list.querySelectorAll(".ephemeral").forEach(each => standing.has(each.dataset.ts) || drop(each));
  for (const ts of window.gone) drop(list.querySelector(`[data-ts="${ts}"]`));
  for (const each of window.messages) put(list, each);
  if (window.full) markUnread(list);
  list.classList.toggle("long", list.childElementCount > LONG);
  if (stays || window.full) toEnd(list);
}

function showThread(thread, full) {
  const pane = by("thread");
  pane.hidden = !state.thread || !thread;
  document.body.classList.toggle("in-thread", !pane.hidden);
  if (!thread) return;
  const list = by("replies");
  const stays = isAtEnd(list);
  if (full || list.dataset.root !== thread.root) list.replaceChildren();
  list.dataset.root = thread.root;
  const all = new Set(thread.all);
  list.querySelectorAll("[data-ts]").forEach(each => all.has(each.dataset.ts) || drop(each));
  for (const each of thread.messages) put(list, each);
  if (stays || full) toEnd(list);
}

function drop(element) {
  const next = element?.nextElementSibling;
  element?.remove();
  if (next) mark(next);
}

/** A message at its place: most are the newest, so that the search begins at the end. */
function put(list, { ts, html }) {
  const old = list.querySelector(`[data-ts="${ts}"]`);
  if (old?.shown === html) return;
  const fresh = parsed(html).find(node => node.nodeType === Node.ELEMENT_NODE);
  fresh.shown = html;
  if (old) {
    const within = old.contains(document.activeElement) ? document.activeElement : null;
    old.replaceWith(fresh);
    if (within) (fresh.querySelector(`[data-press="${CSS.escape(within.dataset.press ?? "")}"]`) ?? fresh).focus({ preventScroll: true });
    if (old.classList.contains("first-unread")) fresh.classList.add("first-unread");
  } else {
    let before = list.lastElementChild;
    while (before?.dataset.ts && before.dataset.ts > ts) before = before.previousElementSibling;
    if (before) before.after(fresh); else list.prepend(fresh);
  }
  settle(fresh);
  mark(fresh);
  if (fresh.nextElementSibling) mark(fresh.nextElementSibling);
}

/** Whether a message begins a day, or goes on where its author has just written. */
function mark(element) {
  const before = element.previousElementSibling;
  const { day, by: author, at } = element.dataset;
  if (!day) return;
  const first = before?.dataset.day !== day;
  element.classList.toggle("new-day", first && element.parentElement.id === "messages");
  const goesOn = !first && author && before.dataset.by === author && at - before.dataset.at < TOGETHER_S;
  element.classList.toggle("goes-on", Boolean(goesOn) && !element.querySelector(":scope > .note") && !before.classList.contains("ephemeral"));
}

function markUnread(list) {
  const first = [...list.querySelectorAll("[data-ts]")].find(each => each.dataset.ts > state.readTs && !("own" in each.dataset));
  if (first && state.readTs && state.unread) first.classList.add("first-unread");
}

/** What stands in front of somebody who looks has been read. */
export function read() {
  if (state.unread && state.where !== "home" && !document.hidden && document.hasFocus()) {
    state.unread = 0;
    act("reads", { channel: state.where });
  }
}

/** Goes to a conversation, and to a thread in it; the address says where one is, so that it can be shared and gone back to. */
export function go(where, thread = "", { push = true } = {}) {
  Object.assign(state, { where, thread, moves: -1 });
  const address = new URLSearchParams({ as: state.who, in: where, ...(thread ? { thread } : {}) });
  if (push) history.pushState(null, "", `?${address}`);
  document.body.classList.remove("drawer");
  return refresh();
}

export function openThread(root) {
  state.thread = root;
  return go(state.where, root).then(() => root && by("reply").focus());
}

export async function older() {
  const list = by("messages");
  const first = list.querySelector("[data-ts]");
  if (!first || by("older").hidden) return;
  by("older").hidden = true;
  const query = new URLSearchParams({ in: state.where, before: first.dataset.ts });
  const told = await asked(`/people/${encodeURIComponent(state.who)}/older?${query}`);
  const from = list.scrollHeight - list.scrollTop;
  const fresh = told.messages.map(({ html }) => Object.assign(parsed(html).find(node => node.nodeType === Node.ELEMENT_NODE), { shown: html }));
  first.before(...fresh);
  for (const each of [...fresh, first]) { settle(each); mark(each); }
  list.classList.toggle("long", list.childElementCount > LONG);
  list.scrollTop = list.scrollHeight - from;
  by("older").hidden = !told.older;
}
