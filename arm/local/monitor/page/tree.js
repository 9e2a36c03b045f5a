// A run's activities as a tree: containers, iterations, child runs; flattened to the rows of a grid.

import { moment } from "/monitor/format.js";
import { isActive } from "/monitor/status.js";

const MANY_CHILDREN = 30;
const MANY_ROWS = 120;
// The status of an iteration is that of the worst of its activities.
const WORST = ["Failed", "Cancelled", "InProgress", "Queued", "Succeeded", "Skipped", "Inactive"];

/** The roots of the tree: nodes with `activity` (or `iteration` for one turn of a loop) and `children`. */
export function tree(activities) {
  const nodes = new Map(activities.map((each) => [each.id, { key: each.id, activity: each, children: [] }]));
  const roots = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(node.activity.container);
    (parent ? parent.children : roots).push(node);
  }
  for (const node of nodes.values()) node.children = byIteration(node);
  return roots;
}

/** Children of a loop in the order of its turns; those of a turn under one row where it has several. */
function byIteration(node) {
  const turns = new Map();
  for (const child of node.children) {
    const turn = child.activity.iteration;
    if (turn === null || turn === undefined || !["ForEach", "Until"].includes(node.activity.type))
      return node.children;
    turns.set(turn, [...(turns.get(turn) ?? []), child]);
  }
  const ordered = [...turns].sort(([a], [b]) => Number(a) - Number(b));
  if (ordered.every(([, children]) => children.length === 1)) return ordered.map(([, [child]]) => child);
  return ordered.map(([turn, children]) => {
    children.forEach((child) => {
      child.inTurn = true;
    });
    return { key: `${node.key}/${turn}`, iteration: turn, children };
  });
}

/** The rows of the tree that are in view: `level`, `expanded` (null: nothing in it), and what the columns show. */
export function rows(roots, unfolded) {
  const many = count(roots) > MANY_ROWS;
  const found = [];
  const walk = (nodes, level) => {
    for (const node of nodes) {
      const folded = many && roots.length > 1 && node.children.length > MANY_CHILDREN;
      const open = unfolded.get(node.key) ?? !folded;
      found.push(row(node, level, node.children.length ? open : null));
      if (open) walk(node.children, level + 1);
    }
  };
  walk(roots, 0);
  return found;
}

/** Those nodes, and the ones above them, that `fits` takes; all of them unfolded. */
export function pruned(roots, fits) {
  const found = [];
  const walk = (nodes, level) =>
    nodes.reduce((any, node) => {
      const at = found.length;
      found.push(row(node, level, node.children.length ? true : null));
      const inside = walk(node.children, level + 1);
      if (inside || fits(found[at])) return true;
      found.length = at;
      return any;
    }, false);
  walk(roots, 0);
  return found;
}

function row(node, level, expanded) {
  const all = node.activity ? [node.activity] : node.children.map((each) => each.activity);
  const loops = expanded !== null && node.children.length > 1;
  return {
    key: node.key,
    level,
    expanded,
    activity: node.activity,
    turn: node.inTurn ? null : (node.activity?.iteration ?? null),
    name: node.activity ? node.activity.name : `Iteration ${node.iteration}`,
    type: node.activity?.type ?? "",
    status: node.activity?.status ?? WORST.find((each) => all.some((one) => one.status === each)),
    start: first(all),
    end: last(all),
    inside: loops ? node.children.length : 0,
    failed: loops ? node.children.filter((each) => failed(each)).length : 0,
  };
}

function failed(node) {
  return node.activity ? node.activity.status === "Failed" : node.children.some(failed);
}

function first(activities) {
  return activities.map((each) => each.start).reduce((a, b) => (moment(a) <= moment(b) ? a : b));
}

function last(activities) {
  if (activities.some((each) => isActive(each.status))) return null;
  return activities.map((each) => each.end).reduce((a, b) => (moment(a) >= moment(b) ? a : b));
}

function count(nodes) {
  return nodes.reduce((sum, node) => sum + 1 + count(node.children), 0);
}
