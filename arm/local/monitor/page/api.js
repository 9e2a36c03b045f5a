// Asks Local Azure: with the token of this tab, and without disturbing it when nobody is there.

const KEY = "local-azure-token";
const KEPT = 40;

/** The server can't be reached. */
export class Unreachable extends Error {}
/** The token isn't the one that the server wants. */
export class Denied extends Error {}
/** The server refused, with a message. */
export class Refused extends Error {}

const known = new Map(); // path → {tag, data}
let attended = true;

for (const event of ["pointerdown", "keydown", "wheel", "focus"]) {
  window.addEventListener(
    event,
    () => {
      attended = true;
    },
    { passive: true, capture: true },
  );
}

/** Takes the token out of the address, where it stands behind #token=, and keeps it for this tab alone. */
export function takeToken() {
  const found = /^#token=([\w-]+)$/.exec(location.hash);
  if (!found) return;
  keepToken(found[1]);
  history.replaceState(null, "", "/#/runs");
}

/** Keeps a token for this tab. */
export function keepToken(token) {
  sessionStorage.setItem(KEY, token);
  known.clear();
}

/** What a route answers: `data`, and whether it `changed` since it was last asked. */
export async function get(path) {
  const before = known.get(path);
  const response = await ask(path, before ? { "If-None-Match": before.tag } : {});
  if (response.status === 304) return { data: before.data, changed: false };
  const data = await response.json().catch(() => ({}));
  if (response.status === 401) throw new Denied();
  if (!response.ok) throw new Refused(data?.error?.message ?? data?.message ?? `status ${response.status}`);
  remember(path, { tag: response.headers.get("ETag"), data });
  return { data, changed: true };
}

async function ask(path, headers) {
  const token = sessionStorage.getItem(KEY);
  if (!token) throw new Denied();
  // A request that nobody caused doesn't count as work, so that an open page keeps no idle server up.
  const quiet = attended ? {} : { "X-Local-Refresh": "1" };
  attended = false;
  try {
    return await fetch(path, {
      headers: { Authorization: `Bearer ${token}`, ...quiet, ...headers },
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    throw new Unreachable();
  }
}

function remember(path, entry) {
  known.delete(path);
  if (!entry.tag) return;
  known.set(path, entry);
  if (known.size > KEPT) known.delete(known.keys().next().value);
}

/** A path below /local/monitor/ from its segments, each escaped. */
export function path(...segments) {
  return `/local/monitor/${segments.map(encodeURIComponent).join("/")}`;
}
