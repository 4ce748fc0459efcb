// One floor with the danger, the refuges and the way from here, drawn from where the zones lie; undrawn ones are laid out.

import {h} from './element.js';
import {known} from './facts.js';
import {drawnFloor, standing} from './floor-drawing.js';
import {layOut} from './plan/floor.js';
import {t} from './words.js';
import {toldTo} from './ways-words.js';

/** @param {any} alarm @param {string|null|undefined} here */
export function floorMap(alarm, here) {
  const zones = known().zones ?? {};
  const floor = zones[here ?? '']?.floor ?? zones[alarm.zone ?? '']?.floor ?? null;
  const ids = Object.keys(zones).filter((id) => zones[id].floor === floor || zones[id].floor === null);
  const boxes = layOut(ids, zones, known().walks ?? []);
  if (!boxes.size) return null;
  const told = toldTo(alarm, here);
  return drawnFloor({
    boxes,
    isDanger: (zone) => isDanger(zone, alarm),
    ways: told && here ? [[here, ...told.way].map((id) => boxes.get(id)).filter((box) => box !== undefined)] : [],
    label: t('Floor plan: the danger is hatched, safe zones are green'),
    here: here ?? null,
    more: youAreHere(boxes.get(here ?? '')),
  });
}

/** @param {string} zone @param {any} alarm */
export const isDanger = (zone, alarm) => zone === alarm.zone || alarm.instructions?.reported[zone]?.state === 'compromised';

/** @param {import('./plan/floor.js').Box|undefined} box */
function youAreHere(box) {
  if (!box) return null;
  const [x, y] = standing(box);
  return h('g', {key: 'here', class: 'way-here'}, h('circle', {cx: x, cy: y, r: 0.4}), h('text', {x, y: y - 0.6, 'font-size': 0.7}, t('you are here')));
}
