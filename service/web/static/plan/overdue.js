// By when reports are done, and who is told of what is overdue.

import {h} from '../element.js';
import {t} from '../words.js';
import {line, pick, seconds} from './field.js';
import {callable} from './names.js';
import {part, takeOut} from './parts.js';
import {into} from './rooted.js';
import {guarded} from './standard.js';
import {orMend, wrongAt, wrongElse} from './wrong.js';

/** @param {any} live */
export function overduePart(live) {
  const {all} = live.answers;
  const own = all.overdue ?? {};
  const put = into(live, 'overdue', t('What is overdue'));
  const times = /** @type {[string, string, string][]} */ ([
    ['write_within', t('What happened is written within'), '24 h'], ['finish_within', t('A report is finished within'), '7 d'], ['authority_within', t('The authority is told within'), '1 h'],
    ['manager_after', t('Late, the next one is told after'), '1 d'], ['above_after', t('And the one above after'), '7 d'], ['again_every', t('Then again every'), '7 d'],
  ]);
  const roles = callable(live).filter((role) => role.id !== 'everybody');
  const contacts = Object.entries(all.contacts ?? {}).map(([id, one]) => ({id, name: String(/** @type {any} */ (one)?.name ?? id)}));
  const choice = (/** @type {string} */ key, /** @type {string} */ label, /** @type {string} */ none, /** @type {{id: string, name: string}[]} */ known) => pick({id: `overdue-${key}`, label, value: own[key] ?? '', wrong: wrongAt(live, ['overdue', key]),
    options: [{value: '', name: none}, ...[...known, ...(own[key] && !known.some((one) => one.id === own[key]) ? [{id: own[key], name: own[key]}] : [])].map((one) => ({value: one.id, name: one.name}))],
    commit: (value) => put([key], value, t('who is told changed'))});
  const name = (/** @type {string} */ id) => [...roles, ...contacts].find((one) => one.id === id)?.name ?? id;
  const told = [own.manager, own.above].filter(Boolean).map(name).join(', ');
  return part(live, 'overdue', t('What is overdue'), orMend(live, ['overdue'], told || t('as usual')), () => guarded(live, 'overdue', [
    h('p', {class: 'quiet', key: 'about'}, t('Who has to do something is told first, by notification or mail and while the office is open; then who leads, then who is above. An empty field is as usual, which stands in it.')),
    wrongElse(live, ['overdue'], ['manager', 'above', ...times.map(([key]) => key)]),
    h('div', {class: 'fields', key: 'times'},
      times.map(([key, label, usual]) => line({id: `overdue-${key}`, label, value: seconds(own[key]), wrong: wrongAt(live, ['overdue', key]), more: {placeholder: usual}, commit: (value) => put([key], seconds(value), t('time changed'))})),
      choice('manager', t('Is told when its owner has not done it'), t('whoever leads'), roles), choice('above', t('Is told when it stays undone'), t('nobody'), [...roles, ...contacts])),
    takeOut(live, 'overdue', t('What is overdue')),
  ]));
}
