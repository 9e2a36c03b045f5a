// One run: its activities over time, and of each what went in, what came out and what went wrong.

import { path } from "/monitor/api.js";
import { facts, json, note, setLine, tabs, trouble } from "/monitor/blocks.js";
import { h, set, setText, visible } from "/monitor/dom.js";
import { clock, count, duration, full, lasted } from "/monitor/format.js";
import { Log } from "/monitor/log.js";
import { isActive, mark, statusTag, tone, word } from "/monitor/status.js";
import { axis, drawAxis, drawBar } from "/monitor/timeline.js";
import { pruned, rows, tree } from "/monitor/tree.js";
import { View } from "/monitor/view.js";
import { startedBy } from "/monitor/views/runs.js";

export class RunView extends View {
  name = "run";
  noun = ["activity run", "activity runs"];
  filterHint = "Filter activities";
  tree = true;
  rowHeight = 30;
  which = "first";
  #roots = [];
  #unfolded = new Map();
  #axis = null;
  #axisCell = null;
  #tab = "";

  title() {
    return this.data ? this.data.run.pipeline : "Run";
  }
  path() {
    return path("runs", this.params[0]);
  }
  stays(rest) {
    return rest[0] === this.params[0];
  }
  selectedKey() {
    return this.params[1] ?? null;
  }
  hashOf(row) {
    return row.activity ? ["runs", this.params[0], row.activity.id] : null;
  }
  parentHash() {
    return this.selectedKey() === null ? ["runs"] : ["runs", this.params[0]];
  }
  busy() {
    return this.data ? isActive(this.data.run.status) : false;
  }
  searched(row) {
    return `${row.name} ${row.type} ${word(row.status)}`;
  }
  facet(row) {
    return row.activity ? word(row.status) : "";
  }
  empty() {
    return { title: "No activity has started", text: this.data?.run.message || "The run is waiting for its turn." };
  }

