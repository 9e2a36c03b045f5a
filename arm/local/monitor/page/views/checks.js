// The last results of `invoke check`: the verdict of each environment, expectation by expectation.

import { path } from "/monitor/api.js";
import { facts, note, setLine, table, trouble } from "/monitor/blocks.js";
import { h, setText } from "/monitor/dom.js";
import { clock, count, full } from "/monitor/format.js";
import { setStatus, statusTag } from "/monitor/status.js";
import { View } from "/monitor/view.js";

export class ChecksView extends View {
  name = "checks";
  noun = ["check", "checks"];
  filterHint = "Filter checks";

  title() {
    return "Checks";
  }
  path() {
    return path("checks");
  }
  rows(data) {
    return data.checks.map((each) => ({ ...each, key: each.folder }));
  }
  searched(row) {
    return `${row.folder} ${status(row)} ${row.problem ?? ""}`;
  }
  selectedKey() {
    return this.params[0] ?? null;
  }
  hashOf(row) {
    return ["checks", row.key];
  }
  parentHash() {
    return this.params.length ? ["checks"] : null;
  }
  detailPath() {
    return this.path();
  }

  columns() {
    return [
      { name: "status", title: "Verdict", cell: (el, row) => setStatus(el, status(row)) },
      { name: "name", title: "Environment", cell: (el, row) => setLine(el, row.result?.environment ?? row.folder) },
      { name: "started", title: "When", cell: (el, row) => setLine(el, clock(row.when), full(row.when)) },
      { name: "activities", title: "Expectations", cell: (el, row) => setText(el, expectations(row)) },
      {
        name: "message",
        title: "Message",
        cell: (el, row) => setLine(el, row.problem ?? row.result?.check?.error ?? ""),
      },
    ];
  }

  detail(data) {
    const found = data.checks.find((each) => each.folder === this.selectedKey());
    if (!found) return [trouble("There is no such result any more.")];
    const result = found.result ?? {};
    return [
      h("h2", {}, result.environment ?? found.folder, statusTag(status(found))),
      found.problem ? trouble(found.problem) : "",
      result.check?.error ? trouble(result.check.error) : "",
      facts([
        ["When", h("span", { title: full(found.when) }, clock(found.when))],
        ["Notebook", result.check?.notebook],
        ["Data", result.data],
        ["Result", found.file],
      ]),
      this.#table(result.findings ?? []),
    ];
  }

  empty() {
    return {
      title: "Nothing has been checked yet",
      text: "Run the pipeline and check its data:",
      command: "invoke check --env local",
    };
  }

  /** What each expectation says: its name, whether it was met, and whatever else is told of it. */
  #table(findings) {
    if (!findings.length) return note("No expectation was looked at.");
    const others = [...new Set(findings.flatMap(Object.keys))].filter((key) => !["name", "passed"].includes(key));
    const columns = ["verdict", "expectation", ...others].map((name) => ({ name, type: "" }));
    const rows = findings.map((each) => [
      each.passed ? "passed" : "failed",
      each.name,
      ...others.map((key) => text(each[key])),
    ]);
    const block = table(columns, rows, "Expectations");
    for (const row of block.querySelectorAll("tbody tr")) {
      const cell = row.firstChild;
      const met = cell.textContent === "passed";
      cell.replaceChildren(statusTag(met ? "Passed" : "Failed"));
    }
    return block;
  }
}

function status(row) {
  return row.problem ? "Unreadable" : row.result.status;
}

function expectations(row) {
  const found = row.result?.findings ?? [];
  const failed = found.filter((each) => !each.passed).length;
  return failed ? `${failed} of ${found.length} failed` : count(found.length, "met").replace(/s$/, "");
}

function text(value) {
  return typeof value === "string" || value === undefined ? (value ?? "") : JSON.stringify(value);
}
