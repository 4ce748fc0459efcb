// What goes on after the last step of a response, for as long as help is not there.

import {h} from '../element.js';
import {t} from '../words.js';
import {line, seconds} from './field.js';
import {callable, listOf} from './names.js';
import {some} from './parts.js';

/** @typedef {(key: string, value: any, words: string) => void} PutKey */

/** @param {any} live @param {string} kind @param {any} one @param {PutKey} put */
export function repeatForm(live, kind, one, put) {
  const own = one.repeat ?? {};
  return h('section', {key: 'repeat', class: 'piece'}, h('h3', null, kind === 'closing' ? t('Then, for as long as a line has no answer') : t('Then, for as long as help is not there')),
    line({id: `every-${kind}`, label: t('Call again every'), value: seconds(own.every), hint: t('For instance 20 s or 2 min.'), commit: (value) => value && put('repeat', {...own, call: own.call ?? ['everybody'], every: seconds(value)}, t('what is repeated changed'))}),
    some({id: `repeat-${kind}`, legend: t('Who is called again'), all: callable(live), chosen: listOf(own.call), commit: (chosen) => chosen.length && put('repeat', {...own, every: own.every ?? '60 s', call: chosen}, t('what is repeated changed'))}));
}
