
"use strict";
// One section a screen. The address keeps the place, so that a reload or a shared link opens the same step.
const page = document.documentElement;
const steps = [...document.querySelectorAll("main > section")];
const [back, place, all, next] = ["back", "place", "all", "next"].map((id) => document.getElementById(id));
let now = 0;

function show(step, { moves = true } = {}) {
  now = Math.min(Math.max(step, 0), steps.length - 1);
  steps.forEach((section, n) => section.classList.toggle("now", n === now));
  place.textContent = `${now + 1} / ${steps.length}`;
  back.disabled = now === 0;
  next.disabled = now === steps.length - 1;
  if (moves) history.replaceState(null, "", `#${now + 1}`);
  if (isStepped()) window.scrollTo(0, 0);
}

const isStepped = () => page.classList.contains("steps");
// What is longer than the screen is read to its end before a page key turns to the next step.
const isRead = () => window.innerHeight + window.scrollY >= document.body.scrollHeight - 4;

function toggleAll() {
  page.classList.toggle("steps");
  all.setAttribute("aria-pressed", String(!isStepped()));
  [back, next, place].forEach((one) => { one.style.visibility = isStepped() ? "" : "hidden"; });
  if (!isStepped()) steps[now].scrollIntoView();
}

const keys = {
  ArrowRight: () => show(now + 1),
  ArrowLeft: () => show(now - 1),
  PageDown: () => isRead() && show(now + 1),
  " ": () => isRead() && show(now + 1),
  PageUp: () => window.scrollY === 0 && show(now - 1),
  Home: () => show(0),
  End: () => show(steps.length - 1),
};

document.addEventListener("keydown", (event) => {
  const isPress = event.key === " " && event.target.tagName === "BUTTON";
  const isOurs = isStepped() && !isPress && !event.ctrlKey && !event.metaKey && !event.altKey;
  const turned = isOurs && keys[event.key] ? keys[event.key]() : false;
  if (turned !== false) event.preventDefault();
});
document.querySelector("main").addEventListener("click", (event) => {
  if (!isStepped() || event.target.closest("a") || String(window.getSelection())) return;
  show(event.clientX < window.innerWidth / 3 ? now - 1 : now + 1);
});
back.addEventListener("click", () => show(now - 1));
next.addEventListener("click", () => show(now + 1));
all.addEventListener("click", toggleAll);
window.addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1 || 0, { moves: false }));

page.classList.add("steps");
document.querySelector("nav").hidden = false;
show(Number(location.hash.slice(1)) - 1 || 0, { moves: false });
