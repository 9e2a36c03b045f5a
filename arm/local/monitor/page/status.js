// One set of statuses for runs, activities, deployments and checks: each has a shape, a word and a tone.

import { h, svg } from "/monitor/dom.js";

const GOOD = "good";
const BAD = "bad";
const LIVE = "live";
const WAIT = "wait";
const STOP = "stop";
const SKIP = "skip";

const TONES = {
  Succeeded: GOOD,
  Failed: BAD,
  InProgress: LIVE,
  Running: LIVE,
  Queued: WAIT,
  Accepted: WAIT,
  Cancelled: STOP,
  Canceled: STOP,
  Cancelling: STOP,
  Skipped: SKIP,
  Inactive: SKIP,
  Started: GOOD,
  Stopped: STOP,
  Passed: GOOD,
  Unreadable: BAD,
};
const WORDS = { InProgress: "Running", Canceled: "Cancelled", Accepted: "Queued" };
const MARKS = {
  [GOOD]: ["M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1", "M4.800 8.300l2.200 2.200 4.200-4.700"],
  [BAD]: ["M5 1h6l4 4v6l-4 4H5l-4-4V5z", "M5.500 5.500l5 5m0-5l-5 5"],
  [LIVE]: ["M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2", "M8 2a6 6 0 0 1 6 6"],
  [WAIT]: ["M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2", "M8 4.800V8l2.200 1.500"],
  [STOP]: ["M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2", "M4 12L12 4"],
  [SKIP]: ["M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2", "M5 8h6"],
};

/** The tone of a status: good, bad, live, wait, stop or skip. */
export function tone(status) {
  return TONES[status] ?? WAIT;
}

/** A status in words. */
export function word(status) {
  return WORDS[status] ?? status;
}

/** Whether something of that status still goes on. */
export function isActive(status) {
  return tone(status) === LIVE || tone(status) === WAIT;
}

/** The shape of a status; the word beside it says the same. */
export function mark(status) {
  const of = tone(status);
  const [outline, inner] = MARKS[of];
  return svg(
    "svg",
    { class: `mark tone-${of}`, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    svg("path", { class: "mark-outline", d: outline }),
    svg("path", { class: "mark-inner", d: inner }),
  );
}

/** Puts shape and word into an element; touches nothing if that status is there already. */
export function setStatus(element, status) {
  if (element.dataset.status === status) return;
  element.dataset.status = status;
  element.replaceChildren(mark(status), h(`span.word.tone-${tone(status)}`, {}, word(status)));
}

/** Shape and word as an element of their own. */
export function statusTag(status) {
  const element = h("span.status");
  setStatus(element, status);
  return element;
}
