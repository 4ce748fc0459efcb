// One alarm as large as it can be: real or drill, where, who is coming, what happens next.

import {answerOf, chipOf, isComing, isExhausted, isOpen, isReal, isTestPress, mistakeOf, modeOf, neededOf, nextOf, sayTestPress, wayOf} from './alarm-words.js';
import {contactTasks} from './contact-task.js';
import {h} from './element.js';
import {numberOf} from './emergency-number.js';
import {floorOf, kindOf, known, nameOf, placeOf, roleOf, screen} from './facts.js';
import {toldOf} from './helping.js';
import {icon} from './icon.js';
import {inNeed, musterLine} from './muster-sheet.js';
import {noticeOf} from './notice-words.js';
import {outputLines} from './output-line.js';
import {notHereButton, placeLine} from './place-line.js';
import {policeLine} from './police-line.js';
import {now, second, span} from './time.js';
import {isTold, wayLine} from './ways-line.js';
import {N, t} from './words.js';

/** @param {{alarm: any, delayed: boolean, side: any, ask: (sheet: any) => void, notHere: () => void}} live  side: what stands beside the place */
export function alarmView({alarm, delayed, side, ask, notHere}) {
  return h('article', {class: `alarm alarm-${alarm.mode} state-${alarm.state}`, key: `alarm-${alarm.alarm}`},
    h('p', {class: 'mode-bar', key: 'mode-bar', 'aria-hidden': 'true'}, modeWords(alarm)), hero(alarm, delayed, ask, notHere),
    h('div', {class: 'side', key: side ? 'answers' : 'list'}, side ?? responders(alarm, ask)));
}

/** Whether it is real, and of which kind: in the hero, and on a narrow screen in a bar that does not scroll away. @param {any} alarm */
const modeWords = (alarm) => [isOpen(alarm) ? null : h('strong', {class: 'hero-mode'}, t('OVER')), h('strong', {class: 'hero-mode'}, modeOf(alarm)), h('span', null, kindOf(alarm.kind))];

/** @param {any} alarm @param {boolean} delayed @param {(sheet: any) => void} ask @param {() => void} notHere */
function hero(alarm, delayed, ask, notHere) {
  const place = placeOf(alarm.zone);
  const floor = floorOf(alarm.zone);
  const here = known().screens?.[screen]?.zone;
  const quick = isOpen(alarm) && !isComing(alarm);
  return h('section', {class: `hero ${quick ? 'is-urgent' : ''}`},
    h('div', {role: 'alert', class: 'hero-head'},
      h('p', {class: 'hero-kind'}, modeWords(alarm)),
      h('h1', {class: `place place-${sizeOf(place)}`, lang: document.documentElement.lang}, place,
        floor ? [' ', h('span', {class: 'floor'}, floor)] : null)),
    placeLine(alarm, notHereButton(alarm, notHere)),
    exhausted(alarm),
    mistake(alarm),
    isComing(alarm) && isTold(alarm, here) ? null : h('p', {class: 'hero-do'}, doOf(alarm, place)),
    alarm.instructions ? wayLine(alarm, here, h('button', {type: 'button', class: 'small-act', id: 'open-ways', onclick: () => ask({what: 'ways'})}, t('Ways to safety'))) : null,
    situation(alarm),
    h('dl', {class: 'hero-facts'},
      alarm.state === 'provisional' ? null
        : fact('person', t('Pressed'), [alarm.presser ? nameOf(alarm.presser, alarm.names) : t('button without a wearer'),
          alarm.presses > 1 ? t('%(count)s presses', {count: alarm.presses}) : null]),
      fact('asked', second(alarm.raised_at), [t('%(time)s ago', {time: span(now() - Date.parse(alarm.raised_at))})]),
      nextOf(alarm) ? fact('next', t('Next'), [nextOf(alarm)]) : null),
    policeLine(alarm, ask),
    outputLines(alarm),
    contactTasks(alarm, {on: 'screen', reached: (contact) => ask({what: 'contact', person: contact})}),
    alarm.state === 'provisional' ? h('p', {class: `unrecorded ${delayed ? 'is-delayed' : ''}`, role: 'status'},
      delayed ? [icon('warning'), t('Record delayed: the alarm is real, help is not yet called from here. Go or call.')]
        : t('Just in …')) : null);
}

