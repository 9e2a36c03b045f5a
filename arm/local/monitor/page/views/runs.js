// The runs of all factories: what ran, how it went, how long it took, who started it.

import { path } from "/monitor/api.js";
import { setLine } from "/monitor/blocks.js";
import { setText } from "/monitor/dom.js";
import { clock, duration, full, lasted } from "/monitor/format.js";
import { isActive, setStatus, word } from "/monitor/status.js";
import { View } from "/monitor/view.js";

export class RunsView extends View {
  name = "runs";
  noun = ["run", "runs"];
  filterHint = "Filter runs";

  title() {
    return "Runs";
  }
  path() {
    return path("runs");
  }

  rows(data) {
    [this.total, this.sent] = [data.total, data.runs.length];
    return data.runs.map((run) => ({ ...run, key: run.id }));
  }

  columns() {
    return [
      { name: "status", title: "Status", cell: (el, row) => setStatus(el, row.status) },
      { name: "name", title: "Pipeline", cell: (el, row) => setLine(el, row.pipeline) },
      { name: "started", title: "Started", cell: (el, row) => setLine(el, clock(row.start), full(row.start)) },
      { name: "duration", title: "Duration", cell: (el, row) => setText(el, duration(lasted(row.start, row.end))) },
      { name: "activities", title: "Activities", cell: (el, row) => setText(el, activities(row)) },
      { name: "by", title: "Started by", cell: (el, row) => setLine(el, startedBy(row)) },
      { name: "message", title: "Message", cell: (el, row) => setLine(el, row.message) },
      { name: "id", title: "Run", cell: (el, row) => setLine(el, row.id.slice(0, 8), row.id) },
    ];
  }

  searched(row) {
    return `${row.pipeline} ${row.id} ${word(row.status)} ${startedBy(row)} ${row.factory} ${row.message}`;
  }

  facet(row) {
    return word(row.status);
  }
  facets() {
    return ["Running", "Failed", "Succeeded"];
  }
  hashOf(row) {
    return ["runs", row.id];
  }
  busy() {
    return this.data?.runs.some((run) => isActive(run.status)) ?? false;
  }

  empty() {
    return {
      title: "No pipeline has run yet",
      text: "Deploy the factory and run its pipeline:",
      command: "invoke deploy --env local && invoke run --env local",
    };
  }
}

/** Who started a run: somebody by hand, a trigger, an activity of another pipeline; and whether again. */
export function startedBy(run) {
  const again = run.rerun ? ", a rerun" : "";
  if (run.startedByType === "Manual") return `by hand${again}`;
  if (run.startedByType === "PipelineActivity") return `${run.startedByPipeline} › ${run.startedBy}`;
  return `${run.startedBy || run.startedByType}${again}`;
}

function activities(run) {
  return run.failed ? `${run.activities} · ${run.failed} failed` : String(run.activities);
}
