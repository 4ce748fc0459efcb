// The police, never assumed: not called, somebody is calling, or answered; and for whoever helps, what to say about it.

import {isOpen, isPoliceWanted, isReal, policeOf} from './alarm-words.js';
import {hasCard, wordsForCard} from './card-112.js';
import {h} from './element.js';
import {numberOf} from './emergency-number.js';
import {canCall} from './helping.js';
import {icon} from './icon.js';
import {t} from './words.js';

/** @param {any} alarm @param {(sheet: any) => void} ask */
export function policeLine(alarm, ask) {
  const wanted = isPoliceWanted(alarm);
  const state = !isReal(alarm) ? 'drill' : wanted ? 'asked' : alarm.police;
  return h('div', {class: `police police-${state}`, key: 'police'},
    h('p', {role: 'status', class: 'police-words'}, icon(state === 'answered' ? 'there' : state === 'calling' ? 'phone' : 'police'), h('span', null, policeOf(alarm))),
    actions(alarm, ask));
}

/** What may be said about it now, and the card with what to say to them. @param {any} alarm @param {(sheet: any) => void} ask */
function actions(alarm, ask) {
  const button = (/** @type {any} */ sheet, /** @type {string} */ words, kind = '') =>
    h('button', {type: 'button', class: `police-act ${kind}`, key: words, onclick: () => ask(sheet)}, words);
  const card = hasCard(alarm) ? button({what: 'card'}, wordsForCard(alarm), 'open-card') : null;
  const said = !isOpen(alarm) || !isReal(alarm) || alarm.state === 'provisional' || alarm.police_call === undefined ? []
    : canCall(alarm) ? [button({what: 'policeCall'}, t('I am calling %(number)s now', {number: numberOf(alarm)}))]
      : alarm.police === 'calling' ? [button({what: 'policeAnswered'}, t('They have answered')), button({what: 'policeEnded'}, t('No answer'))] : [];
  return card || said.length ? h('div', {class: 'police-acts'}, said, card) : null;
}
