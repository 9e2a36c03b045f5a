// A list of any length: only the rows in sight are in the document, and one tab stop leads to all of them.

import { h, set, setStyle } from "/monitor/dom.js";

const SPARE = 8;
let grids = 0;

/**
 * A grid. `columns` are `{name, title, cell(element, row)}`; `open(row)` is called for Enter and a click, `active(row)`
 * when the arrows move; with `tree`, rows have `level`, `expanded` (null without children) and `toggle(row)` is called.
 */
export class Grid {
  #options;
  #rows = [];
  #at = new Map();
  #drawn = new Map();
  #keys = new WeakMap(); // not in the document: a key may have a name in it
  #active = null;
  #selected = null;
  #id = `grid-${(grids += 1)}`;

  constructor(options) {
    this.#options = options;
    this.head = h("div.grid-head", { role: "rowgroup" }, this.#headRow());
    this.body = h("div.grid-body", { role: "rowgroup" });
    this.element = h(
      `div.grid.${options.name}`,
      {
        role: options.tree ? "treegrid" : "grid",
        tabindex: 0,
        "aria-label": options.label,
        onkeydown: (event) => this.#key(event),
        onscroll: () => this.draw(),
        onclick: (event) => this.#click(event),
      },
      this.head,
      this.body,
    );
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  /** The row that the keyboard is on. */
  get active() {
    return this.#rows[this.#at.get(this.#active)] ?? null;
  }

  /** Shows these rows, each with a `key`; the place in the list stays, whatever came in above it. */
  set(rows) {
    const top = this.element.scrollTop;
    const anchor = top > 0 ? this.#rows[Math.floor(top / this.#height)]?.key : null;
    const before = this.#at.get(anchor);
    this.#rows = rows;
    this.#at = new Map(rows.map((row, index) => [row.key, index]));
    if (!this.#at.has(this.#active)) this.#active = rows[0]?.key ?? null;
    set(this.element, "aria-rowcount", rows.length + 1);
    setStyle(this.body, "height", `${rows.length * this.#height}px`);
    const after = this.#at.get(anchor);
    if (anchor && after !== undefined && after !== before)
      this.element.scrollTop = top + (after - before) * this.#height;
    this.draw();
  }

  /** Marks a row as the one whose details are shown; null for none. */
  select(key) {
    this.#selected = key;
    if (key !== null && this.#at.has(key)) this.#active = key;
    this.draw();
  }

  /** Brings the active row into sight. */
  reveal() {
    const index = this.#at.get(this.#active);
    if (index === undefined) return;
    const top = index * this.#height;
    const room = this.element.clientHeight - this.head.offsetHeight;
    if (top < this.element.scrollTop) this.element.scrollTop = top;
    else if (top + this.#height > this.element.scrollTop + room) this.element.scrollTop = top + this.#height - room;
  }

  /** Draws the rows in sight anew, touching only what is different. */
  draw() {
    const first = Math.max(0, Math.floor(this.element.scrollTop / this.#height) - SPARE);
    const last = first + Math.ceil(this.element.clientHeight / this.#height) + 2 * SPARE;
    const wanted = new Map(this.#rows.slice(first, last).map((row, index) => [row.key, first + index]));
    if (this.#at.has(this.#active)) wanted.set(this.#active, this.#at.get(this.#active));
    for (const [key, element] of this.#drawn) {
      if (wanted.has(key)) continue;
      element.remove();
      this.#drawn.delete(key);
    }
    for (const [key, index] of wanted) this.#drawRow(key, index);
    const current = this.#drawn.get(this.#active);
    set(this.element, "aria-activedescendant", current ? current.id : null);
  }

  get #height() {
    return this.#options.rowHeight ?? 36;
  }

  #headRow() {
    const cells = this.#options.columns.map((column) => {
      const cell = h(`div.cell.col-${column.name}`, { role: "columnheader" });
      if (typeof column.title === "function") column.title(cell);
      else cell.textContent = column.title;
      return cell;
    });
    return h("div.grid-row", { role: "row", "aria-rowindex": 1 }, cells);
  }

  #drawRow(key, index) {
    const row = this.#rows[index];
    let element = this.#drawn.get(key);
    if (!element) {
      const cells = this.#options.columns.map((column) => h(`div.cell.col-${column.name}`, { role: "gridcell" }));
      element = h("div.grid-row", { role: "row", id: `${this.#id}-${rowId(key)}` }, cells);
      this.#keys.set(element, key);
      this.#drawn.set(key, element);
      this.body.append(element);
    }
    setStyle(element, "transform", `translateY(${index * this.#height}px)`);
    set(element, "aria-rowindex", index + 2);
    set(element, "aria-selected", key === this.#selected ? "true" : "false");
    element.classList.toggle("is-active", key === this.#active);
    if (this.#options.tree) {
      set(element, "aria-level", row.level + 1);
      set(element, "aria-expanded", row.expanded === null ? null : String(row.expanded));
    }
    this.#options.columns.forEach((column, at) => column.cell(element.children[at], row));
  }

  #click(event) {
    const element = event.target.closest(".grid-body > .grid-row");
    const row = element && this.#rows[this.#at.get(this.#keys.get(element))];
    if (!row || String(getSelection())) return;
    this.#active = row.key;
    if (this.#options.tree && event.target.closest(".twisty") && row.expanded !== null) this.#options.toggle(row);
    else this.#options.open?.(row);
    this.draw();
  }

  #key(event) {
    if (event.target !== this.element || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = this.#at.get(this.#active) ?? 0;
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#height) - 2);
    const moves = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: this.#rows.length - 1,
    };
    if (event.key in moves) this.#move(moves[event.key]);
    else if (event.key === "Enter" && this.active) this.#options.open?.(this.active);
    else if (!(this.#options.tree && this.active && this.#treeKey(event.key, index))) return;
    event.preventDefault();
  }

  #treeKey(key, index) {
    const row = this.active;
    if (key === "ArrowRight" && row.expanded === false) this.#options.toggle(row);
    else if (key === "ArrowRight" && row.expanded) this.#move(index + 1);
    else if (key === "ArrowLeft" && row.expanded) this.#options.toggle(row);
    else if (key === "ArrowLeft" && row.level > 0) {
      while (index > 0 && this.#rows[index].level >= row.level) index -= 1;
      this.#move(index);
    } else if (key === " " && row.expanded !== null) this.#options.toggle(row);
    else return false;
    return true;
  }

  #move(index) {
    if (!this.#rows.length) return;
    this.#active = this.#rows[Math.min(Math.max(index, 0), this.#rows.length - 1)].key;
    this.reveal();
    this.draw();
    this.#options.active?.(this.active);
  }
}

const ids = new Map();

/** An id that any key may have: keys are names, with spaces and worse in them. */
function rowId(key) {
  if (!ids.has(key)) ids.set(key, ids.size);
  return ids.get(key);
}
