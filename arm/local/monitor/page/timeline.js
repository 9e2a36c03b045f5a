// The time axis of a run: whole steps, so that it stays as it is while bars grow.

import { h, setStyle } from "/monitor/dom.js";
import { duration, moment } from "/monitor/format.js";
import { isActive, tone } from "/monitor/status.js";

const MOST_STEPS = 5;
const STEPS = [
  ...[1, 2, 5].flatMap((each) => [each, each * 10, each * 100]).sort((a, b) => a - b),
  ...[1, 2, 5, 10, 15, 30].map((each) => each * 1000),
  ...[1, 2, 5, 10, 15, 30].map((each) => each * 60_000),
  ...[1, 2, 4, 6, 12, 24, 48, 96].map((each) => each * 3_600_000),
];

/** The axis of a run: where it begins, how long a step is, how many there are. */
export function axis(rows, runStart, now) {
  const begin = Math.min(moment(runStart), ...rows.map((row) => moment(row.start)));
  const end = Math.max(...rows.map((row) => (isActive(row.status) ? now : (moment(row.end) ?? now))), begin + 10);
  const step = STEPS.find((each) => (end - begin) / each <= MOST_STEPS) ?? STEPS.at(-1) * 10;
  return { begin, step, steps: Math.max(1, Math.ceil((end - begin) / step)) };
}

/** Draws the axis's figures; only if they differ from those that are there. */
export function drawAxis(element, { step, steps }) {
  const sign = `${step}/${steps}`;
  if (element.dataset.sign === sign) return;
  element.dataset.sign = sign;
  const labels = Array.from({ length: steps }, (_, at) => {
    const label = h("span.tick", {}, at === 0 ? "0" : label_(at * step, step));
    setStyle(label, "left", `${(at / steps) * 100}%`);
    return label;
  });
  element.replaceChildren(h("span.visually-hidden", {}, "Timeline"), ...labels);
}

function label_(milliseconds, step) {
  if (step < 1000 || milliseconds < 1000)
    return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
  if (milliseconds < 60_000) return `${milliseconds / 1000} s`;
  return duration(milliseconds).replace(/ 00 (s|min)$/, "");
}

/** Draws the bar of a row into its cell. */
export function drawBar(cell, row, { begin, step, steps }, now) {
  const bar = cell.firstChild ?? cell.appendChild(h("span.bar"));
  const whole = step * steps;
  const from = Math.min(1, Math.max(0, (moment(row.start) - begin) / whole));
  const to = ((isActive(row.status) ? now : (moment(row.end) ?? now)) - begin) / whole;
  setStyle(bar, "left", `${(from * 100).toFixed(3)}%`);
  setStyle(bar, "width", `${(Math.max(0, Math.min(1, to) - from) * 100).toFixed(3)}%`);
  const name = `bar bar-${tone(row.status)}${row.expanded === null ? "" : " bar-outer"}`;
  if (bar.className !== name) bar.className = name;
  setStyle(cell, "--step", `${100 / steps}%`);
}
