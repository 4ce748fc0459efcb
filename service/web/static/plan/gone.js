// Somebody has left or moved: said once, by the manager, and the plans that name her are flagged until they do not.

import {h} from '../element.js';
import {known} from '../facts.js';
import {day} from '../time.js';
import {t} from '../words.js';
import {post} from './desk.js';
import {roleTitle} from './names.js';

/** What is being asked, and what the service said to it. */
const asking = {person: '', busy: false, error: ''};

/** @param {any} live @param {string} person @param {boolean} gone @param {string} words */
async function say(live, person, gone, words) {
  asking.busy = true;
  asking.person = person;
  asking.error = '';
  live.draw();
  try {
    await post('/gone', {by: live.draft.me, person, gone});
    live.draft.notice = words;
    await live.load(true);
  } catch (wrong) {
    asking.error = /** @type {Error} */ (wrong).message;
  }
  asking.busy = false;
  live.draw();
}

/** Who has left, since when, and what the plan names her for. @param {any} live @param {any} one */
function told(live, one) {
  const roles = one.roles.map((/** @type {string} */ id) => (live.answers?.all ? roleTitle(live, id) : id)).join(', ');
  const words = one.since ? t('%(name)s left on %(day)s.', {name: one.name, day: day(one.since)}) : t('%(name)s has left.', {name: one.name});
  return roles ? [words, t('The plan names her or him as: %(roles)s.', {roles})].join(' ') : words;
}

/** Whom the plan in force names and who is not here any more. @param {any} live */
export function goneWords(live) {
  const gone = live.versions?.in_force?.gone ?? [];
  if (!gone.length) return null;
  return h('section', {class: 'band is-fault gone', key: 'gone', 'aria-label': t('Has left')},
    h('div', null, h('p', null, h('strong', null, t('The plan in force names people who are not here any more.')), ' ', t('Take them out below, and publish the plan.')),
      h('ul', {class: 'rows'}, gone.map((/** @type {any} */ one) => h('li', {key: one.person, class: 'one-row'}, h('span', null, told(live, one)),
        h('button', {type: 'button', class: 'plain', disabled: asking.busy || !live.draft.me, 'aria-label': t('%(name)s is here after all', {name: one.name}), onclick: () => say(live, one.person, false, t('%(name)s is here again.', {name: one.name}))}, t('Is here after all')))))));
}

/** The button that says it, where a person is looked at. @param {any} live @param {string} id @param {string} name */
export function leaving(live, id, name) {
  const inForce = Object.entries(known().people ?? {}).some(([key, one]) => key === id || one.id === id || one.slug === id || one.name === name);
  if (!live.versions?.in_force || !inForce) return null;
  const isGone = (live.versions.in_force.gone ?? []).some((/** @type {any} */ one) => one.name === name);
  return h('section', {class: 'piece', key: 'leaving'},
    h('h3', null, t('Has %(name)s left?', {name})),
    h('p', {class: 'quiet'}, t('Saying so holds at once: every plan that names %(name)s is flagged until it does not. Only the manager can say it.', {name})),
    asking.error && asking.person === id ? h('p', {class: 'band is-fault', role: 'alert'}, asking.error) : null,
    isGone ? h('p', null, t('%(name)s is noted as gone.', {name}))
      : live.draft.me ? h('p', null, h('button', {type: 'button', class: 'plain', disabled: asking.busy, onclick: () => say(live, id, true, t('Noted: %(name)s has left.', {name}))}, t('%(name)s has left or moved', {name})))
        : h('p', {class: 'quiet'}, t('Say who you are at the foot of the page first.')));
}
