// A notebook's log: its end first, then what is added to it, as long as it grows.

import { get, path } from "/monitor/api.js";
import { h, setText, visible } from "/monitor/dom.js";
import { size } from "/monitor/format.js";

const MOST = 1_000_000;
// What programs print to colour a terminal.
const COLOURS = /\u001b\[[\d;]*[A-Za-z]|\r(?=\n)/g;

/** The block of a log; `refresh()` asks for what is new and says whether there was any. */
export class Log {
  #name;
  #next = null;

  constructor(name) {
    this.#name = name;
    this.note = h("p.note", {}, "Reading …");
    this.text = h("pre.code.log", { tabindex: 0, role: "log", "aria-label": "Log", "aria-live": "off" });
    this.element = h("div.stack", {}, this.note, this.text);
  }

  async refresh() {
    const where = `${path("logs", ...this.#name.split("/"))}${this.#next === null ? "" : `?offset=${this.#next}`}`;
    const { data } = await get(where);
    const isNew = this.#next === null || data.next > this.#next;
    if (isNew) this.#add(data);
    this.#next = data.next;
    return isNew;
  }

  #add(data) {
    const view = this.text;
    const atEnd = view.scrollTop + view.clientHeight >= view.scrollHeight - 40;
    view.append(visible(data.text.replace(COLOURS, "")));
    const length = view.textContent.length;
    if (length > MOST) view.textContent = view.textContent.slice(length - MOST);
    const left = data.offset > 0 && this.#next === null ? `; the first ${size(data.offset)} are left out` : "";
    setText(this.note, data.size ? `${size(data.size)}${left} · runs/${this.#name}` : "Nothing has been printed.");
    if (atEnd) view.scrollTop = view.scrollHeight;
  }
}
