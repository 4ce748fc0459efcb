// What the agency's standard says: which of it is locked, what a change of it needs, and where this office differs.

import {clientHint, hinted} from '../clues.js';
import {h} from '../element.js';
import {icon} from '../icon.js';
import {t} from '../words.js';

/** Tables that are one clause: they are replaced whole. */
const WHOLE = new Set(['hours', 'holders', 'done_when', 'repeat', 'police', 'raised_by']);

/** @typedef {import('./rooted.js').Edit} Edit */
/** @typedef {{name: string, tree: any, locked: Record<string, string>}} Base */

/** @param {any} value */
const isTable = (value) => Boolean(value) && typeof value === 'object' && !Array.isArray(value);

/** @param {string} clause @param {string} outer */
const within = (clause, outer) => clause === outer || clause.startsWith(`${outer}.`);

/** The clauses of the standard that an edit touches, and whether it would say something else than they do.
 * @param {any} base @param {(string|number)[]} path @param {any} value @param {boolean} isWhole whether the value stands for everything at the path
 * @returns {{clause: string, adds: boolean}[]} */
function touched(base, path, value, isWhole) {
  let there = base;
  for (let at = 0; at < path.length; at++) {
    const clause = path.slice(0, at).join('.');
    if (!isTable(there) || (at > 0 && WHOLE.has(String(path[at - 1])))) return [{clause, adds: false}];
    if (there[path[at]] === undefined || there[path[at]] === null) return [{clause: path.slice(0, at + 1).join('.'), adds: true}];
    there = there[path[at]];
  }
  const clause = path.join('.');
  if (isWhole && isTable(value) && isTable(there) && !WHOLE.has(String(path.at(-1)))) {
    return Object.entries(value).flatMap(([key, one]) => touched(base, [...path, key], one, true));
  }
  return isWhole && JSON.stringify(there) === JSON.stringify(value) ? [] : [{clause, adds: false}];
}

/** Who locks a clause, by the title of the standard; null where nobody does. @param {Base|null} base @param {string} clause */
export const lockOf = (base, clause) => Object.entries(base?.locked ?? {}).find(([lock]) => within(clause, lock))?.[1] ?? null;

/** What edits need before they are made: nothing, a reason for each clause, or that a lock is respected.
 * @param {Base|null} base @param {any} tree @param {Edit[]} edits @returns {{locked: string|null, ask: string[]}} */
export function needs(base, tree, edits) {
  const ask = new Set();
  for (const one of base ? edits.filter((edit) => edit.op !== 'remove' && edit.path[0] !== 'deviations') : []) {
    for (const {clause, adds} of touched(base?.tree, one.path, one.value, one.op === 'put')) {
      const locked = Object.entries(base?.locked ?? {}).find(([lock]) => within(clause, lock) || (!adds && within(lock, clause)));
      if (locked) return {locked: locked[1], ask: []};
      if (!adds && !Object.keys(tree.deviations ?? {}).some((given) => within(clause, given))) ask.add(clause);
    }
  }
  return {locked: null, ask: [...ask]};
}

/** What is locked, shown as it is and not to be changed. @param {any} live @param {string} clause @param {any} content */
export function guarded(live, clause, content) {
  const standard = lockOf(live.answers.base, clause);
  if (!standard) return content;
  return h('fieldset', {class: 'is-locked', disabled: true, key: `locked-${clause}`},
    h('legend', null, t('Locked by %(standard)s', {standard})), content);
}

/** The question for a reason, before something that the standard says is changed. @param {any} live */
export function reasonView(live) {
  const {asking} = live.draft;
  if (!asking) return null;
  return h('form', {class: 'sheet-card asking', key: 'asking', 'aria-labelledby': 'asking-title', onsubmit: (/** @type {any} */ event) => {
    event.preventDefault();
    live.draft.answerWhy(String(new FormData(event.target).get('why')).trim().replace(/\s+/g, ' '));
  }},
  h('h2', {id: 'asking-title'}, t('Why is it different here?')),
  h('p', null, t('%(standard)s says this for all offices. You may change it, and the reason is kept beside it.', {standard: live.answers.base?.name ?? ''})),
  h('p', {class: 'quiet'}, asking.words),
  h('label', {class: 'field is-wide'}, h('span', null, t('The reason')), h('textarea', {...hinted('why'), name: 'why', rows: '2', required: true, maxlength: '400'})), clientHint('why'),
  h('div', {class: 'choice'}, h('button', {class: 'act'}, t('Change it')), h('button', {type: 'button', class: 'plain', onclick: () => live.draft.answerWhy('')}, t('Leave it as it is'))));
}

/** Where this office differs from its standard, and the way back. @param {any} live */
export function deviationsView(live) {
  const {base, tree} = live.answers;
  if (!base) return null;
  const all = Object.entries(tree.deviations ?? {});
  return h('section', {class: 'sheet-card', key: 'deviations', 'aria-labelledby': 'deviations-title'},
    h('h2', {id: 'deviations-title'}, t('Stands on %(standard)s', {standard: base.name})),
    h('p', {class: 'quiet'}, t('What the standard locks is marked as locked and cannot be changed here. Whatever else you change is asked for its reason.')),
    all.length ? h('ul', {class: 'rows'}, all.map(([clause, reason]) => h('li', {key: clause, class: 'one-row'},
      h('span', null, h('strong', null, place(live, clause)), ' ', h('q', null, String(reason ?? ''))),
      h('button', {type: 'button', class: 'plain', 'aria-label': t('Back to the standard: %(what)s', {what: place(live, clause)}), onclick: () => back(live, clause)}, icon('back'), t('Back to the standard')))))
      : h('p', null, t('The office differs from it in nothing.')));
}

/** A clause as people would point at it. @param {any} live @param {string} clause */
function place(live, clause) {
  const [section, id, ...rest] = clause.split('.');
  const names = /** @type {Record<string, string>} */ ({
    holders: t('who does it'), deputies: t('who stands in'), needed: t('how many'), accept_within: t('how soon to answer'), arrive_within: t('how soon to be there'),
    duty: t('the duty'), title: t('the title'), steps: t('the steps'), done_when: t('when help is there'), repeat: t('what is repeated'), police: t('the police'), last_resort: t('the last way out'),
    goes_in: t('goes in'), not_with: t('not together with'),
  });
  const title = section === 'roles' ? live.answers.all.roles?.[id]?.title : null;
  const name = section === 'response' ? live.kindName(id) : (title && typeof title === 'object' ? Object.values(title)[0] : title) ?? id ?? section;
  return rest.length ? `${name}: ${rest.map((key) => names[key] ?? key).join(' ')}` : String(name);
}

/** @param {any} live @param {string} clause */
function back(live, clause) {
  const own = [{op: 'remove', path: clause.split('.')}, {op: 'remove', path: ['deviations', clause]}].filter(({path}) => path.reduce((at, key) => at?.[key], live.answers.tree) !== undefined);
  live.draft.edit(own, t('Back to the standard: %(what)s', {what: place(live, clause)}));
}
