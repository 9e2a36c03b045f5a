// What panels are made of: facts, JSON, text, tables, tabs.

import { h, set, setText, visible } from "/monitor/dom.js";
import { figures } from "/monitor/format.js";

const MOST_COLOURED = 60_000;
const MOST_SHOWN = 400_000;
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** A list of facts: `[name, text or element]`; those without a value are left out. */
export function facts(entries) {
  const shown = entries.filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return h(
    "dl.facts",
    {},
    shown.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
  );
}

/** JSON, coloured where it isn't too long. */
export function json(value, label) {
  const text = visible(JSON.stringify(value, null, 2) ?? "");
  const block = h("pre.code", { tabindex: 0, role: "region", "aria-label": label });
  if (text.length > MOST_COLOURED) {
    block.textContent = text.slice(0, MOST_SHOWN);
    const rest = text.length - MOST_SHOWN;
    return rest > 0 ? h("div.stack", {}, note(`${figures(rest)} more characters are not shown.`), block) : block;
  }
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    const kind = found[2] !== undefined ? "key" : found[1] !== undefined ? "string" : found[3] ? "word" : "number";
    block.append(text.slice(at, found.index), h(`span.json-${kind}`, {}, found[1] ?? found[0]), found[2] ?? "");
    at = found.index + found[0].length;
  }
  block.append(text.slice(at));
  return block;
}

/** Text as it is. */
export function plain(text, label) {
  return h("pre.code", { tabindex: 0, role: "region", "aria-label": label }, text);
}

/** A sentence on its own. */
export function note(...children) {
  return h("p.note", {}, children);
}

/** A sentence that something went wrong. */
export function trouble(text) {
  return h("p.trouble", {}, text);
}

/** A table of `columns` {name, type} and `rows` of texts, null for no value. */
export function table(columns, rows, label) {
  const numeric = columns.map((column) => /^(number|u?int|float|double|decimal)/.test(column.type));
  const head = columns.map((column, at) =>
    h(
      `th${numeric[at] ? ".is-number" : ""}`,
      { scope: "col" },
      column.name,
      column.type && column.type !== "number" ? h("span.type", {}, column.type) : null,
    ),
  );
  const body = rows.map((row) =>
    h(
      "tr",
      {},
      columns.map((_, at) => tableCell(row[at], numeric[at])),
    ),
  );
  return h(
    "div.table-frame",
    { tabindex: 0, role: "region", "aria-label": label },
    h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, body)),
  );
}

function tableCell(value, numeric) {
  if (value === null || value === undefined) return h("td.is-null", {}, "null");
  return h(`td${numeric ? ".is-number" : ""}`, {}, value);
}

/** Tabs: `[name, make]`; the arrows go from one to the next. `pick` names the one to begin with. */
export function tabs(entries, pick, onpick) {
  const panel = h("div.tab-panel", { role: "tabpanel" });
  const buttons = entries.map(([name], at) =>
    h(
      "button",
      { type: "button", role: "tab", onclick: () => show(at), onkeydown: (event) => step(event, at) },
      name,
    ),
  );
  function show(at) {
    buttons.forEach((button, index) => {
      set(button, "aria-selected", String(index === at));
      set(button, "tabindex", index === at ? 0 : -1);
    });
    set(panel, "aria-label", entries[at][0]);
    panel.replaceChildren(entries[at][1]());
    onpick?.(entries[at][0]);
  }
  function step(event, at) {
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const to = (next + entries.length) % entries.length;
    show(to);
    buttons[to].focus();
  }
  show(
    Math.max(
      0,
      entries.findIndex(([name]) => name === pick),
    ),
  );
  return h("div.tabs", {}, h("div.tab-list", { role: "tablist", "aria-label": "Details" }, buttons), panel);
}

/** What a view shows that has nothing to show: what would be here, and what to type for it. */
export function empty({ title, text, command }) {
  return h(
    "div.empty",
    {},
    h("p.empty-title", {}, title),
    h("p", {}, text),
    command ? h("p", {}, h("code.command", {}, command)) : null,
  );
}

/** Puts a line of text with its full form as a title. */
export function setLine(element, text, title = text) {
  setText(element, text);
  set(element, "title", title ? visible(title) : null);
}
