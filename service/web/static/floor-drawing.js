// A floor as a picture: its zones where they lie, what is dangerous and what is safe, and ways over it as arrows.

import {h} from './element.js';
import {known, placeOf} from './facts.js';
import {shortened, wrapped} from './floor-names.js';
import {way} from './plan/floor.js';

/** @typedef {import('./plan/floor.js').Box} Box */
/** @typedef {'is-danger'|'is-refuge'|''} Look */

export const REFUGES = ['safe_zone', 'retreat_room'];

const EDGE = 0.3; // metres around the drawing
const POINTS = 24; // how large a metre is drawn where there is room
const LARGEST = 0.85; // metres that a name's letters are high at the most
const READABLE = 1 / 34; // how high letters are at least, by how large the drawing is: 9 points on a narrow telephone
const WHOLE = 0.8; // of that height at which a name is rather whole than cut
const BELOW = 0.9; // metres below a name for whoever stands there
const BELOW_HERE = 2.1; // the same for who reads it, and for the words that say so
const LETTER = 0.7; // how wide a letter is, by how high it is
const LOW = 0.8; // metres above the lower wall, and at most a quarter of the zone
const HEAD = 1; // how long an arrow's head is
const INTO = 1.5; // how far an arrow leads into the zone it ends in
const UNDER = 2.4; // the same from above: past its name
const ALONG = 0.76; // where one goes along a corridor: below its name

/** What a zone looks like. @param {string} zone @param {(zone: string) => boolean} isDanger @returns {Look} */
export const lookOf = (zone, isDanger) => (isDanger(zone) ? 'is-danger' : REFUGES.includes(known().zones?.[zone]?.kind) ? 'is-refuge' : '');

/** @param {{boxes: Map<string, Box>, isDanger: (zone: string) => boolean, ways: Box[][], label: string, more?: any, key?: string, here?: string|null}} floor
 *   more: what is drawn over all of it; here: where it says that one is */
export function drawnFloor({boxes, isDanger, ways, label, more = null, key = 'way-map', here = null}) {
  const all = [...boxes.values()];
  const [left, top] = [Math.min(...all.map((box) => box.x)) - EDGE, Math.min(...all.map((box) => box.y)) - EDGE];
  const [width, height] = [Math.max(...all.map((box) => box.x + box.w)) + EDGE - left, Math.max(...all.map((box) => box.y + box.h)) + EDGE - top];
  const group = (/** @type {Box} */ box, /** @type {string} */ name, /** @type {any} */ inner) => h('g', {key: name, class: `way-zone ${lookOf(box.id, isDanger)}`}, inner);
  return h('svg', {class: 'way-map', key, viewBox: `${left} ${top} ${width} ${height}`, width: width * POINTS, height: height * POINTS, role: 'img', 'aria-label': label},
    h('defs', null, h('pattern', {id: 'way-danger', width: '0.9', height: '0.9', patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)'},
      h('rect', {width: '0.45', height: '0.9', class: 'way-stripe'}))),
    all.map((box) => group(box, box.id, shape(box, isDanger(box.id)))),
    ways.map((boxesOnIt, at) => arrow(boxesOnIt, at)),
    all.map((box) => group(box, `name-${box.id}`, nameIn(box, Math.min(LARGEST, Math.max(width, height) * READABLE), box.id === here ? BELOW_HERE : BELOW))),
    more);
}

/** @param {Box} box @param {boolean} isDanger */
function shape(box, isDanger) {
  const points = box.points.map(([x, y]) => `${x},${y}`).join(' ');
  return [h('polygon', {points}), isDanger ? h('polygon', {points, class: 'way-hatch'}) : null];
}

/** A name as large as its zone lets it be, in as many lines as make it largest; where nobody could read it, only as much of
 * it as one can. The list beside the drawing has it whole. @param {Box} box @param {number} least  in metres
 * @param {number} below  metres that stay free */
function nameIn(box, least, below) {
  const x = box.x + box.w / 2;
  const name = placeOf(box.id);
  const whole = wrapped(name).map((some) => ({lines: some, size: sizeOf(some, box, below)})).sort((a, b) => b.size - a.size)[0];
  const letters = Math.floor((box.w * 0.92) / (least * LETTER));
  const cut = {lines: shortened(name, letters, Math.floor((box.h * 0.94 - below) / (least * 1.1))), size: least};
  const {lines, size} = whole.size >= least * (cut.lines.join(' ') === name ? 1 : WHOLE) ? whole : cut;
  return h('text', {x, y: round(box.y + 0.3 + size), 'font-size': round(size)}, lines.map((line, at) => h('tspan', {key: at, x, dy: at ? round(size * 1.05) : 0}, at < lines.length - 1 ? `${line} ` : line)));
}

