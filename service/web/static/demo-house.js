// The demonstration's house from above: where each pendant is, where the danger is, and which way everybody is sent.

import {isOpen, isReal} from './alarm-words.js';
import {h, render} from './element.js';
import {known, office} from './facts.js';
import {drawnFloor, standing} from './floor-drawing.js';
import {Link} from './link.js';
import {layOut} from './plan/floor.js';
import {t} from './words.js';
import {isDanger} from './ways-map.js';

/** @typedef {import('./plan/floor.js').Box} Box */
/** @typedef {{n: number, zone: string, state: string}} Worn  a pendant: its number, its wearer's place, what she feels */

const SENT = new Set(['go', 'leave']);

/** Draws the house anew whenever an alarm changes or a pendant does. */
export class House {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    /** @type {Worn[]} */
    this.pendants = [];
    /** No screen of the office: it says that it shows no alarm, so that nobody relies on it. */
    this.link = new Link({office, screen: null, changed: () => this.draw(), rendered: () => ({alarms: [], calm: true, sound: false})});
  }

  /** @param {Worn[]} pendants */
  wear(pendants) {
    this.pendants = pendants;
    this.draw();
  }

  draw() {
    if (!this.link) return;
    const zones = known().zones ?? {};
    const floors = [...new Set(Object.values(zones).map((zone) => zone.floor))].sort((a, b) => Number(a) - Number(b));
    const alarms = this.link.board.alarms.filter(isOpen);
    render(this.place,
      h('div', {key: 'floors', class: `demo-floors ${alarms.length && !alarms.some(isReal) ? 'alarm-drill' : ''}`}, floors.map((floor) => this.floor(floor, alarms))),
      h('p', {key: 'legend', class: 'quiet'}, saidOf(alarms, this.link.lost)));
  }

  /** @param {number|null} floor @param {any[]} alarms */
  floor(floor, alarms) {
    const zones = known().zones;
    const boxes = layOut(Object.keys(zones).filter((id) => zones[id].floor === floor), zones, known().walks ?? []);
    const name = floor === null ? t('Floor plan') : t('Floor %(floor)s', {floor});
    return h('div', {key: `floor-${floor}`}, h('h2', null, name), drawnFloor({
      key: `map-${floor}`,
      boxes,
      isDanger: (zone) => alarms.some((alarm) => isDanger(zone, alarm)),
      ways: waysOf(alarms).map((way) => way.map((id) => boxes.get(id)).filter((box) => box !== undefined)),
      label: `${name}. ${t('The danger is hatched, safe zones are green, arrows show which way people are sent.')}`,
      more: this.pendants.map((pendant) => worn(pendant, this.pendants, boxes)),
    }));
  }
}

/** What is under the picture, in words: nothing is told of an alarm by lines and colours alone. @param {any[]} alarms @param {boolean} lost */
function saidOf(alarms, lost) {
  if (lost) return t('The demonstration does not answer. Is it still running?');
  if (!alarms.length) return t('Numbers are pendants. Green is where one is safe.');
  if (!waysOf(alarms).length) return t('The danger is hatched. The ways to safety follow.');
  return t('The danger is hatched, safe zones are green, arrows show which way people are sent.');
}

/** Every zone's way in every alarm, from where one is. @param {any[]} alarms @returns {string[][]} */
const waysOf = (alarms) => alarms.flatMap((alarm) => (alarm.instructions?.zones ?? []).filter((/** @type {any} */ told) => SENT.has(told.do)).map((/** @type {any} */ told) => [told.zone, ...told.way]));

/** @param {Worn} pendant @param {Worn[]} all @param {Map<string, Box>} boxes */
function worn(pendant, all, boxes) {
  const box = boxes.get(pendant.zone);
  if (!box) return null;
  const beside = all.filter((other) => other.zone === pendant.zone);
  const [middle, y] = standing(box);
  const x = middle + (beside.indexOf(pendant) - (beside.length - 1) / 2) * 1.3;
  return h('g', {key: `worn-${pendant.n}`, class: `worn state-${pendant.state}`}, h('circle', {cx: x, cy: y, r: 0.6}), h('text', {x, y: y + 0.3, 'font-size': 0.85}, pendant.n));
}
