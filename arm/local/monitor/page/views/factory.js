// What is in the factories: every resource with its definition, what it uses and what uses it.

import { path } from "/monitor/api.js";
import { facts, json, setLine } from "/monitor/blocks.js";
import { h, setText } from "/monitor/dom.js";
import { setStatus, statusTag } from "/monitor/status.js";
import { View } from "/monitor/view.js";

const KINDS = {
  pipelines: "Pipeline",
  datasets: "Dataset",
  linkedservices: "Linked service",
  triggers: "Trigger",
  dataflows: "Data flow",
  integrationruntimes: "Integration runtime",
  credentials: "Credential",
  adfcdcs: "Change data capture",
  managedvirtualnetworks: "Virtual network",
};

export class FactoryView extends View {
  name = "factory";
  noun = ["resource", "resources"];
  filterHint = "Filter resources";

  title() {
    return "Factory";
  }
  path() {
    return path("resources");
  }
  rows(data) {
    return data.resources.map((each) => ({ ...each, key: [...each.where, each.kind, each.name].join("/") }));
  }
  searched(row) {
    return `${row.name} ${kind(row)} ${row.type} ${row.where[2]} ${row.folder} ${row.state}`;
  }
  facet(row) {
    return kind(row);
  }
  selectedKey() {
    return this.params.length === 5 ? this.params.join("/") : null;
  }
  hashOf(row) {
    return ["factory", ...row.where, row.kind, row.name];
  }
  parentHash() {
    return this.selectedKey() === null ? null : ["factory"];
  }
  detailPath() {
    return path("resources", ...this.params);
  }

  columns() {
    return [
      { name: "kind", title: "Kind", cell: (el, row) => setLine(el, kind(row)) },
      { name: "name", title: "Name", cell: (el, row) => setLine(el, row.name) },
      { name: "type", title: "Type", cell: (el, row) => setLine(el, row.type || about(row)) },
      { name: "state", title: "State", cell: (el, row) => (row.state ? setStatus(el, row.state) : setText(el, "")) },
      { name: "folder", title: "Folder", cell: (el, row) => setLine(el, row.folder) },
      { name: "where", title: "Factory", cell: (el, row) => setLine(el, row.where[2]) },
    ];
  }

  detail(found) {
    return [
      h("h2", {}, found.name, found.state ? statusTag(found.state) : ""),
      facts([
        ["Kind", kind(found)],
        ["Type", found.type],
        ["Description", found.description],
        ["Folder", found.folder],
        ["Uses", links(found.where, found.uses)],
        ["Used by", links(found.where, found.usedBy)],
        ["Factory", found.where[2]],
      ]),
      json(found.properties, "Definition"),
    ];
  }

  empty() {
    return { title: "There is no factory yet", text: "Deploy one:", command: "invoke deploy --env local" };
  }
}

function kind(row) {
  return KINDS[row.kind] ?? row.kind;
}

function about(row) {
  return row.kind === "pipelines" ? `${row.activities} ${row.activities === 1 ? "activity" : "activities"}` : "";
}

function links(where, references) {
  if (!references.length) return "";
  return h(
    "span.links",
    {},
    references.map(([of, name]) =>
      h("a", { href: `#/${["factory", ...where, of.toLowerCase(), name].map(encodeURIComponent).join("/")}` }, name),
    ),
  );
}
