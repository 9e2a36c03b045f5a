// Storage: containers, folders, and a look into a file.

import { path } from "/monitor/api.js";
import { facts, note, plain, setLine, table } from "/monitor/blocks.js";
import { h, setText } from "/monitor/dom.js";
import { clock, count, figures, full, size } from "/monitor/format.js";
import { View } from "/monitor/view.js";

// In an address a file is told from a folder by this mark behind account and container.
const FILE = "file";
const FOLDER = "folder";

export class StorageView extends View {
  name = "storage";
  noun = ["entry", "entries"];
  filterHint = "Filter by name";
  which = "first";

  title() {
    return this.params.length > 1 ? this.params.slice(0, 2).join("/") : "Storage";
  }
  stays(rest) {
    return rest.slice(0, 2).join("/") === this.params.slice(0, 2).join("/") && same(rest, this.params);
  }
  selectedKey() {
    return this.params[2] === FILE ? this.params.at(-1) : null;
  }
  hashOf(row) {
    return ["storage", ...row.to];
  }
  detailPath() {
    return path("files", ...this.params.slice(0, 2), ...this.params.slice(3));
  }
  searched(row) {
    return row.name;
  }

  path() {
    if (this.params.length < 2) return path("storage");
    const inside = this.#folder.join("/");
    return `${path("storage", ...this.params.slice(0, 2))}${inside ? `?path=${encodeURIComponent(inside)}` : ""}`;
  }

  rows(data) {
    if (data.containers) {
      return data.containers.map((each) => ({
        ...each,
        key: `${each.account}/${each.name}`,
        to: [each.account, each.name],
      }));
    }
    [this.total, this.sent] = [data.total, data.entries.length];
    const [account, container] = this.params;
    return data.entries.map((each) => ({
      ...each,
      key: each.name,
      to: [account, container, each.folder ? FOLDER : FILE, ...this.#folder, each.name],
    }));
  }

  columns() {
    return [
      { name: "name", title: "Name", cell: drawName },
      { name: "size", title: "Size", cell: (el, row) => setText(el, size(row.size)) },
      { name: "started", title: "Changed", cell: (el, row) => setLine(el, clock(row.modified), full(row.modified)) },
      { name: "where", title: "Account", cell: (el, row) => setLine(el, row.account ?? "") },
    ];
  }

  heading() {
    if (this.params.length < 2) return ["Storage"];
    const [account, container] = this.params;
    const above = [
      ["Storage", []],
      [`${account}/${container}`, [account, container]],
    ];
    this.#folder.forEach((name, at) =>
      above.push([name, [account, container, FOLDER, ...this.#folder.slice(0, at + 1)]]),
    );
    const last = above.pop();
    return [
      ...above.flatMap(([name, to]) => [
        h("a.crumb", { href: `#/${["storage", ...to].map(encodeURIComponent).join("/")}` }, name),
        h("span.slash", { "aria-hidden": "true" }, "/"),
      ]),
      h("span.name", {}, last[0]),
    ];
  }

  parentHash() {
    if (this.params.length < 2) return null;
    const [account, container] = this.params;
    if (this.selectedKey() !== null)
      return ["storage", account, container, ...(this.#folder.length ? [FOLDER] : []), ...this.#folder];
    if (!this.#folder.length) return ["storage"];
    const up = this.#folder.slice(0, -1);
    return ["storage", account, container, ...(up.length ? [FOLDER] : []), ...up];
  }

  detail(file) {
    return [
      h("h2", {}, file.name),
      facts([
        ["Size", size(file.size)],
        ["Changed", h("span", { title: full(file.modified) }, clock(file.modified))],
        ["Content type", file.contentType],
        ["On this machine", file.path],
      ]),
      ...look(file),
    ];
  }

  empty() {
    if (this.params.length > 1) return { title: "This folder is empty", text: "What is put into it appears here." };
    return {
      title: "There is no container yet",
      text: "Containers are made by a deployment and by runs; or make one by hand:",
      command: "build/local/storage/<account>/<container>/",
    };
  }

  /** The folder that is listed, as names from the container on. */
  get #folder() {
    const inside = this.params.slice(3);
    return this.params[2] === FILE ? inside.slice(0, -1) : inside;
  }
}

function same(a, b) {
  const folder = (params) => (params[2] === FILE ? params.slice(3, -1) : params.slice(3)).join("/");
  return folder(a) === folder(b);
}

function drawName(cell, row) {
  setLine(cell, row.folder || row.account ? `${row.name}/` : row.name);
  cell.classList.toggle("is-folder", Boolean(row.folder || row.account));
}

function look(file) {
  const { kind, columns, rows, total, whole, text, note: problem } = file.preview;
  if (file.size === 0) return [note("The file is empty.")];
  const told = problem ? [note(problem)] : [];
  if (kind !== "table") {
    const most = kind === "binary" ? "The first bytes" : "The beginning";
    return [...told, whole ? "" : note(`${most} of ${size(file.size)}.`), plain(text, "Content")];
  }
  const all = total === null ? "" : ` of ${figures(total)}`;
  const rowsShown = whole ? count(rows.length, "row") : `The first ${figures(rows.length)}${all} rows`;
  return [...told, note(`${rowsShown}, ${count(columns.length, "column")}.`), table(columns, rows, "Content")];
}
