// The muster: with which alarms it begins, where people meet, and who is called for whoever is missing.

import {h} from '../element.js';
import {t} from '../words.js';
import {line, pick, seconds} from './field.js';
import {callable, kindName, kindsOf, listOf, zoneName} from './names.js';
import {part, some, takeOut} from './parts.js';
import {into} from './rooted.js';
import {guarded} from './standard.js';
import {orMend, wrongAt, wrongElse} from './wrong.js';

/** @param {any} live */
export function musterPart(live) {
  const {all} = live.answers;
  const own = all.muster ?? {};
  const put = into(live, 'muster', t('Muster'));
  const kinds = kindsOf(live).map((id) => ({id, name: kindName(live, id)}));
  const begins = listOf(own.kinds).map((id) => kindName(live, id)).join(', ');
  const wrong = (/** @type {string} */ key) => wrongAt(live, ['muster', key]);
  const summary = !all.muster ? t('The plan says nothing of it.') : begins ? t('begins with %(what)s', {what: begins}) : t('begins when somebody begins it');
  return part(live, 'muster', t('Muster'), orMend(live, ['muster'], summary), () => guarded(live, 'muster', [
    h('p', {class: 'quiet', key: 'about'}, t('The head count in an alarm: who is safe, who needs help, and of whom nobody knows.')),
    wrongElse(live, ['muster'], ['kinds', 'at', 'within', 'call']),
    some({id: 'muster-kinds', legend: t('Begins by itself with (no tick: somebody begins it)'), all: kinds, chosen: listOf(own.kinds), wrong: wrong('kinds'), commit: (chosen) => put(['kinds'], chosen, t('when it begins changed'))}),
    h('div', {class: 'fields', key: 'where'},
      pick({id: 'muster-at', label: t('People meet in'), value: own.at ?? '', wrong: wrong('at'), options: [{value: '', name: t('no place: they stay where they are')}, ...Object.keys(all.zones ?? {}).map((id) => ({value: id, name: zoneName(all, id)}))],
        commit: (value) => put(['at'], value, t('where people meet changed'))}),
      line({id: 'muster-within', label: t('Whoever is missing is called for after'), value: seconds(own.within), wrong: wrong('within'), hint: t('From 30 s to 30 min.'), more: {placeholder: '3 min'}, commit: (value) => put(['within'], seconds(value), t('time changed'))})),
    some({id: 'muster-call', legend: t('Who is called for somebody who is missing or needs help'), all: callable(live), chosen: listOf(own.call), wrong: wrong('call'), commit: (chosen) => put(['call'], chosen, t('who is called changed'))}),
    takeOut(live, 'muster', t('Muster')),
  ]));
}
