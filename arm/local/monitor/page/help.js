// The dialog that says which keys do what.

import { h } from "/monitor/dom.js";

const KEYS = [
  ["↑ ↓", "from row to row; Home, End, Page Up and Page Down, too"],
  ["Enter", "open the row"],
  ["→ ←", "unfold and fold a row; in tabs, the next one"],
  ["Tab", "on to the filter, the list, the details"],
  ["Esc", "back: close the details, then up"],
  ["/", "filter"],
  ["1 – 6", "runs, deployments, factory, storage, notebooks, checks"],
  ["r", "refresh now"],
  ["?", "this list"],
];

export class Help {
  #dialog;

  constructor() {
    const rows = KEYS.map(([keys, text]) =>
      h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, keys)), h("td", {}, text)),
    );
    this.#dialog = h(
      "dialog",
      { "aria-labelledby": "help-title" },
      h("h2", { id: "help-title" }, "Keys"),
      h("table.keys", {}, h("tbody", {}, rows)),
      h("button", { type: "button", onclick: () => this.#dialog.close() }, "Close"),
    );
    document.body.append(this.#dialog);
  }

  get isOpen() {
    return this.#dialog.open;
  }

  open() {
    if (!this.#dialog.open) this.#dialog.showModal();
  }
}
