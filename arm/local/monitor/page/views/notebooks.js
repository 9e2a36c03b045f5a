// Runs of notebooks, by jobs and by pipelines, with what they printed.

import { path } from "/monitor/api.js";
import { facts, json, note, plain, setLine, tabs, trouble } from "/monitor/blocks.js";
import { h, setText } from "/monitor/dom.js";
import { clock, duration, full, lasted } from "/monitor/format.js";
import { Log } from "/monitor/log.js";
import { isActive, setStatus, statusTag, word } from "/monitor/status.js";
import { View } from "/monitor/view.js";

export class NotebooksView extends View {
  name = "notebooks";
  noun = ["run", "runs"];
  filterHint = "Filter notebooks";
  #tab = "";

  title() {
    return "Notebooks";
  }
  path() {
    return path("notebooks");
  }
  searched(row) {
    return `${row.notebook} ${row.name} ${word(row.status)} ${row.message}`;
  }
  facet(row) {
    return word(row.status);
  }
  facets() {
    return ["Running", "Failed", "Succeeded"];
  }
  busy() {
    return this.data?.notebooks.some((each) => isActive(each.status)) ?? false;
  }
  selectedKey() {
    return this.params.length ? this.params.join("/") : null;
  }
  hashOf(row) {
    return ["notebooks", ...row.key.split("/")];
  }
  parentHash() {
    return this.params.length ? ["notebooks"] : null;
  }

  rows(data) {
    [this.total, this.sent] = [data.total, data.notebooks.length];
    return data.notebooks.map((each) => ({
      ...each,
      key: each.run ? `${each.run}/${each.id}` : `${each.job}/${each.task}`,
    }));
  }

  detailPath() {
    const [first, second] = this.params;
    return this.#isJob ? path("notebooks", first) : path("runs", first, "activities", second);
  }

  columns() {
    return [
      { name: "status", title: "Status", cell: (el, row) => setStatus(el, row.status) },
      { name: "name", title: "Notebook", cell: (el, row) => setLine(el, row.notebook || row.name) },
      { name: "started", title: "Started", cell: (el, row) => setLine(el, clock(row.start), full(row.start)) },
      { name: "duration", title: "Duration", cell: (el, row) => setText(el, duration(lasted(row.start, row.end))) },
      { name: "by", title: "Run by", cell: (el, row) => setLine(el, row.name) },
      { name: "message", title: "Message", cell: (el, row) => setLine(el, row.message) },
    ];
  }

  detail(found) {
    return this.#isJob ? this.#job(found) : this.#activity(found);
  }

  empty() {
    return {
      title: "No notebook has run yet",
      text: "The pipeline and the check run notebooks:",
      command: "invoke check --env local",
    };
  }

  get #isJob() {
    return /^\d+$/.test(this.params[0]);
  }

  #job(job) {
    const task = job.tasks.find((each) => String(each.task) === this.params[1]) ?? job.tasks[0];
    const entries = [
      ["Log", () => this.#log(task.log)],
      ["Result", () => (task.result ? plain(pretty(task.result), "Result") : note("It returned nothing."))],
      ["Parameters", () => json(task.parameters, "Parameters")],
    ];
    if (task.trace || task.error) entries.unshift(["Error", () => plain(task.trace || task.error, "Error")]);
    return [
      h("h2", {}, short(task.notebook), statusTag(task.status)),
      task.message ? trouble(task.message) : "",
      facts([["Notebook", task.notebook], ["Job run", `${job.job} · ${job.name}`], ...times(task)]),
      this.#tabs(entries),
    ];
  }

  #activity(activity) {
    const where = activity.input?.notebookPath ?? activity.input?.pythonFile ?? activity.name;
    const entries = [["Log", () => this.#log(activity.log)]];
    if (!activity.secureOutput) entries.push(["Output", () => json(activity.output, "Output")]);
    if (!activity.secureInput) entries.push(["Parameters", () => json(activity.input, "Parameters")]);
    if (activity.error.message) entries.unshift(["Error", () => plain(activity.error.message, "Error")]);
    const run = h(
      "a",
      { href: `#/runs/${[activity.run, activity.id].map(encodeURIComponent).join("/")}` },
      activity.pipeline,
    );
    return [
      h("h2", {}, short(where), statusTag(activity.status)),
      facts([["Notebook", where], ["Activity", activity.name], ["Run of", run], ...times(activity)]),
      this.#tabs(entries),
    ];
  }

  #tabs(entries) {
    const pick = entries.some(([name]) => name === this.#tab) ? this.#tab : entries[0][0];
    return tabs(entries, pick, (name) => {
      this.#tab = name;
      if (name !== "Log") this.live = null;
    });
  }

  #log(name) {
    if (!name) return note("There is no log: it has printed nothing, or its output is secure.");
    this.live = new Log(name);
    this.app.live.now();
    return this.live.element;
  }
}

function times(run) {
  return [
    ["Started", h("span", { title: full(run.start) }, clock(run.start))],
    ["Duration", duration(lasted(run.start, run.end))],
  ];
}

function short(notebook) {
  return notebook.split("/").at(-1);
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
