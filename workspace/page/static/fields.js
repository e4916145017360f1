// Everything one can enter something into: lists with search, dates, boxes to tick; and what then stands in them.

import { act, notice } from "./state.js";

const EMPTY_IS_NONE = /^(static|external)_select$|^radio_buttons$|picker$/;

/** Makes ready what the server has drawn: what is chosen in lists, local times, colours. */
export function settle(root) {
  for (const combo of root.querySelectorAll(".combo")) showChosen(combo);
  for (const field of root.querySelectorAll("[data-at][type=datetime-local]")) {
    if (field.dataset.at) field.value = local(Number(field.dataset.at));
  }
  for (const each of root.querySelectorAll("[data-colour]")) {
    const { colour } = each.dataset;
    const known = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" }[colour];
    if (known || /^[0-9a-f]{3,8}$/i.test(colour)) each.style.setProperty("--colour", known ?? `#${colour}`);
  }
}

const local = seconds => new Date(seconds * 1000 - new Date(seconds * 1000).getTimezoneOffset() * 60000).toISOString().slice(0, 16);

const chosen = combo => [...combo.querySelectorAll('[aria-selected="true"]')];

function showChosen(combo) {
  const input = combo.querySelector("input");
  const labels = chosen(combo).map(option => option.dataset.label);
  if (combo.dataset.many === "0") { input.value = labels[0] ?? ""; return; }
  combo.querySelector(".chips").replaceChildren(...chosen(combo).map(option => {
    const chip = Object.assign(document.createElement("button"), { type: "button", className: "chip", textContent: `${option.dataset.label} ×` });
    chip.setAttribute("aria-label", `Take ${option.dataset.label} out`);
    chip.onclick = () => choose(combo, option);
    return chip;
  }));
  input.value = "";
}

function choose(combo, option) {
  const many = combo.dataset.many === "1";
  const was = option.getAttribute("aria-selected") === "true";
  if (!many) for (const each of chosen(combo)) each.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", String(many ? !was : true));
  combo.dataset.dirty = "1";
  showChosen(combo);
  if (!many) close(combo);
  changed(combo);
}

function open(combo) {
  combo.querySelector(".choices").hidden = false;
  combo.querySelector("input").setAttribute("aria-expanded", "true");
  combo.querySelector(".choices").scrollIntoView({ block: "nearest" });
}

function close(combo) {
  combo.querySelector(".choices").hidden = true;
  const input = combo.querySelector("input");
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
  combo.querySelectorAll(".active").forEach(each => each.classList.remove("active"));
}

const offered = combo => [...combo.querySelectorAll("[role=option]")].filter(option => !option.hidden);

function filter(combo, typed) {
  const wanted = typed.trim().toLowerCase();
  for (const option of combo.querySelectorAll("[role=option]")) option.hidden = !option.textContent.toLowerCase().includes(wanted);
  const first = offered(combo)[0];
  point(combo, wanted ? first : null);
}