  columns() {
    return [
      { name: "activity", title: "Activity", cell: drawName },
      { name: "type", title: "Type", cell: (el, row) => setLine(el, row.type) },
      { name: "word", title: "Status", cell: drawWord },
      { name: "duration", title: "Duration", cell: (el, row) => setText(el, duration(lasted(row.start, row.end))) },
      {
        name: "timeline",
        title: (el) => {
          this.#axisCell = el;
        },
        cell: (el, row) => drawBar(el, row, this.#axis, this.#now),
      },
    ];
  }

  rows(data) {
    this.#roots = tree(data.activities);
    [this.total, this.sent] = [data.total, data.activities.length];
    this.#measure();
    return pruned(this.#roots, () => true);
  }

  narrowed(all, fits) {
    if (this.isNarrowed) return pruned(this.#roots, fits);
    return rows(this.#roots, this.#unfolded);
  }

  open(row) {
    if (row.activity) super.open(row);
    else this.toggle(row);
  }

  toggle(row) {
    this.#unfolded.set(row.key, !row.expanded);
    this.render();
  }

  tick() {
    this.#measure();
    super.tick();
    this.#drawFacts();
  }

  heading() {
    const run = this.data?.run;
    if (!run) return ["Run"];
    this.#drawFacts();
    return [
      h("a.crumb", { href: "#/runs" }, "Runs"),
      h("span.slash", { "aria-hidden": "true" }, "/"),
      h("span.name", { title: visible(run.pipeline) }, run.pipeline),
      statusTag(run.status),
    ];
  }

  detailPath() {
    const found = this.data?.activities.find((each) => each.id === this.selectedKey());
    return path("runs", found?.run ?? this.params[0], "activities", this.selectedKey());
  }

  detail(activity) {
    const entries = [
      ["Input", () => secureOr(activity.secureInput, "input", activity.input)],
      ["Output", () => secureOr(activity.secureOutput, "output", activity.output)],
    ];
    if (activity.error.message) entries.unshift(["Error", () => error(activity.error)]);
    if (activity.log) entries.push(["Log", () => this.#log(activity.log)]);
    const pick = entries.some(([name]) => name === this.#tab) ? this.#tab : entries[0][0];
    const shown = tabs(entries, pick, (name) => this.#picked(name));
    return [
      h("h2", {}, activity.name, statusTag(activity.status)),
      facts([
        ["Type", activity.type],
        ["Pipeline", activity.run === this.params[0] ? "" : activity.pipeline],
        ["Started", h("span", { title: full(activity.start) }, clock(activity.start))],
        ["Duration", duration(lasted(activity.start, activity.end))],
        ["Iteration", activity.iteration],
        ["Attempt", activity.attempt ? activity.attempt + 1 : ""],
        ["Linked service", activity.linkedService],
        [
          "Child run",
          activity.child ? h("a", { href: `#/runs/${encodeURIComponent(activity.child)}` }, activity.child) : "",
        ],
        ...Object.entries(activity.userProperties),
        ["Activity run", activity.id],
      ]),
      shown,
    ];
  }

  get #now() {
    return Date.now();
  }

  #measure() {
    const all = pruned(this.#roots, () => true);
    this.#axis = axis(all, this.data.run.start, this.#now);
    if (this.#axisCell) drawAxis(this.#axisCell, this.#axis);
  }

  #drawFacts() {
    const run = this.data.run;
    const parameters = Object.entries(run.parameters);
    const line = [
      `started ${clock(run.start)} by ${startedBy(run).replace(/^by /, "")}`,
      duration(lasted(run.start, run.end)),
      run.factory,
      `run ${run.id}`,
    ];
    const text = line.filter(Boolean).join("  ·  ");
    if (!this.extra.firstChild) {
      this.facts = h("p.facts-line");
      this.message = h("p.trouble", { hidden: true });
      this.parameters = h("p.parameters");
      const href = `#/runs/${encodeURIComponent(run.startedByRun)}`;
      const caller = run.startedByRun ? h("a", { href }, "The run that started it") : "";
      this.extra.append(h("div.row", {}, this.facts, caller), this.message, this.parameters);
    }
    setText(this.facts, text);
    set(this.message, "hidden", !run.message);
    setText(this.message, run.message);
    set(this.parameters, "hidden", parameters.length === 0);
    if (this.parameters.childElementCount !== parameters.length) {
      this.parameters.replaceChildren(
        ...parameters.map(([name, value]) =>
          h("span.parameter", { title: visible(`${name} = ${value}`) }, h("b", {}, name), ` ${value}`),
        ),
      );
    }
  }

  #log(name) {
    this.live = new Log(name);
    this.app.live.now();
    return this.live.element;
  }

  #picked(name) {
    this.#tab = name;
    if (name !== "Log") this.live = null;
  }
}

function drawName(cell, row) {
  const sign = [row.level, row.expanded, row.status, row.turn, row.inside, row.failed, row.activity?.attempt].join(
    "|",
  );
  if (cell.dataset.sign === sign) return;
  cell.dataset.sign = sign;
  const badges = [];
  if (row.turn !== null) badges.push(`#${row.turn}`);
  if (row.activity?.attempt) badges.push(`attempt ${row.activity.attempt + 1}`);
  if (row.inside) badges.push(row.failed ? `${row.failed} of ${row.inside} failed` : String(row.inside));
  const indent = h("span.indent");
  indent.style.width = `${row.level * 16}px`;
  cell.replaceChildren(
    indent,
    twisty(row),
    mark(row.status),
    h("span.name", { title: visible(row.name) }, row.name),
    ...badges.map((each) => h("span.badge", {}, each)),
  );
}

function twisty(row) {
  return h(`span.twisty${row.expanded === null ? "" : row.expanded ? ".is-open" : ".is-shut"}`, {
    "aria-hidden": "true",
  });
}

function drawWord(cell, row) {
  setText(cell, word(row.status));
  cell.className = `cell col-word tone-${tone(row.status)}`;
}

function secureOr(isSecure, what, value) {
  if (isSecure) return note(`The policy of the activity says that its ${what} is secure: it is not kept.`);
  if (Object.keys(value ?? {}).length === 0) return note(`No ${what}.`);
  return json(value, what === "input" ? "Input" : "Output");
}

function error(found) {
  const { message, ...rest } = found;
  const others = Object.entries(rest).filter(([, value]) => value !== "");
  return h("div.stack", {}, trouble(message), facts(others.map(([name, value]) => [label(name), String(value)])));
}

function label(name) {
  return name
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .replace(/^./, (letter) => letter.toUpperCase());
}
