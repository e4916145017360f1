// The page put together: what is pressed where, what the stream tells, which way is back.

import { act, by, clock, notice, state } from "./state.js";
import { changePlace } from "./composer.js";
import { settle } from "./fields.js";
import * as menus from "./menus.js";
import { over, save, showClock, showScene, showTraffic, toggleWire } from "./stage.js";
import { listen } from "./stream.js";
import { adopt, go, older, openThread, read, refresh, toNewest } from "./view.js";

const DO = {
  drawer: () => drawer(!document.body.classList.contains("drawer")),
  react: menus.react,
  more: menus.more,
  "insert-emoji": menus.insertEmoji,
  shortcuts: menus.shortcuts,
  browse: anchor => menus.browse(anchor),
  "write-to": anchor => menus.browse(anchor, { people: true }),
  "close-thread": () => openThread(""),
  wire: toggleWire,
  save,
  over,
};

function drawer(open) {
  document.body.classList.toggle("drawer", open);
  document.querySelector("[data-do=drawer]").setAttribute("aria-expanded", String(open));
}

/** To another place, or to a message in it, as a link to one says. */
async function leave(where, { message = "", root = "" } = {}) {
  if (where !== state.where) changePlace(state.where, where);
  if (where === "home" || where === "dm") act("opens_home", { tab: where === "home" ? "home" : "messages" });
  const inThread = root && root !== message;
  await go(where, inThread ? root : "");
  if (message) show(message, inThread ? "replies" : "messages");
}

function pressed(event) {
  const target = event.target.closest("[data-press], [data-do], [data-open], [data-thread], [data-react], [data-jump], [data-channel], [data-ask]");
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  if (document.body.classList.contains("drawer") && !event.target.closest("#sidebar, [data-do=drawer]")) drawer(false);
  if (!target || event.metaKey || event.ctrlKey) return;
  const { press, do: name, open, thread, react, jump, channel, ask } = target.dataset;
  if (press !== undefined) menus.press(target);
  else if (name in DO) DO[name](target);
  else if (open !== undefined) { event.preventDefault(); leave(open, target.dataset); }
  else if (thread !== undefined) openThread(thread);
  else if (react !== undefined) menus.toggleReaction(target);
  else if (jump !== undefined) show(jump);
  else if (channel !== undefined) act(channel, { channel: state.where });
  else if (ask !== undefined) menus.askOfChannel(ask);
}

async function show(ts, list = "messages") {
  const found = () => by(list).querySelector(`[data-ts="${ts}"]`);
  if (list === "messages" && state.cut && ts > state.cut) await toNewest();
  for (let tries = 0; tries < 200 && list === "messages" && !found() && !by("older").hidden; tries += 1) await older();
  const message = found();
  if (!message) { notice("This message is not here any more."); return; }
  message.scrollIntoView({ block: "center" });
  message.focus({ preventScroll: true });
}

function heard(told) {
  by("lost").hidden = !told.lost;
  if (told.lost) return;
  showClock(told.now);
  if (told.scene) showScene(told.scene);
  const anew = told.born !== state.born;
  if (anew) state.places = null;
  if (anew || told.moves !== state.moves) { refresh({ anew }); showTraffic(); }
}

function keys(event) {
  if ((event.metaKey || event.ctrlKey) && event.key === "k") { event.preventDefault(); menus.browse(by("top")); return; }
  const message = document.activeElement?.closest?.("#messages, #replies") ? document.activeElement : null;
  if (event.key === "Escape" && state.thread && !document.querySelector("dialog[open]") && !event.defaultPrevented && !by("pop").matches(":popover-open")) openThread("");
  if (!message || !["ArrowUp", "ArrowDown"].includes(event.key) || event.target.closest("input, textarea, select, button, a")) return;
  const list = message.closest("#messages, #replies");
  const all = [...list.querySelectorAll(".message")];
  const at = all.indexOf(message.closest(".message"));
  const next = event.key === "ArrowUp" ? all.at(at < 0 ? -1 : Math.max(0, at - 1)) : all[Math.min(all.length - 1, at + 1)];
  if (next) { event.preventDefault(); next.focus(); }
}

document.addEventListener("click", pressed);
document.addEventListener("keydown", keys);
addEventListener("popstate", () => {
  const told = new URLSearchParams(location.search);
  go(told.get("in") ?? "", told.get("thread") ?? "", { push: false });
});
addEventListener("focus", read);
document.addEventListener("visibilitychange", read);
by("older").addEventListener("click", older);
by("newest").addEventListener("click", toNewest);

showClock(by("clock").dataset.now);
settle(document);
adopt();
listen(heard);
by("line").focus({ preventScroll: true });
document.documentElement.dataset.ready = clock(state.now || Date.now());
