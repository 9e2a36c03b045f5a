"use strict";
(() => {
  const svg = document.querySelector("svg");
  const size = Object.fromEntries(Object.entries(svg.dataset).map(([name, text]) => [name, Number(text)]));
  const picture = document.querySelector(".picture");
  const tools = document.querySelector(".tools");
  const search = tools.querySelector("[type=search]");
  const [direction, steps] = ["direction", "steps"].map((name) => tools.querySelector(`[name=${name}]`));
  const kinds = [...tools.querySelectorAll("[name=kind]")];
  const count = tools.querySelector("output");
  const details = document.querySelector("aside");
  const heads = [...svg.querySelectorAll(".heads text")];
  const titles = heads.map((head) => head.textContent);
  const nodes = new Map([...svg.querySelectorAll(".node")].map((group) => [group.dataset.key, {
    group, key: group.dataset.key, type: group.dataset.key.split("/")[0], column: Number(group.dataset.column),
    text: `${group.dataset.key} ${group.dataset.subtype} ${group.dataset.folder}`.toLowerCase(), down: [], up: [],
  }]));
  const edges = [...svg.querySelectorAll(".edges path")].map((path) => {
    const edge = { path, from: nodes.get(path.dataset.from), to: nodes.get(path.dataset.to) };
    edge.from.down.push(edge.to);
    edge.to.up.push(edge.from);
    return edge;
  });
  let chosen = null;
  let zoom = 1;

  // Everything within so many steps of the starting points, one way or both.
  function reached(starts, way) {
    const away = new Map(starts.map((node) => [node, 0]));
    const waiting = [...starts];
    const most = Number(steps.value) || Infinity;
    while (waiting.length) {
      const node = waiting.shift();
      if (away.get(node) >= most) continue;
      for (const other of node[way]) if (!away.has(other)) { away.set(other, away.get(node) + 1); waiting.push(other); }
    }
    return away.keys();
  }

  function wanted() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (!chosen && !words.length) return new Set(nodes.values());
    const starts = chosen ? [chosen] : [...nodes.values()].filter((node) => words.every((word) => node.text.includes(word)));
    const ways = direction.value === "both" ? ["down", "up"] : [direction.value];
    return new Set([...starts, ...ways.flatMap((way) => [...reached(starts, way)])]);
  }

  function curve(from, to) {
    const x = from.x + size.width, y = from.y + size.height / 2;
    const forward = to.x > from.x;
    const toX = forward ? to.x : to.x + size.width, toY = to.y + size.height / 2;
    const bend = forward ? Math.max(40, (toX - x) / 2) : 50;
    return `M${x} ${y}C${x + bend} ${y} ${forward ? toX - bend : toX + bend} ${toY} ${toX} ${toY}`;
  }

  // Columns without anything close up, and so do the rows in each.
  function stack(shown) {
    const rows = heads.map(() => 0);
    const filled = [...new Set([...shown].map((node) => node.column))].sort((a, b) => a - b);
    const place = new Map(filled.map((column, index) => [column, index]));
    for (const node of nodes.values()) {
      node.group.toggleAttribute("hidden", !shown.has(node));
      if (!shown.has(node)) continue;
      node.x = size.margin + place.get(node.column) * size.across;
      node.y = size.top + rows[node.column]++ * size.down;
      node.group.setAttribute("transform", `translate(${node.x} ${node.y})`);
    }
    let before = "";
    heads.forEach((head, column) => {
      head.toggleAttribute("hidden", !place.has(column));
      const type = titles.slice(0, column + 1).filter(Boolean).pop();
      head.textContent = place.has(column) && type !== before ? type : "";
      if (place.has(column)) { before = type; head.setAttribute("x", size.margin + place.get(column) * size.across); }
    });
    const wide = 2 * size.margin + Math.max(0, filled.length - 1) * size.across + size.width;
    const high = size.top + Math.max(1, ...rows) * size.down + size.margin;
    svg.setAttribute("viewBox", `0 0 ${wide} ${high}`);
    scale(wide, high);
  }

  function scale(wide = svg.viewBox.baseVal.width, high = svg.viewBox.baseVal.height) {
    svg.setAttribute("width", wide * zoom);
    svg.setAttribute("height", high * zoom);
  }

  function update() {
    const on = new Set(kinds.filter((box) => box.checked).map((box) => box.value));
    const known = new Set(kinds.map((box) => box.value));
    const shown = new Set([...wanted()].filter((node) => on.has(node.type) || !known.has(node.type) || node === chosen));
    stack(shown);
    for (const edge of edges) {
      const both = shown.has(edge.from) && shown.has(edge.to);
      edge.path.toggleAttribute("hidden", !both);
      if (both) edge.path.setAttribute("d", curve(edge.from, edge.to));
    }
    light(chosen);
    count.textContent = shown.size === nodes.size ? `${nodes.size} resources` : `${shown.size} of ${nodes.size} resources`;
    describe();
  }

  function light(node) {
    const near = new Set(node ? [...node.down, ...node.up] : []);
    for (const other of nodes.values()) {
      other.group.classList.toggle("chosen", other === chosen);
      other.group.classList.toggle("near", near.has(other) && other !== chosen);
    }
    for (const edge of edges) edge.path.classList.toggle("on", Boolean(node) && (edge.from === node || edge.to === node));
  }

  function add(parent, tag, text) {
    const made = document.createElement(tag);
    made.textContent = text;
    return parent.appendChild(made);
  }

  function list(title, others) {
    if (!others.length) return;
    add(details, "h3", `${title} (${others.length})`);
    const items = add(details, "ul", "");
    for (const other of others) {
      const button = add(add(items, "li", ""), "button", other.key);
      button.type = "button";
      button.addEventListener("click", () => choose(other));
    }
  }

  function describe() {
    details.replaceChildren();
    details.hidden = !chosen;
    if (!chosen) return;
    const { subtype, folder, file } = chosen.group.dataset;
    add(details, "h2", chosen.key.slice(chosen.type.length + 1));
    add(details, "p", [chosen.type, subtype].filter(Boolean).join(" · "));
    if (folder) add(details, "p", `folder ${folder}`);
    add(details, "p", file || "no such resource in the sources");
    list("needs", chosen.down);
    list("needed by", chosen.up);
  }

  function choose(node) {
    chosen = node;
    search.value = node ? node.key : "";
    update();
    if (node) node.group.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  for (const node of nodes.values()) {
    node.group.addEventListener("click", () => choose(node));
    node.group.addEventListener("pointerenter", () => light(node));
    node.group.addEventListener("pointerleave", () => light(chosen));
    node.group.addEventListener("focus", () => light(node));
    node.group.addEventListener("blur", () => light(chosen));
    node.group.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); choose(node); }
    });
  }
  search.addEventListener("input", () => { chosen = nodes.get(search.value) || null; update(); });
  tools.addEventListener("change", (event) => { if (event.target !== search) update(); });
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.querySelector("[name=all]").addEventListener("click", () => { kinds.forEach((box) => { box.checked = true; }); choose(null); });
  tools.querySelectorAll("[name=zoom]").forEach((button) => button.addEventListener("click", () => {
    const { width, height } = svg.viewBox.baseVal;
    const fit = Math.min(picture.clientWidth / width, (innerHeight - tools.offsetHeight) / height, 1);
    zoom = { in: Math.min(3, zoom * 1.25), out: Math.max(0.1, zoom / 1.25), fit }[button.value];
    scale();
  }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
    if (event.key === "Escape") choose(null);
  });
  const measure = () => document.documentElement.style.setProperty("--top", `${tools.offsetHeight}px`);
  addEventListener("resize", measure);
  tools.hidden = false;
  measure();
  choose(nodes.get(document.body.dataset.around) || null);
})();
