// The message boxes: what is typed, completed, attached and sent.

import { act, answered, asked, by, make, notice, places, state } from "./state.js";
import { toNewest } from "./view.js";

const OFFERS_MAX = 8;
const drafts = new Map();
let emoji = null;

export async function allEmoji() {
  emoji ??= await asked("/emoji");
  return emoji;
}

function boxOf(element) {
  return element.closest(".composer");
}

function grow(area) {
  area.style.setProperty("height", "auto");
  area.style.setProperty("height", `${Math.min(area.scrollHeight, 240)}px`);
}

/** What could stand where the caret is: [what is shown, beside it, what is inserted]. */
async function offersFor(area) {
  const typed = area.value.slice(0, area.selectionStart);
  const { commands, people, groups, channels } = await places();
  if (/^\/\S*$/.test(typed) && area.id === "line") {
    return found(typed, commands.map(each => [each.name, each.description, `${each.name} `]), typed);
  }
  const [word, sign, wanted] = typed.match(/(?:^|[\s(])([@#:])([\p{L}\d_.+-]*)$/u) ?? [];
  if (!word) return [];
  const inserted = sign + wanted;
  if (sign === "@") {
    const everybody = [...people.map(each => [each.handle, each.name]), ...groups.map(each => [each.handle, each.name]), ["here", "whoever is active in this channel"], ["channel", "everybody in this channel"]];
    return found(wanted, everybody.map(([name, beside]) => [`@${name}`, beside, `@${name} `]), inserted);
  }
  if (sign === "#") return found(wanted, channels.map(each => [`#${each.name}`, each.joined ? "" : "not joined", `#${each.name} `]), inserted);
  if (wanted.length < 2) return [];
  return found(wanted, (await allEmoji()).map(([name, shown]) => [`${shown} :${name}:`, "", `:${name}: `]), inserted);
}

function found(wanted, offers, inserted) {
  const letters = wanted.toLowerCase();
  const fitting = offers.filter(([shown, beside]) => `${shown} ${beside}`.toLowerCase().includes(letters));
  const first = fitting.filter(([shown]) => shown.toLowerCase().replace(/^[^\p{L}\d]*/u, "").startsWith(letters.replace("/", "")));
  return [...new Set([...first, ...fitting])].slice(0, OFFERS_MAX).map(offer => [...offer, inserted.length]);
}

async function offer(area) {
  const list = by(`${area.id}-offers`);
  const value = area.value;
  const offers = await offersFor(area);
  if (area.value !== value) return;
  list.replaceChildren(...offers.map(([shown, beside, inserted, length], at) => {
    const option = make("div", { id: `${area.id}-offer-${at}`, attributes: { role: "option", "aria-selected": String(at === 0) } },
      make("b", { textContent: shown }), beside ? make("small", { textContent: beside }) : null);
    option.insert = () => insert(area, inserted, length);
    option.addEventListener("pointerdown", event => { event.preventDefault(); option.insert(); });
    return option;
  }));
  list.hidden = !offers.length;
  if (offers.length) area.setAttribute("aria-activedescendant", `${area.id}-offer-0`); else area.removeAttribute("aria-activedescendant");
  await showUsage(area);
}

async function showUsage(area) {
  const usage = boxOf(area).querySelector(".usage");
  const name = area.value.match(/^(\/\S+)\s/)?.[1];
  const known = name && area.id === "line" ? (await places()).commands.find(each => each.name === name) : null;
  usage.textContent = known ? `${known.name} ${known.usage_hint}` : "";
  usage.hidden = !known?.usage_hint;
}

export function insert(area, text, instead = 0) {
  area.setRangeText(text, area.selectionStart - instead, area.selectionEnd, "end");
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function move(area, by_) {
  const options = [...by(`${area.id}-offers`).children];
  const at = options.findIndex(option => option.getAttribute("aria-selected") === "true");
  const next = (at + by_ + options.length) % options.length;
  options.forEach((option, number) => option.setAttribute("aria-selected", String(number === next)));
  area.setAttribute("aria-activedescendant", options[next].id);
}

function hideOffers(area) {
  by(`${area.id}-offers`).hidden = true;
  area.removeAttribute("aria-activedescendant");
}

async function send(form) {
  const area = form.querySelector("textarea");
  const text = area.value.trim();
  const files = [...form.querySelectorAll(".files .chip")].map(each => each.file);
  if (!text && !files.length) return;
  const inThread = form.dataset.threadBox === "1";
  const where = state.where;
  const broadcast = form.elements.broadcast?.checked ?? false;
  keep(form, "", []);
  const isCommand = text.startsWith("/") && !inThread;
  const given = { text, channel: where, ...(inThread ? { thread: state.thread, broadcast } : {}) };
  const answer = isCommand ? await act("types", given) : await says(given, files);
  if (answer === null) keep(form, text, files, broadcast); // nothing was sent: the words come back
  else if (!inThread) toNewest();
  area.focus();
}

/** Sends the bytes first, so that a message never names a file that is not there. */
async function says(given, files) {
  try { return await act("says", { ...given, files: await Promise.all(files.map(upload)) }); }
  catch (no) { notice(no.message); return null; }
}

async function upload(file) {
  const path = `/people/${encodeURIComponent(state.who)}/files/${encodeURIComponent(file.name)}`;
  return (await answered(await fetch(path, { method: "POST", body: file }))).id;
}

function keep(form, text, files, broadcast = false) {
  const area = form.querySelector("textarea");
  area.value = text;
  if (form.elements.broadcast) form.elements.broadcast.checked = broadcast;
  form.querySelector(".files").replaceChildren(...files.map(chip));
  form.querySelector(".usage").hidden = true;
  hideOffers(area);
  grow(area);
}

function chip(file) {
  const made = make("button", { type: "button", className: "chip", textContent: `${file.name} ×`, onclick: () => made.remove() });
  made.setAttribute("aria-label", `Take ${file.name} out`);
  made.file = file;
  return made;
}

function attach(form) {
  const input = make("input", { type: "file", multiple: true });
  input.onchange = () => form.querySelector(".files").append(...[...input.files].map(chip));
  input.click();
}

/** What was being written in a conversation waits there. */
export function changePlace(from, to) {
  drafts.set(from, by("line").value);
  by("line").value = drafts.get(to) ?? "";
  hideOffers(by("line"));
  grow(by("line"));
}

for (const form of document.querySelectorAll(".composer")) {
  const area = form.querySelector("textarea");
  form.addEventListener("submit", event => { event.preventDefault(); send(form); });
  area.addEventListener("input", () => { grow(area); offer(area).catch(no => notice(no.message)); });
  area.addEventListener("blur", () => hideOffers(area));
  area.addEventListener("keydown", event => {
    const offers = by(`${area.id}-offers`);
    if (!offers.hidden && ["ArrowDown", "ArrowUp"].includes(event.key)) { event.preventDefault(); move(area, event.key === "ArrowDown" ? 1 : -1); }
    else if (!offers.hidden && ["Tab", "Enter"].includes(event.key) && !event.shiftKey) { event.preventDefault(); offers.querySelector('[aria-selected="true"]').insert(); }
    else if (!offers.hidden && event.key === "Escape") hideOffers(area);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  form.querySelector("[data-do=attach]").onclick = () => attach(form);
}
