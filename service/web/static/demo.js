// The demonstration: simulated pendants to press, and what their wearers would feel.

import {House} from './demo-house.js';
import {h, render} from './element.js';
import {placeOf} from './facts.js';
import {icon} from './icon.js';
import {loadWords, N, t} from './words.js';

/** @typedef {{n: number, device: string, holder: string|null, zone: string, faulty: boolean, state: string,
 *   felt: {led: string, vibration: number[]}, coming?: string[], there?: string[]}} Pendant  vibration: milliseconds
 *   on, off, on …; coming and there: names on its display, if it has one */

const place = /** @type {HTMLElement} */ (document.getElementById('pendants'));

/** @type {Record<string, string>} */
const STATES = {
  idle: N('At rest'), sent: N('Sent, no answer yet'), received: N('Received'), seen: N('Somebody has seen it'),
  coming: N('Somebody is coming'), arrived: N('Somebody is there'), cleared: N('Over'),
};

/** What a hand under a table can tell apart. @type {Record<string, string>} */
const FELT = {
  s: N('She feels one short buzz.'), sl: N('She feels a short buzz and a long one.'), ss: N('She feels two short buzzes.'),
  l: N('She feels one long buzz.'), ll: N('She feels two long buzzes.'),
};

/** @param {Pendant} pendant */
function feltWords({felt}) {
  const words = FELT[felt.vibration.filter((_, i) => i % 2 === 0).map((pulse) => (pulse >= 300 ? 'l' : 's')).join('')];
  return words ? t(words) : '';
}

/** What is known, with the names that a display shows. @param {Pendant} pendant */
function stateWords({state, coming = [], there = []}) {
  if (state === 'coming' && coming.length) return t('Coming: %(names)s', {names: coming.join(', ')});
  if (state === 'arrived' && there.length) return t('There: %(names)s', {names: there.join(', ')});
  return t(STATES[state] ?? STATES.idle);
}

/** @type {Pendant[]} */
let pendants = [];
let chosen = 1;
let lost = false;
/** When each pendant last shook, so that one buzz is drawn once. @type {Map<number, {vibration: string, times: number}>} */
const shaken = new Map();
/** @type {string|null} */
let error = null;

await loadWords();
const house = new House(/** @type {HTMLElement} */ (document.getElementById('house')));

/** @param {number} n */
async function press(n) {
  error = null;
  try {
    const answer = await fetch(`/demo/pendants/${n}/press`, {method: 'POST'});
    if (!answer.ok) error = t('This pendant could not be pressed.');
  } catch {
    error = t('The demonstration does not answer. Is it still running?');
  }
  draw();
}

function draw() {
  const pendant = pendants.find((p) => p.n === chosen) ?? pendants[0];
  render(place,
    lost ? h('p', {class: 'demo-note', role: 'alert', key: 'lost'}, icon('warning'),
      t('The demonstration does not answer. Is it still running?')) : null,
    pendant ? drawn(pendant) : h('p', {class: 'quiet'}, t('Being looked up …')),
    error ? h('p', {class: 'demo-note', role: 'alert', key: 'error'}, icon('warning'), error) : null,
    h('ul', {class: 'pendant-list', key: 'list', 'aria-label': t('All pendants')}, pendants.map((p) => h('li', {key: `p-${p.n}`},
      h('button', {type: 'button', 'aria-pressed': String(p === pendant), onclick: () => { chosen = p.n; draw(); }},
        h('b', null, p.n), h('span', null, p.holder ?? t('Nobody')), h('small', null, placeOf(p.zone)),
        p.faulty ? h('small', {class: 'faulty'}, t('faulty')) : null)))));
}

/** @param {Pendant} pendant */
function drawn(pendant) {
  const led = /^[a-z]+$/.test(pendant.felt.led) ? pendant.felt.led : 'off';
  const buzz = shaken.get(pendant.n);
  const words = feltWords(pendant);
  const holder = pendant.holder ?? t('Nobody');
  return h('div', {class: `pendant state-${pendant.state}`, key: `pendant-${pendant.n}`},
    h('button', {type: 'button', class: 'pendant-press', onclick: () => press(pendant.n),
      'aria-label': t('Press the pendant of %(name)s', {name: holder})},
    h('svg', {viewBox: '0 0 120 170', 'aria-hidden': 'true', class: buzz ? `shake-${buzz.times % 2}` : ''},
      h('path', {class: 'cord', d: 'M18 0C30 30 46 34 60 34S90 30 102 0'}),
      h('rect', {class: 'shell', x: '24', y: '36', width: '72', height: '126', rx: '34'}),
      h('circle', {class: `led led-${led}`, cx: '60', cy: '60', r: '6'}),
      h('circle', {class: 'knob', cx: '60', cy: '112', r: '26'}),
      h('circle', {class: 'knob-rim', cx: '60', cy: '112', r: '19'}))),
    h('div', {class: 'pendant-words', role: 'status'},
      h('p', {class: 'pendant-who'}, h('b', null, holder), ' ', h('small', null, placeOf(pendant.zone))),
      h('p', {class: 'pendant-state'}, stateWords(pendant)),
      words ? h('p', {class: 'pendant-felt'}, words) : null,
      pendant.faulty ? h('p', {class: 'pendant-faulty'}, icon('warning'), t('This pendant is faulty, on purpose.')) : null));
}

/** @param {{pendants: Pendant[]}} states */
function take(states) {
  for (const pendant of states.pendants) {
    const vibration = `${pendant.state} ${pendant.felt.vibration.join()}`;
    const before = shaken.get(pendant.n);
    if (pendant.felt.vibration.length && before?.vibration !== vibration) {
      shaken.set(pendant.n, {vibration, times: (before?.times ?? 0) + 1});
    }
    if (!pendant.felt.vibration.length) shaken.delete(pendant.n);
  }
  pendants = states.pendants;
  house.wear(pendants);
}

const stream = new EventSource('/demo/pendants/stream');
/** @param {MessageEvent<string>} event */
stream.onmessage = (event) => { lost = false; take(JSON.parse(event.data)); draw(); };
stream.onerror = () => { lost = true; draw(); };
draw();
