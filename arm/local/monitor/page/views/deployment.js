// One deployment: what became of each of its resources.

import { path } from "/monitor/api.js";
import { facts, json, note, setLine, tabs, trouble } from "/monitor/blocks.js";
import { h, set, setText } from "/monitor/dom.js";
import { clock, duration, full, isoDuration } from "/monitor/format.js";
import { isActive, setStatus, statusTag, word } from "/monitor/status.js";
import { View } from "/monitor/view.js";
import { progress, took } from "/monitor/views/deployments.js";

// The key that stands for the deployment itself, beside its resources.
const SELF = "deployment";

export class DeploymentView extends View {
  name = "deployment";
  noun = ["resource", "resources"];
  filterHint = "Filter resources";
  rowHeight = 30;

  title() {
    return this.params[2] ?? "Deployment";
  }
  path() {
    return path("deployments", ...this.params.slice(0, 3));
  }
  stays(rest) {
    return rest.slice(0, 3).join("/") === this.params.slice(0, 3).join("/");
  }
  selectedKey() {
    return this.params[3] ?? null;
  }
  hashOf(row) {
    return ["deployments", ...this.params.slice(0, 3), row.key];
  }
  parentHash() {
    return this.selectedKey() === null ? ["deployments"] : ["deployments", ...this.params.slice(0, 3)];
  }
  busy() {
    return this.data ? isActive(this.data.deployment.state) : false;
  }
  searched(row) {
    return `${row.name} ${row.type} ${word(row.state)}`;
  }
  facet(row) {
    return row.key === SELF ? "" : word(row.state);
  }
  detailPath() {
    return this.path();
  }

  rows(data) {
    this.total = data.operations.length;
    return data.operations.map((each) => ({ ...each, key: each.id }));
  }

  columns() {
    return [
      { name: "status", title: "State", cell: (el, row) => setStatus(el, row.state) },
      { name: "name", title: "Resource", cell: (el, row) => setLine(el, short(row.name), row.name) },
      { name: "type", title: "Type", cell: (el, row) => setLine(el, short(row.type), row.type) },
      { name: "duration", title: "Duration", cell: (el, row) => setText(el, took(row)) },
      { name: "message", title: "Result", cell: (el, row) => setLine(el, row.error.message ?? row.statusCode) },
    ];
  }

  heading() {
    const found = this.data?.deployment;
    if (found) this.#drawFacts(found);
    return [
      h("a.crumb", { href: "#/deployments" }, "Deployments"),
      h("span.slash", { "aria-hidden": "true" }, "/"),
      h("span.name", {}, this.title()),
      found ? statusTag(found.state) : "",
    ];
  }

  detail(data) {
    if (this.selectedKey() === SELF) return this.#self(data.deployment);
    const found = data.operations.find((each) => each.id === this.selectedKey());
    if (!found) return [trouble("The deployment has no such operation any more.")];
    return [
      h("h2", {}, short(found.name), statusTag(found.state)),
      facts([
        ["Type", found.type],
        ["Name", found.name],
        ["Operation", found.operation],
        ["Status code", found.statusCode],
        ["Ended", h("span", { title: full(found.timestamp) }, clock(found.timestamp))],
        ["Duration", took(found)],
        ["Resource", found.resource],
        ["Deployment", nested(found.resource)],
      ]),
      found.error.message ? trouble(found.error.message) : "",
      Object.keys(found.error).length ? json(found.error, "Error") : "",
    ];
  }

  empty() {
    const found = this.data.deployment;
    if (found.resources === 0)
      return { title: "The template has no resources", text: "It may have outputs: see above." };
    return { title: "No resource has been tried", text: found.error.message ?? "" };
  }

  #self(found) {
    const entries = [
      ["Parameters", () => json(found.parameters, "Parameters")],
      ["Outputs", () => (Object.keys(found.outputs).length ? json(found.outputs, "Outputs") : note("No outputs."))],
    ];
    if (found.error.code) entries.unshift(["Error", () => json(found.error, "Error")]);
    return [
      h("h2", {}, found.name),
      facts([
        ["Mode", found.mode],
        ["Correlation", found.correlationId],
      ]),
      tabs(entries),
    ];
  }

  #drawFacts(found) {
    if (!this.extra.firstChild) {
      this.facts = h("p.facts-line");
      this.message = h("p.trouble", { hidden: true });
      const href = `#/${["deployments", ...this.params.slice(0, 3), SELF].map(encodeURIComponent).join("/")}`;
      this.extra.append(h("div.row", {}, this.facts, h("a", { href }, "Parameters and outputs")), this.message);
    }
    const line = [
      found.group,
      clock(found.timestamp),
      duration(isoDuration(found.duration)),
      `resources ${progress(found)}`,
    ];
    setText(this.facts, line.filter(Boolean).join("  ·  "));
    set(this.message, "hidden", !found.message);
    setText(this.message, found.message);
  }
}

/** The way to a deployment that a deployment made; "" for another resource. */
function nested(id) {
  const found = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/.*Resources\/deployments\/([^/]+)$/i.exec(id);
  if (!found) return "";
  const href = `#/${["deployments", ...found.slice(1)].map(encodeURIComponent).join("/")}`;
  return h("a", { href }, found[3]);
}

/** The last part of a name or a type that has slashes. */
function short(name) {
  return name.split("/").at(-1);
}
