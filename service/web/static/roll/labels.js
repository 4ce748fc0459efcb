// Labels for the buttons of an office, three beside each other on A4: choose whose, and print.

import {h} from '../element.js';
import {known, office} from '../facts.js';
import {render} from '../kept-focus.js';
import {loadWords, t} from '../words.js';
import {ask} from './ask.js';
import {wrong} from './parts.js';

/** @typedef {{device: string, name: string, office: string, code: {size: number, path: string}}} Label */

const page = /** @type {HTMLElement} */ (document.getElementById('page'));

/** @type {Label[]|null} */
let labels = null;
/** How many there are. */
let many = 0;
/** @type {string|null} */
let failed = null;
/** Those that are not to be printed. @type {Set<string>} */
const without = new Set();

await loadWords();

/** @param {string} device */
function turn(device) {
  if (!without.delete(device)) without.add(device);
  draw();
}

function draw() {
  const printed = (labels ?? []).filter((one) => !without.has(one.device));
  render(page, h('main', {class: 'desk labels', key: 'main'},
    h('div', {class: 'not-printed', key: 'head'},
      h('div', {class: 'desk-head'},
        h('div', null, h('h1', null, t('Labels')),
          h('p', {class: 'lead'}, t('For the buttons of %(office)s, on A4 in sheets of 24, 63.5 by 33.9 millimetres each. The code leads whoever looks after buttons to this one in the list. Nothing secret stands on it, and not who wears it.', {office: known().name}))),
        h('div', {class: 'acts'}, h('button', {type: 'button', class: 'act', disabled: !printed.length || (labels?.length ?? 0) < many, onclick: () => print()}, t('Print %(count)s', {count: printed.length})),
          h('a', {class: 'plain', href: `/devices/${encodeURIComponent(office)}`}, t('Back to the list')))),
      wrong(failed),
      labels?.length ? h('fieldset', {class: 'ticks'}, h('legend', null, t('Print these')),
        h('div', {class: 'acts'}, h('button', {type: 'button', class: 'plain', onclick: () => { without.clear(); draw(); }}, t('All of them')),
          h('button', {type: 'button', class: 'plain', onclick: () => { labels?.forEach((one) => without.add(one.device)); draw(); }}, t('None'))),
        labels.map((one) => h('label', {class: 'tick', key: one.device}, h('input', {type: 'checkbox', '.checked': !without.has(one.device), onchange: () => turn(one.device)}), one.name)))
        : labels ? h('p', {class: 'empty'}, t('No button is enrolled in this office.')) : failed ? null : h('p', {role: 'status'}, t('Being looked up …'))),
    h('ul', {class: 'label-sheet', key: 'sheet', tabindex: '0', 'aria-label': t('What is printed')}, printed.map((one) => h('li', {class: 'label', key: one.device},
      h('svg', {viewBox: `0 0 ${one.code.size} ${one.code.size}`, role: 'img', 'aria-label': t('QR code of %(name)s', {name: one.name}), 'shape-rendering': 'crispEdges'},
        h('rect', {width: one.code.size, height: one.code.size, fill: '#fff'}), h('path', {d: one.code.path, fill: '#000'})),
      h('div', null, h('b', null, one.name), h('span', null, one.device), h('span', null, one.office)))))));
}

/** A sheet at a time: each code takes the service a moment. */
async function look() {
  try {
    for (let sheet = 0; !labels || labels.length < many; sheet += 1) {
      const answer = await ask('GET', `/offices/${encodeURIComponent(office)}/enrolling/labels?sheet=${sheet}`);
      many = answer.of;
      labels = [...labels ?? [], ...answer.labels];
      draw();
      if (!answer.labels.length) break;
    }
  } catch (refused) {
    failed = /** @type {Error} */ (refused).message;
    draw();
  }
}

draw();
look();
