// A view: a heading, a filter, a list, and beside it a panel with what is selected. All views are this one, filled in.

import { Refused, get } from "/monitor/api.js";
import { empty as emptyState, trouble } from "/monitor/blocks.js";
import { h, set, setText } from "/monitor/dom.js";
import { figures } from "/monitor/format.js";
import { Grid } from "/monitor/grid.js";

const FOLLOW_AFTER = 90;

export class View {
  /** Filled in by each view: see the views. */
  name = "";
  tree = false;
  rowHeight = 36;
  noun = ["row", "rows"];
  filterHint = "Filter";
  /** How many there are, and of very many how many were sent, and which. */
  total = null;
  sent = Infinity;
  which = "latest";

  #text = "";
  #facet = "";
  #chips = new Map();
  #follow = 0;
  #top = 0;
  #shown = null;
  #detail = null;

  constructor(app) {
    this.app = app;
    this.params = [];
    this.data = null;
  }

  // What a view is made of; each view has its own.
  columns() {
    return [];
  }
  path() {
    return "";
  }
  rows() {
    return [];
  }
  searched(row) {
    return row.key;
  }
  facet() {
    return "";
  }
  facets() {
    return [];
  }
  selectedKey() {
    return null;
  }
  hashOf() {
    return null;
  }
  parentHash() {
    return null;
  }
  detailPath() {
    return null;
  }
  detail() {
    return [];
  }
  heading() {
    return [this.title()];
  }
  title() {
    return this.name;
  }
  empty() {
    return { title: "Nothing here", text: "" };
  }
  busy() {
    return false;
  }
  stays() {
    return true;
  }
  toggle() {}

  build() {
    this.grid = new Grid({
      name: this.name,
      label: this.title(),
      columns: this.columns(),
      tree: this.tree,
      rowHeight: this.rowHeight,
      open: (row) => this.open(row),
      active: (row) => this.#followActive(row),
      toggle: (row) => this.toggle(row),
    });
    this.top = h("h1");
    this.extra = h("div.extra");
    this.search = h("input.search", {
      type: "search",
      placeholder: `${this.filterHint}  ( / )`,
      "aria-label": this.filterHint,
      "aria-keyshortcuts": "/",
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => this.#filter(),
      onkeydown: (event) => this.#searchKey(event),
    });
    this.count = h("p.count", { role: "status" });
    this.chips = h("div.chips", { role: "group", "aria-label": "Show" });
    this.blank = h("div.blank", { hidden: true });
    this.panel = h("section.panel", { "aria-label": "Details", hidden: true, tabindex: -1 });
    this.list = h("div.list", {}, this.grid.element, this.blank);
    this.element = h(
      `div.view.view-${this.name}`,
      {},
      h("div.head", {}, this.top, this.extra),
      h("div.tools", {}, this.search, this.chips, this.count),
      h("div.split", {}, this.list, this.panel),
    );
    this.top.append(...this.heading());
    return this.element;
  }

  /** Shows what the address says. */
  enter(params) {
    this.params = params;
    const key = this.selectedKey();
    this.grid.select(key);
    if (key === null) this.closePanel();
  }

