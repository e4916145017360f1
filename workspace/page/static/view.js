// The window: asks the server what has changed and puts it where it belongs. Messages stand in the order of their ts.

import { act, asked, by, make, parsed, state } from "./state.js";
import { showForm } from "./form.js";
import { settle } from "./fields.js";

const NEAR_BOTTOM_PX = 80;
const KEPT_MAX = 300; // messages of a channel in the document at once: however long it is, it scrolls as a short one
const EDGE_PX = 1500;
const TOGETHER_S = 300; // who writes again within five minutes is not named again

let running = null;
let again = false;
let all = false; // whether the next answer is to hold everything, whatever one under way says of the moves

/** Everything as it is now; asked again if something happened meanwhile. Done when the last of it is shown. */
export function refresh({ anew = false } = {}) {
  all ||= anew;
  again = true;
  running ??= untilQuiet().finally(() => { running = null; });
  return running;
}

async function untilQuiet() {
  while (again) {
    again = false;
    await once();
  }
}

async function once() {
  const list = by("messages");
  if (all) state.moves = -1;
  all = false;
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
  showUnreadThreads(window.threads);
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
  const stays = isAtEnd(list) && !state.cut;
  if (window.full) {
    list.querySelectorAll("[data-ts]").forEach(each => each.remove());
    by("older").hidden = !window.older;
    state.readTs = window.read_ts;
    cutAt("");
  }
  const standing = window.full ? null : new Set(window.private ?? []);
  if (standing) list.querySelectorAll(".ephemeral").forEach(each => standing.has(each.dataset.ts) || drop(each));
  for (const ts of window.gone) drop(list.querySelector(`[data-ts="${ts}"]`));
  const shown = state.cut ? window.messages.filter(each => each.ts <= state.cut) : window.messages;
  if (window.full) append(list, window.messages); else for (const each of shown) put(list, each);
  if (window.full) markUnread(list);
  if (stays || window.full) toEnd(list);
}

/** The newest message in the document where newer ones wait on the server; empty where it is the newest of all. */
function cutAt(ts) {
  state.cut = ts;
  by("newest").hidden = !ts;
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

/** The elements of messages, all of them read by one parser. */
function elements(messages) {
  const made = parsed(messages.map(each => each.html).join("")).filter(node => node.nodeType === Node.ELEMENT_NODE);
  made.forEach((element, at) => { element.shown = messages[at].html; });
  return made;
}

function append(list, messages) {
  const made = elements(messages);
  list.append(...made);
  ready(made);
}

function ready(made) {
  for (const each of made) { settle(each); mark(each); }
  showUnreadThreads(state.threads ?? {});
}

/** A message at its place: most are the newest, so that the search begins at the end. */
function put(list, message) {
  const { ts, html } = message;
  const old = list.querySelector(`[data-ts="${ts}"]`);
  if (old?.shown === html) return;
  const [fresh] = elements([message]);
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
  if (state.where === "home" || document.hidden || !document.hasFocus()) return;
  if (state.unread) {
    state.unread = 0;
    act("reads", { channel: state.where });
  }
  if (state.thread && state.threads?.[state.thread]) {
    delete state.threads[state.thread];
    act("reads", { channel: state.where, thread: state.thread });
  }
}

/** What is new in a thread stands beside the count of its replies. */
function showUnreadThreads(threads) {
  state.threads = threads;
  for (const each of by("messages").querySelectorAll(".replies")) {
    const count = threads[each.dataset.thread] ?? 0;
    const place = each.querySelector(".new");
    place.hidden = !count;
    place.textContent = count ? `${count} new` : "";
  }
}

/** Goes to a conversation, and to a thread in it; the address says where one is, so that it can be shared and gone back to. */
/** To the newest message, wherever one was reading. */
export const toNewest = () => (state.cut ? refresh({ anew: true }) : toEnd(by("messages")));

export function go(where, thread = "", { push = true } = {}) {
  Object.assign(state, { where, thread });
  const address = new URLSearchParams({ as: state.who, in: where, ...(thread ? { thread } : {}) });
  if (push) history.pushState(null, "", `?${address}`);
  document.body.classList.remove("drawer");
  return refresh({ anew: true });
}

export function openThread(root) {
  state.thread = root;
  return go(state.where, root).then(() => root && by("reply").focus());
}

let reading = null;

/** Runs one of the two at a time, for what stands in the document has one beginning and one end; and looks again. */
function alone(read_) {
  reading ??= read_().finally(() => { reading = null; requestAnimationFrame(readOn); });
  return reading;
}

const lines = list => [...list.querySelectorAll(":scope > [data-ts]")];

/** Changes the document so that this element stays where somebody sees it. */
function holding(element, change) {
  const was = element.offsetTop;
  change();
  by("messages").scrollTop += element.offsetTop - was;
}

const asksFor = (what, where, ts) => asked(`/people/${encodeURIComponent(state.who)}/${what}?${new URLSearchParams({ in: where, ...ts })}`);

export const older = () => alone(async () => {
  const list = by("messages");
  const [first] = lines(list);
  if (!first || by("older").hidden) return;
  const { where } = state;
  const told = await asksFor("older", where, { before: first.dataset.ts });
  if (where !== state.where || !first.isConnected) return;
  holding(first, () => {
    const fresh = elements(told.messages);
    first.before(...fresh);
    ready([...fresh, first]);
    by("older").hidden = !told.older;
    const all = lines(list);
    if (all.length <= KEPT_MAX) return;
    all.slice(KEPT_MAX).forEach(each => each.remove());
    cutAt(all[KEPT_MAX - 1].dataset.ts);
  });
});

/** What was cut off below comes back when somebody reads down to it. */
const newer = () => alone(async () => {
  const list = by("messages");
  const { where, cut } = state;
  if (!cut) return;
  const told = await asksFor("newer", where, { behind: cut });
  if (where !== state.where || state.cut !== cut) return;
  holding(lines(list).at(-1), () => {
    append(list, told.messages);
    cutAt(told.newer ? told.messages.at(-1).ts : "");
    const all = lines(list);
    const over = Math.max(0, all.length - KEPT_MAX);
    if (!over) return;
    all.slice(0, over).forEach(each => each.remove());
    mark(all[over]);
    by("older").hidden = false;
  });
  if (told.newer) return;
  state.moves = Math.min(state.moves, told.moves); // what came meanwhile stood behind the cut and was left out
  refresh();
});

/** Reads on before one comes to an edge of what stands in the document. */
function readOn() {
  const list = by("messages");
  if (list.hidden) return;
  if (!by("older").hidden && list.scrollTop < EDGE_PX) older();
  else if (state.cut && list.scrollHeight - list.scrollTop - list.clientHeight < EDGE_PX) newer();
}
by("messages").addEventListener("scroll", readOn, { passive: true });

/** What the server has drawn into the document is taken over as it is. */
export function adopt() {
  state.readTs = state.read_ts;
  state.cut = "";
  for (const list of [by("messages"), by("replies")]) lines(list).forEach(mark);
  markUnread(by("messages"));
  toEnd(by("messages"));
  return refresh();
}
