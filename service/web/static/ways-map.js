// One floor with the danger, the refuges and the way, drawn from where the zones lie; without a drawing they are laid out.

import {h} from './element.js';
import {known, placeOf} from './facts.js';
import {layOut} from './plan/floor.js';
import {t} from './words.js';
import {toldTo} from './ways-words.js';

/** @typedef {import('./plan/floor.js').Box} Box */

const REFUGES = new Set(['safe_zone', 'retreat_room']);
const EDGE = 1;

/** @param {any} alarm @param {string|null|undefined} here */
export function floorMap(alarm, here) {
  const zones = known().zones ?? {};
  const floor = zones[here ?? '']?.floor ?? zones[alarm.zone ?? '']?.floor ?? null;
  const ids = Object.keys(zones).filter((id) => zones[id].floor === floor || zones[id].floor === null);
  const boxes = layOut(ids, zones, known().walks ?? []);
  if (!boxes.size) return null;
  const all = [...boxes.values()];
  const right = Math.max(...all.map((box) => box.x + box.w));
  const down = Math.max(...all.map((box) => box.y + box.h));
  const told = toldTo(alarm, here);
  const label = t('Floor plan: the danger is hatched, safe zones are green');
  return h('svg', {class: 'way-map', key: 'way-map', viewBox: `${-EDGE} ${-EDGE} ${right + 2 * EDGE} ${down + 2 * EDGE}`, role: 'img', 'aria-label': label},
    h('defs', null, h('pattern', {id: 'way-danger', width: '0.9', height: '0.9', patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)'},
      h('rect', {width: '0.45', height: '0.9', class: 'way-stripe'}))),
    all.map((box) => h('g', {key: box.id, class: `way-zone ${kindOf(box.id, alarm)}`}, shape(box, alarm))),
    told && here ? arrow([here, ...told.way].map((id) => boxes.get(id)).filter((box) => box !== undefined)) : null,
    all.map((box) => h('g', {key: `name-${box.id}`, class: `way-zone ${kindOf(box.id, alarm)}`}, nameIn(box))),
    here && boxes.get(here) ? youAreHere(/** @type {Box} */ (boxes.get(here))) : null);
}

/** @param {string} id @param {any} alarm */
function kindOf(id, alarm) {
  if (id === alarm.zone || alarm.instructions?.reported[id]?.state === 'compromised') return 'is-danger';
  return REFUGES.has(known().zones?.[id]?.kind) ? 'is-refuge' : '';
}

/** @param {Box} box @param {any} alarm */
function shape(box, alarm) {
  const points = box.points.map(([x, y]) => `${x},${y}`).join(' ');
  return [h('polygon', {points}), kindOf(box.id, alarm) === 'is-danger' ? h('polygon', {points, class: 'way-hatch'}) : null];
}

/** @param {Box} box */
function nameIn(box) {
  const name = placeOf(box.id);
  return h('text', {x: middle(box)[0], y: box.y + 1.15, 'font-size': Math.max(0.42, Math.min(0.85, box.w / (name.length * 0.74)))}, name);
}

/** @param {Box} box @returns {[number, number]} */
const middle = (box) => [box.x + box.w / 2, box.y + box.h / 2];

/** The way as a line with a head, over the middles of what it leads through. @param {Box[]} boxes */
function arrow(boxes) {
  if (boxes.length < 2) return null;
  const points = boxes.map((box) => [middle(box)[0], middle(box)[1] + 0.4]);
  const [[x1, y1], [x2, y2]] = points.slice(-2);
  const turn = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const far = Math.hypot(x2 - x1, y2 - y1) || 1;
  const end = [x2 - ((x2 - x1) / far) * 1.1, y2 - ((y2 - y1) / far) * 1.1]; // where the head begins
  const line = [...points.slice(0, -1), end].map(([x, y], at) => `${at ? 'L' : 'M'}${round(x)} ${round(y)}`).join(' ');
  return h('g', {key: 'way', class: 'way-arrow'}, h('path', {d: line, class: 'way-edge'}), h('path', {d: line}),
    h('polygon', {points: '0,0 -1.3,-0.75 -1.3,0.75', transform: `translate(${x2} ${y2}) rotate(${turn})`}));
}

/** @param {number} metres */
const round = (metres) => Math.round(metres * 100) / 100;

/** @param {Box} box */
function youAreHere(box) {
  const [x, y] = middle(box);
  return h('g', {key: 'here', class: 'way-here'}, h('circle', {cx: x, cy: y + 0.4, r: 0.42}),
    h('text', {x, y: box.y + box.h - 0.25, 'font-size': 0.74}, t('you are here')));
}