  /** Another view takes its place. */
  leave() {
    clearTimeout(this.#follow);
    this.#top = this.grid.element.scrollTop;
  }

  /** It is on the page again, as it was left: with its filter, and where it was scrolled to. */
  comeBack() {
    this.grid.element.scrollTop = this.#top;
  }

  focus() {
    this.grid.element.focus({ preventScroll: true });
  }

  /** Asks for what is shown; says whether it changed and whether more is to be expected soon. */
  async refresh() {
    const { data, changed } = await get(this.path());
    if (changed || data !== this.data) {
      this.data = data;
      this.render();
    }
    const panelChanged = await this.#refreshPanel();
    return { changed: changed || panelChanged, busy: this.busy() };
  }

  /** Draws all anew from the data that is there. */
  render() {
    if (!this.data) return;
    this.top.replaceChildren(...this.heading());
    const all = this.rows(this.data);
    this.#renderChips(all);
    const rows = this.narrowed(all, (row) => this.#fits(row));
    this.grid.set(rows);
    this.grid.select(this.selectedKey());
    setText(this.count, this.#counted(rows.length, this.total ?? all.length));
    this.#renderBlank(all, rows);
  }

  /** How many there are, how many of them fit the filter, how many of them were sent. */
  #counted(shown, total) {
    const whole = `${figures(total)} ${this.noun[total === 1 ? 0 : 1]}`;
    if (this.isNarrowed) return `${figures(shown)} of ${whole}`;
    return this.sent < total ? `the ${this.which} ${figures(this.sent)} of ${whole}` : whole;
  }

  /** The rows that fit; a tree keeps those above them, too. */
  narrowed(rows, fits) {
    return this.isNarrowed ? rows.filter(fits) : rows;
  }

  get isNarrowed() {
    return this.#text !== "" || this.#facet !== "";
  }

  open(row) {
    const hash = this.hashOf(row);
    if (hash) this.app.go(hash);
  }

  /** Esc: out of the panel, then up. False if there is nowhere to go. */
  back() {
    if (document.activeElement === this.search) {
      this.search.value = "";
      this.#filter();
      this.focus();
      return true;
    }
    const hash = this.parentHash();
    if (!hash) return false;
    this.app.go(hash);
    return true;
  }

  /** Once a second while something goes on, so that durations grow. */
  tick() {
    if (this.data) this.grid.draw();
  }

  closePanel() {
    this.#shown = this.#detail = null;
    if (this.panel.hidden) return;
    const held = this.panel.contains(document.activeElement);
    this.panel.hidden = true;
    this.element.classList.remove("has-panel");
    if (held) this.focus();
    this.grid.draw();
  }

  async #refreshPanel() {
    const key = this.selectedKey();
    const where = key === null ? null : this.detailPath(this.data);
    if (!where) return false;
    let found;
    try {
      found = await get(where);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#show(key, [trouble(error.message)]);
      return false;
    }
    if (this.selectedKey() !== key) return false;
    if (this.#shown !== key || found.changed || this.#detail !== found.data) {
      const again = this.#shown === key;
      this.#detail = found.data;
      if (!again) this.live = null;
      this.#show(key, this.detail(found.data, again));
    }
    const more = this.live ? await this.live.refresh() : false;
    return found.changed || more;
  }

  #show(key, children) {
    this.#shown = key;
    const top = this.panel.scrollTop;
    const held =
      document.activeElement?.getAttribute?.("role") === "tab" && this.panel.contains(document.activeElement);
    const close = h("button.quiet.close", { type: "button", title: "Esc", onclick: () => this.back() }, "Close");
    this.panel.replaceChildren(close, ...children);
    if (held) this.panel.querySelector('[role="tab"][aria-selected="true"]')?.focus();
    this.panel.scrollTop = top;
    if (this.panel.hidden) {
      this.panel.hidden = false;
      this.element.classList.add("has-panel");
      this.grid.draw();
      this.grid.reveal();
    }
  }

  #followActive(row) {
    clearTimeout(this.#follow);
    if (this.panel.hidden) return;
    const hash = this.hashOf(row);
    if (hash) this.#follow = setTimeout(() => this.app.go(hash, { replace: true }), FOLLOW_AFTER);
  }

  #fits(row) {
    if (this.#facet && this.facet(row) !== this.#facet) return false;
    const text = this.searched(row).toLowerCase();
    return this.#text.split(/\s+/).every((each) => text.includes(each));
  }

  #filter() {
    this.#text = this.search.value.trim().toLowerCase();
    this.render();
  }

  #searchKey(event) {
    if (event.key !== "ArrowDown" && event.key !== "Enter") return;
    event.preventDefault();
    this.focus();
  }

  #renderChips(all) {
    const counts = new Map(this.facets(all).map((each) => [each, 0]));
    for (const row of all) {
      const of = this.facet(row);
      if (of) counts.set(of, (counts.get(of) ?? 0) + 1);
    }
    for (const [name, number] of counts) {
      if (!this.#chips.has(name)) this.#chips.set(name, this.#chip(name));
      const chip = this.#chips.get(name);
      setText(chip.lastChild, figures(number));
      set(chip, "aria-pressed", String(this.#facet === name));
    }
  }

  #chip(name) {
    const pick = () => {
      this.#facet = this.#facet === name ? "" : name;
      this.render();
    };
    const chip = h("button.chip", { type: "button", onclick: pick }, h("span", {}, name), h("span.chip-count"));
    this.chips.append(chip);
    return chip;
  }

  #renderBlank(all, rows) {
    const isBlank = rows.length === 0;
    set(this.blank, "hidden", !isBlank);
    if (isBlank) {
      this.blank.replaceChildren(
        emptyState(
          all.length
            ? {
                title: "Nothing fits the filter",
                text: "Esc in the filter field clears it.",
              }
            : this.empty(),
        ),
      );
    }
  }
}
