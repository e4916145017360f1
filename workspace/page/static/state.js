// What this window knows, and the few hands with which everything else reaches the document and the server.

export const state = {
  ...JSON.parse(document.body.dataset.state),
  thread: new URLSearchParams(location.search).get("thread") ?? "",
  scene: null,
  now: "",
  places: null,
};

export const by = id => document.getElementById(id);

/** An element with properties, classes and children; whatever is text stays text. */
export function make(tag, given = {}, ...children) {
  const { className = "", attributes = {}, ...properties } = given;
  const element = Object.assign(document.createElement(tag), properties);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

/** The elements of HTML that the server has escaped; nothing in it runs. */
export const parsed = html => [...new DOMParser().parseFromString(html, "text/html").body.childNodes];

let hiding;
/** A sentence at the foot of the page, for those who see it and those who hear it. */
export function notice(text) {
  const place = by("notice");
  place.textContent = text;
  place.classList.toggle("shown", Boolean(text));
  clearTimeout(hiding);
  hiding = setTimeout(() => place.classList.remove("shown"), 8000);
}

export async function answered(response) {
  if (response.ok) return response.json();
  throw new Error((await response.text()).trim() || `The local Slack answered ${response.status}.`);
}

export const asked = async path => answered(await fetch(path, { headers: { Accept: "application/json" } }));

export async function sent(path, given) {
  const headers = { "Content-Type": "application/json", Prefer: "handling=lenient" };
  const told = await answered(await fetch(path, { method: "POST", headers, body: JSON.stringify(given) }));
  if (told.ok === false) throw new Error(told.error);
  return told;
}

/** An act of this person: its answer, or null when they cannot do this; then the page says why. */
export async function act(name, given) {
  try {
    return (await sent(`/people/${encodeURIComponent(state.who)}/${name}`, given)).answer ?? "";
  } catch (no) {
    notice(no.message);
    return null;
  }
}

/** What this person can reach and use, asked for once until something about it may have changed. */
export async function places() {
  state.places ??= await asked(`/people/${encodeURIComponent(state.who)}/places`);
  return state.places;
}

const clocks = new Map();
/** An instant as this person's clock shows it. */
export function clock(instant, form = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) {
  const key = JSON.stringify(form);
  if (!clocks.has(key)) clocks.set(key, new Intl.DateTimeFormat("en-GB", { ...form, timeZone: state.tz }));
  return clocks.get(key).format(new Date(instant));
}
