// An office next door closes, as its own Trygg tells: calm, and what is answered goes back in the name of this office.

import {answerOf} from './closing-words.js';
import {h} from './element.js';
import {icon} from './icon.js';
import {t} from './words.js';

/** @typedef {'received'|'done'|'cannot'} Answer */

/** What can be answered, by what it is called there; each stays possible until it was said. @returns {Array<[Answer, string]>} */
export const answers = () => [['received', t('Received')], ['done', t('Our doors are kept shut')], ['cannot', t('Cannot')]];

/** The answers that are still to be given: once more is done, that it was received says nothing. @param {any} item */
const open = (item) => answers().filter(([answer]) => answer !== item.state && !(answer === 'received' && item.state !== 'open'));

/**
 * What is to be done here, what was answered, and the ways to answer.
 * @param {{alarm: any, isBusy: boolean, say: (answer: Answer) => void}} live
 */
export function nextDoor({alarm, isBusy, say}) {
  const [item] = alarm.closing.items;
  return [
    h('p', {class: 'closing-told', key: 'hold'}, t('Keep the doors between us shut, and send nobody there.')),
    item.state === 'open' ? null : h('p', {class: 'closing-answered', key: 'said', role: 'status'}, icon(item.state === 'cannot' ? 'warning' : 'there'), h('span', null, answerOf(alarm, item))),
    h('footer', {class: 'closing-foot', key: 'answers'}, open(item).map(([answer, words]) =>
      h('button', {type: 'button', class: `big ${answer === 'cannot' ? '' : 'is-primary'}`, key: answer, disabled: isBusy, onclick: () => say(answer)}, words))),
  ];
}
