// A walk from zone to zone with a spare button: in which zones a press has been heard, and a test in each of the others.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {TestPress} from '../test-press.js';
import {t} from '../words.js';

/** @typedef {{device: string, name: string, may_test: boolean, is_spare: boolean, hearing: string}} Spare */

const OFFERED = 4;

export class WalkTest {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** The tests that were begun, by zone. @type {Map<string, TestPress>} */
    this.tests = new Map();
    /** The button that is walked with. @type {string|null} */
    this.with = null;
  }

  /** @param {{untested_zones: {zone: string, name: string}[], zones: number, devices: Spare[]}} all */
  view(all) {
    if (!all.zones) return null;
    const spares = all.devices.filter((one) => one.is_spare && one.may_test && one.hearing !== 'lost');
    const missing = all.untested_zones;
    const walked = [...this.tests].filter(([zone, test]) => test.state !== 'rest' || missing.some((one) => one.zone === zone)).map(([zone]) => zone);
    const rows = missing.filter((one) => !walked.includes(one.zone)).concat(walked.map((zone) => ({zone, name: this.tests.get(zone)?.zoneName ?? zone})));
    return h('section', {key: 'walk', class: 'walk', 'aria-labelledby': 'walk-title'},
      h('h2', {id: 'walk-title'}, t('Walk test')),
      h('p', {key: 'count', class: missing.length ? 'place is-worry' : 'place'}, missing.length ? icon('warning') : null,
        h('span', null, missing.length ? t('In %(count)s of %(all)s zones no press has been heard within a year. Nobody knows whether one gets out of there.', {count: missing.length, all: all.zones})
          : t('A press has been heard in every zone within a year.'))),
      rows.length ? this.walk(rows, spares) : null);
  }

  /** @param {{zone: string, name: string}[]} rows @param {Spare[]} spares */
  walk(rows, spares) {
    const spare = spares.find((one) => one.device === this.with) ?? null;
    if (!spares.length) {
      return h('p', {key: 'how'}, t('Press a button in each of them as a test. For a walk with one button enrol a spare one, without a person and without a place.'));
    }
    if (!spare) {
      return h('div', {class: 'acts', key: 'with'}, spares.slice(0, OFFERED).map((one) => h('button', {type: 'button', class: 'plain', key: one.device, id: `walk-${one.device}`,
        onclick: () => { this.with = one.device; this.changed(); }}, t('Walk with %(button)s …', {button: one.name}))));
    }
    return h('ul', {class: 'held', key: 'zones'}, rows.map((one) => h('li', {key: one.zone},
      h('div', null, h('h3', null, one.name)),
      h('div', {class: 'change'}, this.testIn(one, spare).view({look: 'plain', label: t('Test in %(zone)s', {zone: one.name})})))));
  }

  /** @param {{zone: string, name: string}} zone @param {Spare} spare */
  testIn(zone, spare) {
    const known = this.tests.get(zone.zone) ?? new TestPress(spare.device, spare.name, this.changed, zone.zone, zone.name);
    this.tests.set(zone.zone, known);
    return known;
  }
}
