// Two people at once: both texts and what differs between them. Nothing is lost, whichever is taken.

import {h} from '../element.js';
import {t} from '../words.js';
import {moment} from './calendar.js';
import {personName} from './names.js';

/** @param {any} live */
export function conflictView(live) {
  const {draft} = live;
  const {theirs, differences} = draft.conflict;
  const name = theirs.by_name ?? personName(theirs.by);
  return h('section', {class: 'conflict', key: 'conflict', 'aria-labelledby': 'conflict-title'},
    h('h1', {id: 'conflict-title', tabindex: '-1', 'data-first': true}, t('%(name)s saved meanwhile', {name})),
    h('p', {class: 'lead'}, t('%(when)s another draft was saved while you were writing. Both are here; nothing is lost. Choose which one goes on.', {when: moment(theirs.at)})),
    differences.length ? h('section', {class: 'sheet-card'}, h('h2', null, t('What your draft changes in theirs')), differencesList(differences))
      : h('p', {class: 'lead'}, t('Both say the same; only the way they are written differs.')),
    h('div', {class: 'choice'},
      h('button', {type: 'button', class: 'act', onclick: () => draft.settle('mine').then(() => live.load(true))}, t('Keep mine')),
      h('button', {type: 'button', class: 'plain', onclick: () => draft.settle('theirs').then(() => live.load(true))}, t('Take theirs'))),
    h('p', {class: 'quiet'}, t('“Take theirs” can be taken back afterwards.')),
    h('div', {class: 'both'},
      text('mine', t('Mine'), draft.text, live), text('theirs', t('Theirs'), theirs.text, live)));
}

/** @param {string} id @param {string} title @param {string} words @param {any} live */
const text = (id, title, words, live) => h('section', {'aria-labelledby': `${id}-title`},
  h('div', {class: 'both-head'}, h('h2', {id: `${id}-title`}, title),
    h('button', {type: 'button', class: 'plain', onclick: () => copy(id, words, live)}, live.shown.has(`copied-${id}`) ? t('Copied') : t('Copy'))),
  h('textarea', {class: 'text', id: `text-${id}`, readonly: true, rows: '16', wrap: 'off', 'aria-labelledby': `${id}-title`, '.value': words}));

/** @param {string} id @param {string} words @param {any} live */
async function copy(id, words, live) {
  try {
    await navigator.clipboard.writeText(words);
    live.shown.add(`copied-${id}`);
    live.draw();
  } catch {
    // Without leave to write the clipboard the text is marked, ready for the keyboard's own copy.
    /** @type {HTMLTextAreaElement|null} */ (document.getElementById(`text-${id}`))?.select();
  }
}

/** Differences in words, under the groups that have any. @param {any[]} differences */
export function differencesList(differences) {
  const groups = Object.groupBy(differences, (/** @type {any} */ one) => one.group ?? '');
  return h('div', {class: 'differences'}, Object.entries(groups).map(([group, some]) => [
    h('h3', {key: `group-${group}`}, group),
    h('ul', {key: `list-${group}`}, (some ?? []).map((/** @type {any} */ one, at) => h('li', {key: at}, one.words))),
  ]));
}