/** @param {any} name @param {string} title @param {any[]} words */
const fact = (name, title, words) => h('div', {key: name}, h('dt', null, icon(name), title),
  h('dd', null, words.filter(Boolean).join(' · ')));

/** @param {string} place */
const sizeOf = (place) => (place.length <= 9 ? 'short' : place.length <= 18 ? 'medium' : place.length <= 40 ? 'long' : 'endless');

/** @param {any} alarm @param {string} place */
function doOf(alarm, place) {
  if (alarm.state === 'cleared') return t('The danger is over, says %(name)s.', {name: nameOf(alarm.cleared_by, alarm.names)});
  if (alarm.state === 'cancelled') {
    return t('Set off by mistake, says %(name)s.', {name: nameOf(alarm.cancelled_by, alarm.names)});
  }
  if (isTestPress(alarm)) return sayTestPress();
  if (alarm.state === 'provisional') return t('Names follow. Keep away from %(place)s until you are called.', {place});
  if (!alarm.zone) return t('Is your name on the list? Tap it. Ask your colleagues where help is needed.');
  return isComing(alarm) ? t('If you are not called: keep away from %(place)s.', {place})
    : t('Is your name on the list? Tap it. Otherwise keep away from %(place)s.', {place});
}

/** @param {any} alarm */
function exhausted(alarm) {
  if (!isExhausted(alarm)) return null;
  const number = alarm.last_resort ?? numberOf(alarm);
  return h('div', {class: 'exhausted', role: 'alert', key: 'exhausted'}, icon('phone'), isReal(alarm)
    ? h('div', null, h('strong', null, t('Nobody is coming – call %(number)s', {number})))
    : h('div', null, h('strong', null, t('Nobody is coming')),
      h('span', null, t('Do not call: this is no real alarm. In a real one: %(number)s', {number}))));
}

/** What the presser says of a mistake; the alarm goes on. @param {any} alarm */
function mistake(alarm) {
  const words = mistakeOf(alarm);
  return words ? h('p', {class: `mistake ${alarm.mistake.under_duress ? 'is-duress' : ''}`, role: 'alert', key: 'mistake'}, icon('warning'), h('span', null, words)) : null;
}

/** What those who are there have seen, who says so and when. @param {any} alarm */
function situation(alarm) {
  const told = toldOf(alarm);
  if (!told.length || !isOpen(alarm)) return null;
  return h('p', {class: 'situation', key: 'situation'}, h('b', null, told.join(' · ')),
    h('small', null, t('says %(name)s %(time)s', {name: nameOf(alarm.situation.by, alarm.names), time: second(alarm.situation.at)})));
}

/** Who leads, always in sight; where nobody does, one tap away. @param {any} alarm @param {(sheet: any) => void} ask */
function leader(alarm, ask) {
  if (!isOpen(alarm) || alarm.state === 'provisional' || alarm.lead === undefined) return null;
  const who = alarm.lead?.responder;
  return h('div', {class: 'leader', key: 'leader'}, h('p', null, icon('lead'), who ? [h('span', null, t('Leads:')), ' ', h('b', null, nameOf(who, alarm.names)), ' ',
    h('small', null, t('since %(time)s', {time: second(alarm.lead.since)}))] : h('span', null, t('Nobody leads yet'))),
  h('button', {type: 'button', class: 'small-act', id: 'leader-act', onclick: () => ask(who ? {what: 'person', person: who} : {what: 'lead'})},
    who ? t('Hand on') : t('I take the lead')));
}

