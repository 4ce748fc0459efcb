// What the pages of people, screens and programs have in common: bands, a question before what cannot be taken back, times.

import {h} from '../element.js';
import {icon} from '../icon.js';
import {day, minute, now} from '../time.js';
import {t} from '../words.js';

/** @param {string|null} words */
export const wrong = (words) => (words ? h('p', {class: 'band is-fault', role: 'alert', key: 'wrong'}, icon('warning'), h('span', null, words)) : null);

/** @param {string|null} words @param {any} [more] */
export const done = (words, more = null) => (words ? h('div', {class: 'band is-note', role: 'status', key: 'done'}, icon('there'), h('span', null, words), more) : null);

/** today 14:02, Monday 23 November 14:02, in another year with that year @param {string} at @param {(at: string) => string} [time] how exactly */
export function moment(at, time = minute) {
  const [then, today] = [new Date(at), new Date(now())];
  if (then.toDateString() === today.toDateString()) return t('today %(time)s', {time: time(at)});
  return then.getFullYear() === today.getFullYear() ? `${day(at)} ${time(at)}` : `${day(at)} ${then.getFullYear()}`;
}

/**
 * A button that asks before it does what cannot be taken back: the question takes its place, with the way out first.
 * @param {{id: string, label: string, question: string, yes: string, open: boolean, ask: (open: boolean) => void, act: () => void, busy?: boolean}} of
 */
export function sure({id, label, question, yes, open, ask, act, busy = false}) {
  const turn = (/** @type {boolean} */ to) => {
    ask(to);
    requestAnimationFrame(() => document.getElementById(`${to ? 'no' : 'ask'}-${id}`)?.focus());
  };
  if (!open) return h('button', {type: 'button', class: 'plain', key: `ask-${id}`, id: `ask-${id}`, disabled: busy, onclick: () => turn(true)}, label);
  return h('div', {class: 'sure', role: 'group', key: `sure-${id}`, 'aria-labelledby': `sure-${id}`, onkeydown: (/** @type {KeyboardEvent} */ event) => { if (event.key === 'Escape') { event.stopPropagation(); turn(false); } }},
    h('p', {id: `sure-${id}`}, question),
    h('div', {class: 'acts'},
      h('button', {type: 'button', class: 'plain', id: `no-${id}`, onclick: () => turn(false)}, t('No, leave it')),
      h('button', {type: 'button', class: 'act', disabled: busy, onclick: act}, yes)));
}

/** Something to be passed on or typed, with a button that copies it. @param {{id: string, text: string, label: string, copied: boolean, copy: () => void}} of */
export const toCopy = ({id, text, label, copied, copy}) => h('div', {class: 'to-copy', key: `copy-${id}`},
  h('label', {class: 'field is-wide'}, h('span', null, label),
    h('input', {id, readonly: true, '.value': text, onfocus: (/** @type {any} */ event) => event.target.select()})),
  h('button', {type: 'button', class: 'plain', onclick: copy}, copied ? t('Copied') : t('Copy')));

/** Put a text where it can be pasted; where that is not allowed, mark it. @param {string} id @param {string} text @returns {Promise<boolean>} */
export async function copied(id, text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    /** @type {HTMLInputElement|null} */ (document.getElementById(id))?.select();
    return false;
  }
}

/**
 * Do one thing at a time for a form that shows that it is busy, and what went wrong.
 * @param {{busy: boolean, error: string|null, changed: () => void}} form @param {() => Promise<void>} doing
 */
export async function whileBusy(form, doing) {
  if (form.busy) return;
  form.busy = true;
  form.error = null;
  form.changed();
  try {
    await doing();
  } catch (refused) {
    form.error = /** @type {Error} */ (refused).message;
  }
  form.busy = false;
  form.changed();
}