/** @param {string[]} lines @param {Box} box @param {number} below */
const sizeOf = (lines, box, below) => Math.min(LARGEST, ...lines.map((line) => (box.w * 0.92) / (line.length * LETTER)), (box.h * 0.94 - below) / (lines.length * 1.1));

/** @typedef {[number, number]} Point */

/** Where somebody or something stands in a zone: below its name. @param {Box} box @returns {Point} */
export const standing = (box) => [box.x + box.w / 2, box.y + box.h - Math.min(LOW, box.h / 4)];

/** A way as a line with a head, through the middles of the walls it leads through, as far as into the last zone.
 * @param {Box[]} boxes @param {number} at */
function arrow(boxes, at) {
  const points = pointsOf(boxes);
  if (points.length < 2) return null;
  const [[x1, y1], [x2, y2]] = points.slice(-2);
  const turn = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const far = Math.hypot(x2 - x1, y2 - y1) || 1;
  const end = /** @type {Point} */ ([x2 - ((x2 - x1) / far) * HEAD, y2 - ((y2 - y1) / far) * HEAD]); // where the head begins
  const line = [...points.slice(0, -1), end].map(([x, y], nth) => `${nth ? 'L' : 'M'}${round(x)} ${round(y)}`).join(' ');
  return h('g', {key: `way-${at}`, class: 'way-arrow'}, h('path', {d: line, class: 'way-edge'}), h('path', {d: line}),
    h('polygon', {points: `0,0 ${-HEAD},-0.55 ${-HEAD},0.55`, transform: `translate(${round(x2)} ${round(y2)}) rotate(${round(turn)})`}));
}

/** The corners of a way: from where one stands, at right angles from wall to wall. @param {Box[]} boxes @returns {Point[]} */
function pointsOf(boxes) {
  const walls = boxes.slice(1).map((box, at) => wallOf(boxes[at], box));
  if (!walls.length) return [];
  /** @type {Point[]} */
  const points = [standing(boxes[0])];
  walls.forEach((wall, at) => {
    const box = boxes[at];
    if (at) points.push(...turns(walls[at - 1], wall, box));
    else if (wall.across !== null) points.push(...turns({across: wall.across, point: points[0]}, wall, {...box, x: points[0][0], w: 0, y: points[0][1], h: 0}));
    points.push(wall.point);
  });
  const last = walls[walls.length - 1];
  const to = boxes[boxes.length - 1];
  const [x, y] = last.point;
  if (last.across === null) points.push([to.x + to.w / 2, to.y + to.h / 2]);
  else if (last.across) points.push([x, y <= to.y ? y + Math.min(UNDER, to.h - 0.4) : y - Math.min(INTO, to.h / 2)]);
  else points.push([x + Math.sign(to.x + to.w / 2 - x) * Math.min(INTO, to.w / 2), y]);
  return points.filter(([px, py], nth) => !nth || px !== points[nth - 1][0] || py !== points[nth - 1][1]);
}

/** What one goes through between two zones: the middle of the wall they share, and whether that lies across the way down.
 * Null where they share none, as over stairs. @param {Box} one @param {Box} other @returns {{across: boolean|null, point: Point}} */
function wallOf(one, other) {
  const [x1, y1, x2, y2] = way(one.points, other.points);
  if (x1 !== x2 || y1 !== y2) return {across: null, point: [x2, y2]};
  return {across: y1 === one.y || y1 === one.y + one.h, point: [x1, y1]};
}

/** Where one turns in a zone between two of its walls. @param {{across: boolean|null, point: Point}} from @param {{across: boolean|null, point: Point}} to @param {Box} box @returns {Point[]} */
function turns(from, to, box) {
  const [[x1, y1], [x2, y2]] = [from.point, to.point];
  if (from.across === null || to.across === null) return [];
  if (from.across && to.across) return [[x1, box.y + box.h * ALONG], [x2, box.y + box.h * ALONG]];
  if (!from.across && !to.across) return [[box.x + box.w / 2, y1], [box.x + box.w / 2, y2]];
  return [from.across ? [x1, y2] : [x2, y1]];
}

/** @param {number} metres */
const round = (metres) => Math.round(metres * 100) / 100;