/** @param {any} alarm @param {(sheet: any) => void} ask */
function responders(alarm, ask) {
  const open = isOpen(alarm);
  if (isTestPress(alarm)) return [h('header', {class: 'side-head'}, h('h2', null, answerOf(alarm)))];
  return [
    h('header', {class: 'side-head'}, h('h2', null, answerOf(alarm), neededOf(alarm) ? [' ', h('small', {class: 'needed'}, neededOf(alarm))] : null),
      open && alarm.state !== 'provisional' ? h('p', null, t('Tap your name')) : null),
    leader(alarm, ask),
    inNeed(alarm), alarm.muster ? musterLine(alarm, ask) : null,
    alarm.more_asked && open ? h('p', {class: 'more-asked', key: 'more-asked'}, icon('warning'), moreOf(alarm.more_asked, alarm)) : null,
    h('ul', {class: 'responders'},
      alarm.responders.map((/** @type {any} */ r) => h('li', {key: r.responder}, row(alarm, r, open, ask))),
      open && alarm.missing.map((/** @type {any} */ m) => h('li', {key: `missing-${m.role}`},
        h('p', {class: 'responder is-missing'}, icon('warning'), h('span', {class: 'responder-who'}, h('b', null, t('Nobody')),
          h('small', null, roleOf(m.role), ' · ', t('%(count)s missing: nobody to call', {count: m.missing}))))))),
    alarm.muster ? null : musterLine(alarm, ask),
    h('footer', {class: 'side-foot'}, endings(alarm, ask)),
  ];
}

/** @param {any} asked @param {any} alarm */
const moreOf = (asked, alarm) => (asked.count ? t('%(name)s needs %(count)s more, %(time)s', {name: nameOf(asked.by, alarm.names), count: asked.count, time: second(asked.at)})
  : t('%(name)s needs more people, %(time)s', {name: nameOf(asked.by, alarm.names), time: second(asked.at)}));

/** @type {Record<string, string>} */
const CHANNELS = {
  telephone: N('by telephone'), radio: N('by radio'), in_person: N('by word of mouth'),
  push: N('on the phone page'), sms: N('by text message'), voice: N('by telephone'), email: N('by e-mail'), other: N('by another way'),
};

/** How somebody's answer came here, where it was not by her own hand, and who passed it on when. @param {any} alarm @param {any} r */
const channelOf = (alarm, r) => [Object.hasOwn(CHANNELS, r.channel ?? '') ? t(CHANNELS[r.channel]) : r.on_behalf && !r.told_by ? t('told by somebody else') : '',
  r.told_by ? t('told by %(name)s %(time)s', {name: nameOf(r.told_by, alarm.names), time: second(r.since)}) : ''].filter(Boolean).join(', ');

/** @param {any} alarm @param {any} r @param {boolean} open @param {(sheet: any) => void} ask */
function row(alarm, r, open, ask) {
  const chip = chipOf(r, open, alarm.names);
  const notice = noticeOf(r, open);
  const words = [
    h('span', {class: 'responder-who'}, h('b', null, nameOf(r.responder, alarm.names)),
      h('small', null, [roleOf(r.role), ...(open ? wayOf(r) : []), channelOf(alarm, r)].filter(Boolean).join(' · '))),
    h('span', {class: `chip chip-${r.state}`}, icon(chip.icon), h('span', null, chip.words)),
    notice ? h('small', {class: `notice is-${notice.kind}`, key: 'notice'}, icon(notice.icon), h('span', null, notice.words)) : null,
  ];
  return open && r.reach !== 'outside'
    ? h('button', {type: 'button', class: 'responder', id: `responder-${r.responder}`, onclick: () => ask({what: 'person', person: r.responder})}, words)
    : h('p', {class: 'responder'}, words);
}

/** @param {any} alarm @param {(sheet: any) => void} ask */
function endings(alarm, ask) {
  const button = (/** @type {string} */ what, /** @type {string} */ words, kind = '') =>
    h('button', {type: 'button', class: `big ${kind}`, key: what, onclick: () => ask({what})}, words);
  if (alarm.state === 'provisional') return null;
  if (!isOpen(alarm)) return button('close', t('Close and save'), 'is-primary');
  return [button('pick', t('I am not on the list')), alarm.more_asked === undefined ? null : button('more', t('More people are needed')),
    alarm.situation === undefined ? null : button('situation', t('Say what I have seen')), button('clear', t('The danger is over')),
    button('cancel', t('Set off by mistake'))];
}
