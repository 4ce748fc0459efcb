// Where the zones lie on the floor plan, in metres: as they were drawn, or laid out along the walks until somebody draws.

/** @typedef {{id: string, x: number, y: number, w: number, h: number, points: [number, number][], drawn: boolean}} Box */

const WIDE = 5;
const HIGH = 3;
const GAP = 1.2;

/** A drawn outline: pairs of metres. @param {any} shape @returns {[number, number][]|null} */
function outline(shape) {
  if (!Array.isArray(shape) || shape.length < 3) return null;
  const points = shape.map((pair) => (Array.isArray(pair) ? pair.map(Number) : []));
  return points.every((pair) => pair.length === 2 && pair.every(Number.isFinite)) ? /** @type {any} */ (points) : null;
}

/** @param {string} id @param {[number, number][]} points @param {boolean} drawn @returns {Box} */
function boxOf(id, points, drawn) {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return {id, x, y, w: Math.max(...xs) - x, h: Math.max(...ys) - y, points, drawn};
}

/** A rectangle as an outline. @param {number} x @param {number} y @param {number} w @param {number} h @returns {[number, number][]} */
export const rectangle = (x, y, w, h) => [[x, y], [x + w, y], [x + w, y + h], [x, y + h]];

/** Lay a floor out. What is drawn stays where it is; the rest stands below it: whatever has the most neighbours in the
 * middle, like a corridor, and what is reached through it on both sides.
 * @param {string[]} ids @param {any} zones @param {any[]} walks @returns {Map<string, Box>} */
export function layOut(ids, zones, walks) {
  /** @type {Map<string, Box>} */
  const boxes = new Map();
  for (const id of ids) {
    const points = outline(zones[id]?.shape);
    if (points) boxes.set(id, boxOf(id, points, true));
  }
  let below = Math.max(0, ...[...boxes.values()].map((box) => box.y + box.h + GAP));
  const rest = new Set(ids.filter((id) => !boxes.has(id)));
  while (rest.size) {
    const tree = grown(rest, walks);
    const placed = standing(tree);
    const [left, top] = [Math.min(...placed.map((one) => one.x)), Math.min(...placed.map((one) => one.y))];
    for (const {id, x, y, w} of placed) {
      boxes.set(id, boxOf(id, rectangle(x - left, y - top + below, w, HIGH), false));
      rest.delete(id);
    }
    below += Math.max(...placed.map((one) => one.y)) - top + HIGH + GAP;
  }
  return boxes;
}

/** @typedef {{id: string, below: Branch[]}} Branch */

/** One connected part as a tree, from whatever has the most neighbours. @param {Set<string>} rest @param {any[]} walks @returns {Branch} */
function grown(rest, walks) {
  const beside = (/** @type {string} */ id) => walks.filter((walk) => walk[0] === id || walk[1] === id).map((walk) => (walk[0] === id ? walk[1] : walk[0])).filter((other) => rest.has(other));
  const [first] = [...rest].sort((a, b) => beside(b).length - beside(a).length);
  const root = {id: first, below: []};
  const seen = new Set([first]);
  /** @type {Branch[]} */
  let now = [root];
  while (now.length) {
    now = now.flatMap((branch) => {
      branch.below = beside(branch.id).filter((id) => !seen.has(id) && seen.add(id)).map((id) => ({id, below: []}));
      return branch.below;
    });
  }
  return root;
}

/** @param {Branch[]} branches @returns {number} */
const together = (branches) => branches.reduce((sum, branch) => sum + width(branch) + GAP, -GAP);

/** @param {Branch} branch @returns {number} */
const width = (branch) => Math.max(WIDE, together(branch.below));

/** Where each zone of a tree stands: half of the branches above its middle, half below. @param {Branch} root */
function standing(root) {
  /** @type {Branch[]} */
  const above = [];
  /** @type {Branch[]} */
  const under = [];
  for (const branch of [...root.below].sort((a, b) => width(b) - width(a))) (together(above) < together(under) ? above : under).push(branch);
  const middle = Math.max(WIDE, together(above), together(under));
  /** @type {{id: string, x: number, y: number, w: number}[]} */
  const placed = [{id: root.id, x: 0, y: 0, w: middle}];
  const place = (/** @type {Branch[]} */ branches, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ down) => {
    let left = x;
    for (const branch of branches) {
      placed.push({id: branch.id, x: left, y, w: width(branch)});
      place(branch.below, left, y + down * (HIGH + GAP), down);
      left += width(branch) + GAP;
    }
  };
  place(under, 0, HIGH + GAP, 1);
  place(above, 0, -(HIGH + GAP), -1);
  return placed;
}

/** The line of a way between two zones, from edge to edge where they stand beside each other.
 * @param {[number, number][]} one @param {[number, number][]} other @returns {[number, number, number, number]} */
export function way(one, other) {
  const a = boxOf('', one, true);
  const b = boxOf('', other, true);
  const across = [Math.max(a.x, b.x), Math.min(a.x + a.w, b.x + b.w)];
  const along = [Math.max(a.y, b.y), Math.min(a.y + a.h, b.y + b.h)];
  if (across[0] < across[1] && along[0] >= along[1]) {
    const x = (across[0] + across[1]) / 2;
    return [x, along[1], x, along[0]];
  }
  if (along[0] < along[1] && across[0] >= across[1]) {
    const y = (along[0] + along[1]) / 2;
    return [across[1], y, across[0], y];
  }
  return [a.x + a.w / 2, a.y + a.h / 2, b.x + b.w / 2, b.y + b.h / 2];
}

/** An outline moved or stretched, to half metres. @param {Box} box @param {number} dx @param {number} dy @param {boolean} stretch @returns {[number, number][]} */
export function moved(box, dx, dy, stretch) {
  const half = (/** @type {number} */ value) => Math.round(value * 2) / 2;
  if (!stretch) return box.points.map(([x, y]) => [half(Math.max(0, x + dx)), half(Math.max(0, y + dy))]);
  const [w, h] = [Math.max(1, box.w + dx), Math.max(1, box.h + dy)];
  return box.points.map(([x, y]) => [half(box.x + (box.w ? ((x - box.x) / box.w) * w : 0)), half(box.y + (box.h ? ((y - box.y) / box.h) * h : 0))]);
}
