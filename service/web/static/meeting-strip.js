// Watched meetings beside everything else: what is asked of whoever holds this telephone, and whom a screen asks for.

import {h} from './element.js';
import {nameOf, office, placeOf} from './facts.js';
import {icon} from './icon.js';
import {left, minute} from './time.js';
import {t} from './words.js';

/** @typedef {import('./board.js').UndertakingView} Meeting */

export const meetingsPage = () => `/meetings/${encodeURIComponent(office)}`;

/** Where a meeting is, in words. @param {Meeting} meeting */
export const whereOf = (meeting) => (meeting.place === 'home_visit' ? t('Home visit') : meeting.place === 'lone' && !meeting.zone ? t('Works alone') : placeOf(meeting.zone));

/** How a meeting stands, in words. @param {Meeting} meeting */
export function standsOf(meeting) {
  switch (meeting.stage) {
    case 'planned': return t('Begins at %(time)s', {time: minute(meeting.begins_at)});
    case 'running': return t('Until %(time)s', {time: minute(meeting.expected_at)});
    case 'asked': return t('Over its time – she is asked quietly');
    case 'watcher_asked': return t('%(name)s is asked to look: %(time)s left', {name: nameOf(meeting.watcher, meeting.names), time: left(meeting.due_at) ?? '0 s'});
    case 'alarmed': return t('An alarm has been raised');
    default: return t('Over');
  }
}

/**
 * What is asked of somebody: whether she is well, or to look after whom she watches.
 * @param {Meeting[]} undertakings @param {string} me
 */
export function askedOf(undertakings, me) {
  const asked = undertakings.filter((one) => one.kind === 'meeting' && ((one.stage === 'asked' && one.person === me) || (one.stage === 'watcher_asked' && [one.person, one.watcher].includes(me))));
  return asked.map((one) => h('a', {class: `meeting-asks ${one.person === me ? '' : 'is-watcher'}`, href: meetingsPage(), key: `asks-${one.id}`},
    icon(one.person === me ? 'asked' : 'person'),
    h('span', null, one.person === me ? t('Your meeting is over its time. Are you well?') : t('Look after %(name)s now: %(place)s', {name: nameOf(one.person, one.names), place: whereOf(one)}))));
}

/**
 * On an office screen: who is asked to look, where. In the room itself nothing of it is shown.
 * @param {Meeting[]} undertakings @param {string|undefined} here  the zone in which the screen hangs
 */
export function meetingBand(undertakings, here) {
  const watched = undertakings.filter((one) => one.kind === 'meeting' && one.stage === 'watcher_asked' && !(here && one.zone === here));
  if (!watched.length) return null;
  return h('section', {class: 'meeting-band', key: 'meetings', role: 'status'}, watched.map((one) => h('p', {key: one.id}, icon('person'),
    h('span', null, t('%(watcher)s: look after %(name)s now. %(place)s', {watcher: nameOf(one.watcher, one.names), name: nameOf(one.person, one.names), place: whereOf(one)})))));
}
