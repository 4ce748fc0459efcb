// One step of a response: when, whom, and on what condition.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';
import {line, seconds} from './field.js';
import {thenOn} from './hand.js';
import {callable, kindName, listOf} from './names.js';
import {counts, part, some} from './parts.js';

/** @param {any} live @param {string} kind @param {any[]} steps @param {number} index */
export function stepForm(live, kind, steps, index) {
  const step = steps[index] ?? {};
  const id = `step-${kind}-${index}`;
  const path = ['response', kind, 'steps', index];
  const which = t('step %(number)s', {number: index + 1});
  const name = `${kindName(live, kind)}, ${which}`;
  const roles = callable(live);
  const put = (/** @type {string} */ key, /** @type {any} */ value, /** @type {string} */ words) => {
    const {[key]: _, ...rest} = step;
    // A key is taken away by writing the step anew: what stands first in it may have no line of its own.
    live.draft.edit([value === undefined ? {op: 'put', path, value: rest} : {op: 'put', path: [...path, key], value}], `${name}: ${words}`);
  };
  const move = (/** @type {number} */ by) => {
    const done = live.draft.edit([{op: 'move', path, to: index + by}], `${name}: ${t('moved')}`);
    // The hand goes with the step that it moved; at the end of its way it is on the other button.
    const ends = index + by === 0 || index + by === steps.length - 1;
    thenOn(done, `step-${kind}-${index + by}-${(by < 0) !== ends ? 'up' : 'down'}`);
  };
  return h('li', {key: index, class: 'step-form'},
    h('div', {class: 'step-head'},
      h('h4', null, t('Step %(number)s', {number: index + 1})),
      h('button', {type: 'button', class: 'small', id: `${id}-up`, disabled: index === 0, 'aria-label': t('Move %(name)s up', {name}), onclick: () => move(-1)}, '↑'),
      h('button', {type: 'button', class: 'small', id: `${id}-down`, disabled: index === steps.length - 1, 'aria-label': t('Move %(name)s down', {name}), onclick: () => move(1)}, '↓'),
      h('button', {type: 'button', class: 'small', disabled: steps.length === 1, 'aria-label': t('Take %(name)s out', {name}), onclick: () => live.draft.edit([{op: 'remove', path}], `${name}: ${t('taken out')}`)}, icon('no'))),
    line({id: `${id}-after`, label: index ? t('So long after the step before') : kind === 'closing' ? t('So long after it begins') : t('So long after the press'), value: seconds(step.after), hint: t('For instance 20 s or 2 min. Empty: at once.'), commit: (value) => put('after', value ? seconds(value) : undefined, t('time changed'))}),
    some({id: `${id}-call`, legend: t('Who is called'), all: roles, chosen: listOf(step.call), commit: (chosen) => (chosen.length ? put('call', chosen, t('who is called changed')) : live.draft.fail(null, t('A step calls somebody. Take the step out if it is not needed.')))}),
    part(live, `${id}-when`, t('Only on a condition'), conditions(step), () => [
      counts({id: `${id}-unless`, legend: t('The step is left out when'), value: step.unless, pressers: true, commit: (value) => put('unless', value, t('condition changed'))}),
      counts({id: `${id}-if`, legend: t('The step is taken only when'), value: step.if, pressers: true, commit: (value) => put('if', value, t('condition changed'))}),
    ]));
}

/** @param {any} step */
function conditions(step) {
  const words = (/** @type {any} */ one) => [
    one?.accepted ? t('%(count)s are coming', {count: one.accepted}) : '', one?.arrived ? t('%(count)s are there', {count: one.arrived}) : '', one?.pressers ? t('%(count)s have pressed', {count: one.pressers}) : '',
  ].filter(Boolean).join(', ');
  return [step.unless ? t('left out when %(what)s', {what: words(step.unless)}) : '', step.if ? t('only when %(what)s', {what: words(step.if)}) : ''].filter(Boolean).join('; ');
}
