// The page: which view the address means, keys that work everywhere, and whether Local Azure is there.

import { Denied, Refused, Unreachable, get, takeToken } from "/monitor/api.js";
import { note, trouble } from "/monitor/blocks.js";
import { h, set, setText, visible } from "/monitor/dom.js";
import { Help } from "/monitor/help.js";
import { Live } from "/monitor/live.js";
import { ChecksView } from "/monitor/views/checks.js";
import { DeploymentView } from "/monitor/views/deployment.js";
import { DeploymentsView } from "/monitor/views/deployments.js";
import { FactoryView } from "/monitor/views/factory.js";
import { NotebooksView } from "/monitor/views/notebooks.js";
import { RunView } from "/monitor/views/run.js";
import { RunsView } from "/monitor/views/runs.js";
import { SignIn } from "/monitor/views/signin.js";
import { StorageView } from "/monitor/views/storage.js";

/** The first segment of an address, and whether there are more → the view. */
const VIEWS = {
  runs: (rest) => (rest.length ? RunView : RunsView),
  deployments: (rest) => (rest.length ? DeploymentView : DeploymentsView),
  factory: () => FactoryView,
  storage: () => StorageView,
  notebooks: () => NotebooksView,
  checks: () => ChecksView,
};
const STATUS_EVERY = 10_000;

class App {
  #view = null;
  #kept = new Map();
  #main = document.getElementById("main");
  #state = document.getElementById("state");
  #problems = document.getElementById("problems");
  #links = [...document.querySelectorAll("nav a")];
  #help = new Help();
  #asked = 0;

  constructor() {
    this.live = new Live(() => this.#refresh());
  }

  start() {
    takeToken();
    if (!location.hash.startsWith("#/")) history.replaceState(null, "", "/#/runs");
    window.addEventListener("hashchange", () => this.#hashChanged());
    document.addEventListener("keydown", (event) => this.#key(event));
    document.getElementById("help").addEventListener("click", () => this.#help.open());
    document.querySelector(".skip").addEventListener("click", (event) => {
      event.preventDefault();
      this.#view?.focus();
    });
    setInterval(() => {
      if (!document.hidden && this.#view?.busy()) this.#view.tick();
    }, 1000);
    this.#route();
  }

  /** Goes to the view of these segments. */
  go(segments, { replace = false } = {}) {
    const hash = `#/${segments.map(encodeURIComponent).join("/")}`;
    if (hash === location.hash) return;
    if (!replace) {
      location.hash = hash;
      return;
    }
    history.replaceState(null, "", hash);
    this.#route();
  }

  #hashChanged() {
    if (location.hash.startsWith("#token=")) {
      takeToken();
      this.#forget();
    }
    this.#route();
  }

  #route() {
    const [name, ...rest] = location.hash
      .slice(2)
      .split("/")
      .map(decode)
      .filter((each) => each !== "");
    const Wanted = (VIEWS[name] ?? VIEWS.runs)(rest);
    if (!(this.#view instanceof Wanted) || !this.#view.stays(rest)) this.#open(this.#find(Wanted, rest));
    this.#view.enter(rest);
    this.#links.forEach((link) => set(link, "aria-current", link.hash === `#/${name}` ? "page" : null));
    document.title = visible(`${this.#view.title()} · Local Azure`);
    this.live.now();
  }

  #forget() {
    this.#view = null;
    this.#kept.clear();
  }

  /** The view as it was left, if it is about the same; else a new one. */
  #find(Wanted, rest) {
    const kept = this.#kept.get(Wanted);
    const view = kept?.stays(rest) ? kept : new Wanted(this);
    this.#kept.set(Wanted, view);
    return view;
  }

  #open(view) {
    this.#view?.leave();
    this.#view = view;
    this.#tell("idle", "Loading");
    this.#main.replaceChildren(view.element ?? view.build());
    view.comeBack?.();
    view.focus();
  }

  async #refresh() {
    const view = this.#view;
    try {
      const result = await view.refresh();
      if (view !== this.#view) return result;
      document.title = visible(`${view.title()} · Local Azure`);
      if (Date.now() - this.#asked > STATUS_EVERY) await this.#status();
      this.#tell(result.busy ? "live" : "idle", result.busy ? "Live" : "Up to date");
      return result;
    } catch (error) {
      if (view === this.#view) this.#failed(error, view);
      throw error;
    }
  }

  #failed(error, view) {
    if (error instanceof Denied) this.#signIn(view);
    else if (error instanceof Unreachable) this.#tell("lost", "Stopped, start it with invoke local.start");
    else if (error instanceof Refused) this.#main.replaceChildren(gone(error));
    else {
      this.#tell("lost", "The page has a bug: see the console");
      console.error(error);
    }
    if (error instanceof Refused) this.#view = new Gone(this);
  }

  async #status() {
    this.#asked = Date.now();
    const { data } = await get("/local/status");
    set(this.#problems, "hidden", data.problems.length === 0);
    setText(this.#problems, data.problems.length ? `State files refused: ${data.problems.length}` : "");
    set(this.#problems, "title", visible(data.problems.join("\n")));
    set(this.#state, "title", `Process ${data.pid}, state in ${data.state}`);
  }

  #signIn(view) {
    if (view instanceof SignIn) return;
    this.#open(
      new SignIn(this, () => {
        this.#forget();
        this.#route();
      }),
    );
    this.#tell("lost", "Not signed in");
  }

  #tell(kind, text) {
    this.#state.dataset.kind = kind;
    setText(this.#state.querySelector(".state-word"), text);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#help.isOpen) return;
    const typing = event.target.matches?.("input, textarea, select");
    if (event.key === "Escape") {
      if (this.#view?.back()) event.preventDefault();
    } else if (!typing && this.#act(event.key)) event.preventDefault();
  }

  #act(key) {
    if (key === "?") this.#help.open();
    else if (key === "/" && this.#view?.search) this.#view.search.focus();
    else if (key === "r") this.live.now();
    else if (/^[1-9]$/.test(key) && this.#links[key - 1]) location.hash = this.#links[key - 1].hash;
    else return false;
    return true;
  }
}

/** In the place of a view whose thing is gone. */
class Gone {
  constructor(app) {
    this.app = app;
    this.params = [];
  }
  stays() {
    return false;
  }
  enter() {}
  leave() {}
  focus() {}
  busy() {
    return false;
  }
  tick() {}
  title() {
    return "Not found";
  }
  back() {
    this.app.go(["runs"]);
    return true;
  }
  async refresh() {
    return { changed: false, busy: false };
  }
}

function gone(error) {
  return h(
    "div.view",
    {},
    h("div.head", {}, h("h1", {}, "Not found")),
    h("div.empty", {}, trouble(error.message), note("Esc goes back to the runs.")),
  );
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

new App().start();
