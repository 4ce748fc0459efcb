// Sirens, lamps and locks in an alarm: what was told, what is proven, and what nobody should rely on.

import {h} from './element.js';
import {known} from './facts.js';
import {icon} from './icon.js';
import {N, t} from './words.js';

const SAID = {
  commanded: N('%(output)s: switched on, not confirmed yet'),
  on: N('%(output)s: on, confirmed'),
  off: N('%(output)s: off, confirmed'),
  failed: N('%(output)s: NOT confirmed. Do not rely on it'),
  stuck: N('%(output)s: perhaps still on. Look at it'),
  'failed went_off': N('%(output)s: says that it is off again. Do not rely on it'),
  'failed cannot_confirm': N('%(output)s: switched on; it cannot say whether it is'),
  'stuck cannot_confirm': N('%(output)s: switched off; it cannot say whether it is'),
  'withheld calm': N('%(output)s: left off, not to be heard where she is'),
  'withheld place_unknown': N('%(output)s: left off, because nobody knows where she is'),
  'withheld said_mistake': N('%(output)s: left off since who pressed has said that it was a mistake'),
  'withheld drill': N('%(output)s: left off in a drill'),
};
const WORRIES = ['failed', 'stuck'];

/** @param {any} alarm */
export function outputLines(alarm) {
  const outputs = alarm.outputs ?? [];
  if (!outputs.length) return null;
  return h('ul', {class: 'outputs', key: 'outputs', 'aria-label': t('Sirens, lamps, locks')},
    outputs.map((/** @type {any} */ one) => h('li', {class: isWorry(one) ? 'is-worry' : '', key: one.output},
      icon(isWorry(one) ? 'warning' : one.kind === 'siren' ? 'sound' : 'next'), h('span', null, said(one)))));
}

/** @param {any} one */
const isWorry = (one) => WORRIES.includes(one.state) && one.reason !== 'cannot_confirm';

/** @param {any} one */
function said(one) {
  const words = /** @type {Record<string, string>} */ (SAID);
  const output = known().outputs?.[one.output]?.name ?? one.output;
  const sentence = words[`${one.state} ${one.reason}`] ?? words[one.state];
  return t(sentence, {output});
}
