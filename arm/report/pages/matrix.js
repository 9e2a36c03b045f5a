"use strict";
(() => {
  const SIGNS = { differs: "≠", may: "~", same: "=" };
  const WORDS = { differs: "differs", may: "the same text, with variables that each stage sets", same: "the same everywhere" };
  const tools = document.querySelector(".tools");
  const filter = tools.querySelector("[type=search]");
  const only = tools.querySelector("[name=differences]");
  const boxes = [...tools.querySelectorAll("[name=environment]")];
  const count = tools.querySelector("output");
  const rows = [...document.querySelectorAll("tr.row")].map((row) => ({
    row, sign: row.querySelector(".sign"), cells: [...row.cells].slice(1), text: row.textContent.toLowerCase(),
  }));
  const bodies = [...document.querySelectorAll("tbody")];
  const nothing = document.querySelector(".nothing");

  // What is hidden doesn't count: without one environment the others may all be the same.
  function compare(entry, shown) {
    const cells = entry.cells.filter((_, index) => shown[index]);
    const values = new Set(cells.map((cell) => cell.dataset.value));
    const takes = cells.some((cell) => "variables" in cell.dataset);
    for (const cell of entry.cells) {
      const like = cells.filter((other) => other.dataset.value === cell.dataset.value).length;
      const usual = [...values].some((value) =>
        2 * cells.filter((other) => other.dataset.value === value).length > cells.length);
      cell.classList.toggle("odd", usual && 2 * like <= cells.length);
    }
    return values.size > 1 ? "differs" : takes && cells.length > 1 ? "may" : "same";
  }

  function update() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const shown = boxes.map((box) => box.checked);
    document.querySelectorAll("thead th").forEach((cell, index) => { if (index) cell.hidden = !shown[index - 1]; });
    let visible = 0;
    for (const entry of rows) {
      const mark = compare(entry, shown);
      entry.row.classList.remove("differs", "may", "same");
      entry.row.classList.add(mark);
      entry.sign.textContent = SIGNS[mark];
      entry.sign.title = WORDS[mark];
      entry.cells.forEach((cell, index) => { cell.hidden = !shown[index]; });
      entry.row.hidden = (only.checked && mark === "same") || !words.every((word) => entry.text.includes(word));
      visible += !entry.row.hidden;
    }
    let section = null;
    for (const body of bodies) {
      if (body.classList.contains("section")) { section = body; section.hidden = true; continue; }
      body.hidden = ![...body.querySelectorAll("tr.row")].some((row) => !row.hidden);
      if (!body.hidden && section) section.hidden = false;
    }
    nothing.hidden = visible > 0;
    count.textContent = `${visible} of ${rows.length}`;
  }

  tools.addEventListener("input", update);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== filter) { event.preventDefault(); filter.focus(); }
    if (event.key === "Escape" && document.activeElement === filter) { filter.value = ""; update(); }
  });
  const measure = () => document.documentElement.style.setProperty("--top", `${tools.offsetHeight}px`);
  addEventListener("resize", measure);
  measure();
  tools.hidden = false;
  measure();
  update();
})();
