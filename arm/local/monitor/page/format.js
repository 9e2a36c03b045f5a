// Times, durations and sizes as people read them; widths stay the same while numbers change.

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Milliseconds since 1970 of a moment as Local Azure writes it, null for none. */
export function moment(text) {
  return text ? Date.parse(text.replace(/(\.\d{3})\d*/, "$1")) : null;
}

/** A duration: `85 ms`, `4.2 s`, `3 min 07 s`, `2 h 05 min`. */
export function duration(milliseconds) {
  if (milliseconds === null || Number.isNaN(milliseconds)) return "";
  const span = Math.max(0, milliseconds);
  if (span < SECOND) return `${Math.round(span)} ms`;
  if (span < MINUTE) return `${(Math.floor(span / 100) / 10).toFixed(1)} s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min ${two(Math.floor((span % MINUTE) / SECOND))} s`;
  if (span < DAY) return `${Math.floor(span / HOUR)} h ${two(Math.floor((span % HOUR) / MINUTE))} min`;
  return `${Math.floor(span / DAY)} d ${two(Math.floor((span % DAY) / HOUR))} h`;
}

/** How long something took, or takes until now. */
export function lasted(start, end, now = Date.now()) {
  const from = moment(start);
  return from === null ? null : (moment(end) ?? now) - from;
}

/** Milliseconds of an ISO 8601 duration such as PT1.5S, which is all that deployments have. */
export function isoDuration(text) {
  const found = /^PT([\d.]+)S$/.exec(text || "");
  return found ? Number(found[1]) * SECOND : null;
}

/** A moment of today as a time, an earlier one with its day. */
export function clock(text, now = new Date()) {
  const at = moment(text);
  if (at === null) return "";
  const date = new Date(at);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  if (date.toDateString() === now.toDateString()) return time;
  const day = date.toLocaleDateString("en-GB", { day: "2-digit", month: "short" });
  return date.getFullYear() === now.getFullYear() ? `${day} ${time}` : `${day} ${date.getFullYear()}`;
}

/** A moment in full, with the zone of this machine. */
export function full(text) {
  const at = moment(text);
  return at === null ? "" : new Date(at).toLocaleString("en-GB", { dateStyle: "full", timeStyle: "long" });
}

/** A size in bytes. */
export function size(bytes) {
  if (bytes === null || bytes === undefined) return "";
  if (bytes < 1000) return `${bytes} B`;
  for (const unit of ["kB", "MB", "GB"]) {
    bytes /= 1000;
    if (bytes < 999.5 || unit === "GB") return `${bytes < 10 ? bytes.toFixed(1) : Math.round(bytes)} ${unit}`;
  }
  return "";
}

/** `1 run`, `2 runs`; figures with a thin space between thousands. */
export function count(number, noun) {
  return `${figures(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** A whole number with thousands apart. */
export function figures(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

function two(number) {
  return String(number).padStart(2, "0");
}
