// Forms as dialogs, with what is wrong beside the line that it is about; and the small questions of the page itself.

import { act, by, make, parsed, sent, state } from "./state.js";
import { entered, kept, settle } from "./fields.js";

/** The form in front of this person, or none. What was entered and not sent yet stays, as in Slack. */
export function showForm(form) {
  const dialog = by("form");
  if (!form) {
    if (dialog.open) dialog.close();
    dialog.dataset.view = dialog.dataset.seen = "";
    return;
  }
  if (dialog.dataset.seen === form.seen) return;
  const focus = dialog.contains(document.activeElement) ? document.activeElement.id : "";
  const putBack = dialog.dataset.view === form.id ? kept(dialog) : () => {};
  Object.assign(dialog.dataset, { seen: form.seen, view: form.id });
  dialog.replaceChildren(...parsed(form.html));
  settle(dialog);
  putBack(dialog);
  if (!dialog.open) dialog.showModal();
  const first = dialog.querySelector("[aria-invalid]") ?? (focus && by(focus)) ?? null;
  (first || dialog.querySelector("[data-focus], .fields-of-form input, .fields-of-form textarea") || dialog).focus();
}

async function submit(dialog) {
  const button = dialog.querySelector("[data-do=submit-form]");
  if (!button || button.disabled) return;
  button.disabled = true;
  trouble(dialog, "");
  try {
    const told = await sent(`/people/${encodeURIComponent(state.who)}/submits`, { form: dialog.querySelector("#form-title").textContent, values: entered(dialog) });
    if (told.answer && !dialog.querySelector(".field.wrong")) trouble(dialog, told.answer);
  } catch (no) {
    trouble(dialog, no.message);
    markEmpty(dialog);
  } finally { button.disabled = false; }
}

/** Which lines are still to be filled in; the first of them is where one goes on. */
function markEmpty(dialog) {
  const values = entered(dialog);
  const empty = [...dialog.querySelectorAll("[data-field]:not([data-optional])")].filter(field => !(field.dataset.field in values));
  for (const field of empty) {
    field.classList.add("wrong");
    if (!field.querySelector(".error")) field.append(make("p", { className: "error own", textContent: "Please fill this in." }));
    field.querySelector(".control")?.setAttribute("aria-invalid", "true");
  }
  empty[0]?.querySelector("input, textarea")?.focus();
}

function trouble(dialog, text) {
  const place = dialog.querySelector(".trouble");
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
  for (const field of dialog.querySelectorAll(".field.wrong")) if (field.querySelector(".own")) { field.querySelector(".own").remove(); field.classList.remove("wrong"); }
  if (text) place.scrollIntoView({ block: "nearest" });
}

by("form").addEventListener("submit", event => { event.preventDefault(); submit(by("form")); });
by("form").addEventListener("cancel", event => { event.preventDefault(); act("closes", {}); });
by("form").addEventListener("click", event => event.target.closest("[data-do=close-form]") && act("closes", {}));

/** A question of the page itself: null when it was declined, else what was entered into each field. */
export function ask({ title, text = "", fields = [], ok = "OK", cancel = "Cancel", danger = false }) {
  const dialog = by("ask");
  const inputs = fields.map(field => {
    const input = make(field.long ? "textarea" : "input", { id: `ask-${field.name}`, name: field.name, ...(field.tick ? { type: "checkbox" } : { value: field.value ?? "" }) });
    if (field.long) input.rows = 4;
    input.className = field.tick ? "" : "control";
    return input;
  });
  const rows = fields.map((field, at) => make("div", { className: "field" }, make("label", { htmlFor: inputs[at].id, textContent: field.label }), inputs[at]));
  dialog.replaceChildren(make("form", { method: "dialog" },
    make("header", {}, make("h2", { id: "ask-title", textContent: title })),
    make("div", { className: "fields-of-form" }, text ? make("p", { textContent: text }) : null, ...rows),
    make("footer", {},
      make("button", { type: "button", className: "btn", textContent: cancel, onclick: () => dialog.close("") }),
      make("button", { value: "yes", className: `btn ${danger ? "danger" : "primary"}`, textContent: ok }))));
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise(done => {
    dialog.addEventListener("close", () => {
      const said = Object.fromEntries(inputs.map(input => [input.name, input.type === "checkbox" ? input.checked : input.value]));
      done(dialog.returnValue === "yes" ? said : null);
    }, { once: true });
  });
}
