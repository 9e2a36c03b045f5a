// The deployments of all resource groups.

import { path } from "/monitor/api.js";
import { setLine } from "/monitor/blocks.js";
import { setText } from "/monitor/dom.js";
import { clock, duration, full, isoDuration, lasted } from "/monitor/format.js";
import { isActive, setStatus, word } from "/monitor/status.js";
import { View } from "/monitor/view.js";

export class DeploymentsView extends View {
  name = "deployments";
  noun = ["deployment", "deployments"];
  filterHint = "Filter deployments";

  title() {
    return "Deployments";
  }
  path() {
    return path("deployments");
  }
  rows(data) {
    return data.deployments.map((each) => ({ ...each, key: `${each.subscription}/${each.group}/${each.name}` }));
  }
  searched(row) {
    return `${row.name} ${row.group} ${word(row.state)} ${row.message}`;
  }
  facet(row) {
    return word(row.state);
  }
  facets() {
    return ["Running", "Failed", "Succeeded"];
  }
  hashOf(row) {
    return ["deployments", row.subscription, row.group, row.name];
  }
  busy() {
    return this.data?.deployments.some((each) => isActive(each.state)) ?? false;
  }

  columns() {
    return [
      { name: "status", title: "State", cell: (el, row) => setStatus(el, row.state) },
      { name: "name", title: "Deployment", cell: (el, row) => setLine(el, row.name) },
      { name: "started", title: "When", cell: (el, row) => setLine(el, clock(row.timestamp), full(row.timestamp)) },
      { name: "duration", title: "Duration", cell: (el, row) => setText(el, took(row)) },
      { name: "activities", title: "Resources", cell: (el, row) => setText(el, progress(row)) },
      { name: "group", title: "Resource group", cell: (el, row) => setLine(el, row.group) },
      { name: "message", title: "Message", cell: (el, row) => setLine(el, row.message) },
    ];
  }

  empty() {
    return {
      title: "Nothing has been deployed yet",
      text: "Deploy the factory:",
      command: "invoke deploy --env local",
    };
  }
}

/** How long a deployment or an operation took, or takes. */
export function took(row) {
  return duration(isActive(row.state) ? lasted(row.timestamp, null) : isoDuration(row.duration));
}

/** How many resources are there: `12`, `8 of 12`, `11 of 12 · 1 failed`. */
export function progress(row) {
  const all = row.done === row.resources ? String(row.resources) : `${row.done} of ${row.resources}`;
  return row.failed ? `${all} · ${row.failed} failed` : all;
}