function point(combo, option) {
  combo.querySelectorAll(".active").forEach(each => each.classList.remove("active"));
  const input = combo.querySelector("input");
  if (!option) { input.removeAttribute("aria-activedescendant"); return; }
  option.classList.add("active");
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

/** An external menu: the app itself is asked for what fits these letters. */
async function suggest(combo, typed) {
  if (typed.length < Number(combo.dataset.external)) return;
  const found = await act("searches", { field: combo.dataset.block, typed });
  if (!found || combo.querySelector("input").value !== typed) return;
  const group = combo.querySelector("[role=group]");
  const kept = chosen(combo);
  const known = new Set(kept.map(option => option.dataset.label));
  const fresh = found.filter(label => !known.has(label)).map((label, at) => {
    const option = Object.assign(document.createElement("div"), { textContent: label, id: `${combo.querySelector("input").id}-s${at}` });
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    Object.assign(option.dataset, { value: label, label });
    return option;
  });
  group.replaceChildren(...kept, ...fresh);
}

const aimed = element => ({
  menu: element.dataset.pick,
  channel: element.dataset.where,
  ...(element.dataset.where !== "form" && element.dataset.ts ? { message: element.dataset.ts } : {}),
  block: element.dataset.block,
});

/** Outside of a form, and where the app wants to know at once, what was entered is told now. */
function changed(element) {
  const field = element.closest("[data-field]");
  if (field && field.closest("#form") && !("dispatch" in field.dataset)) return;
  const value = valueOf(element);
  act("picks", { ...aimed(element), choice: value }).then(failed => failed && notice(failed));
}

/** What stands in a control, as the people of the local Slack enter it. */
export function valueOf(element) {
  if (element.matches(".combo")) {
    const said = chosen(element).map(option => ("external" in element.dataset ? option.dataset.label : option.dataset.value));
    return element.dataset.many === "1" ? said : said[0] ?? null;
  }
  if (element.matches(".choice-list")) {
    const ticked = [...element.querySelectorAll("input:checked")].map(each => each.value);
    return element.dataset.many === "1" ? ticked : ticked[0] ?? null;
  }
  if (element.type === "datetime-local") return element.value ? Math.floor(new Date(element.value).getTime() / 1000) : null;
  return element.value || null;
}

/** Every input of the form by its block, but for those that are empty and always were. */
export function entered(form) {
  const values = {};
  for (const field of form.querySelectorAll("[data-field]")) {
    const control = field.querySelector("[data-pick]");
    if (!control) continue;
    const value = valueOf(control);
    const empty = value === null || value.length === 0;
    const clears = control.dataset.dirty && (EMPTY_IS_NONE.test(field.dataset.kind) || /input$|^multi_|^checkboxes/.test(field.dataset.kind));
    if (!empty || clears) values[field.dataset.field] = value;
  }
  return values;
}

/** What somebody has entered and not sent yet, to be put back after the app has drawn the form anew. */
export function kept(root) {
  const was = new Map([...root.querySelectorAll("[data-dirty]")].map(each => [`${each.dataset.block} ${each.dataset.pick}`, each]));
  return fresh => {
    for (const control of fresh.querySelectorAll("[data-pick]")) {
      const old = was.get(`${control.dataset.block} ${control.dataset.pick}`);
      if (!old || old.className !== control.className || old.type !== control.type) continue;
      control.dataset.dirty = "1";
      if (control.matches(".combo")) {
        const said = new Set(chosen(old).map(option => option.dataset.value));
        for (const option of control.querySelectorAll("[role=option]")) option.setAttribute("aria-selected", String(said.has(option.dataset.value)));
        showChosen(control);
      } else if (control.matches(".choice-list")) {
        const ticked = new Set([...old.querySelectorAll("input:checked")].map(each => each.value));
        for (const each of control.querySelectorAll("input")) each.checked = ticked.has(each.value);
      } else control.value = old.value;
    }
  };
}

document.addEventListener("input", event => {
  const combo = event.target.closest?.(".combo");
  const control = event.target.closest?.("[data-pick]");
  if (control) control.dataset.dirty = "1";
  if (!combo) return;
  open(combo);
  if ("external" in combo.dataset) suggest(combo, event.target.value); else filter(combo, event.target.value);
});

document.addEventListener("change", event => {
  const control = event.target.closest?.("[data-pick]");
  if (control && !control.matches(".combo")) changed(control);
});

document.addEventListener("focusin", event => {
  for (const combo of document.querySelectorAll('.combo:has([aria-expanded="true"])')) {
    if (!combo.contains(event.target)) { close(combo); showChosen(combo); }
  }
});

document.addEventListener("pointerdown", event => {
  const option = event.target.closest?.(".combo [role=option]");
  if (option) { event.preventDefault(); choose(option.closest(".combo"), option); return; }
  const combo = event.target.matches?.(".combo input") ? event.target.closest(".combo") : null;
  if (combo) { for (const each of combo.querySelectorAll("[role=option]")) each.hidden = false; open(combo); }
  for (const each of document.querySelectorAll('.combo:has([aria-expanded="true"])')) {
    if (each !== combo && !each.contains(event.target)) { close(each); showChosen(each); }
  }
});

document.addEventListener("keydown", event => {
  const combo = event.target.matches?.(".combo input") ? event.target.closest(".combo") : null;
  if (!combo) return;
  const options = offered(combo);
  const at = options.findIndex(option => option.classList.contains("active"));
  const shown = !combo.querySelector(".choices").hidden;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    open(combo);
    point(combo, options.at((at + (event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1)) % options.length));
  } else if (event.key === "Enter" && shown && at >= 0) choose(combo, options[at]);
  else if (event.key === "Escape" && shown) { close(combo); showChosen(combo); event.stopPropagation(); }
  else return;
  event.preventDefault();
}, true);


