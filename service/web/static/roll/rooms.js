// The rooms and doors that the plan has looked over: the worst first, and a form for whoever has looked.

import {h} from '../element.js';
import {known, office} from '../facts.js';
import {icon} from '../icon.js';
import {render} from '../kept-focus.js';
import {notShown} from '../not-shown.js';
import {loadWords, N, t} from '../words.js';
import {ask, Refused} from './ask.js';
import {Deed} from './deed.js';
import {done, moment, wrong} from './parts.js';
import {Look} from './room-form.js';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const base = `/offices/${encodeURIComponent(office)}/readiness`;

/** @typedef {{id: string, kind: 'room'|'door', name: string, by: string[], questions: {id: string, says: string}[], state: string, look_by: string|null,
 *   look: {at: string, by: string|null, failed: string[], photo: string|null}|null, approved: {at: string, photo: string}|null, propped_at: string|null}} Place */

/** @type {Record<string, string>} */
const STATES = {
  propped: N('Held open: it keeps nobody out'),
  failed: N('Not as it should be'),
  overdue: N('Nobody has looked in time'),
  unknown: N('Nobody has looked yet'),
  ready: N('As it should be'),
};
const WORRIES = new Set(['propped', 'failed', 'overdue']);

/** @type {{places: Place[], may_approve: boolean}|null} */
let all = null;
let failed = '';
/** With which status the first look failed: 0 without an answer. */
let status = 0;
/** What is being looked over. @type {Look|null} */
let form = null;

await loadWords();
const deed = new Deed(draw, look);

async function look() {
  try {
    all = await ask('GET', `${base}?lang=${document.documentElement.lang}`);
    failed = '';
  } catch (refused) {
    failed = /** @type {Error} */ (refused).message;
    status = refused instanceof Refused ? refused.status : 0;
  }
  draw();
}

/** @param {string} id */
const focusOn = (id) => requestAnimationFrame(() => document.getElementById(id)?.focus());

/** @param {() => Promise<any>} doing @param {string} words @param {string} back where the focus goes on */
async function act(doing, words, back) {
  if (await deed.act(async () => { await doing(); form = null; return words; })) focusOn(back);
}

function draw() {
  render(page, h('main', {class: 'desk rooms', key: 'main'},
    h('div', {class: 'desk-head'}, h('div', null, h('h1', null, t('Rooms and doors')),
      h('p', {class: 'lead'}, t('What the plan has looked over in %(office)s: whether each room and door is as it should be, before anybody needs it.', {office: known().name})))),
    wrong(deed.error ?? (all && failed || null)), done(deed.notice),
    all ? [summary(all.places), list(all)] : failed ? notShown({status, again: look}) : h('p', {role: 'status'}, t('Being looked up …'))));
}

/** @param {Place[]} places */
function summary(places) {
  if (!places.length) return null;
  const bad = places.filter((one) => WORRIES.has(one.state)).length;
  return h('p', {class: 'summary', key: 'summary'}, bad ? t('%(count)s of %(all)s need somebody to see to them.', {count: bad, all: places.length})
    : t('All that anybody has looked at in time is as it should be.'));
}

/** @param {{places: Place[], may_approve: boolean}} all */
function list({places, may_approve}) {
  if (!places.length) {
    return h('p', {class: 'empty', key: 'empty'}, t('The plan has nothing looked over yet. Say in the plan’s editor, under Zones, which rooms and doors are, and how often.'));
  }
  return h('ul', {class: 'held', key: 'list'}, places.map((one) => h('li', {key: one.id},
    h('div', null,
      h('h2', {id: `title-${one.id}`, tabindex: '-1'}, one.name, h('small', null, one.kind === 'door' ? t('door') : t('room'))),
      h('p', {class: WORRIES.has(one.state) ? 'place is-worry' : 'place'}, WORRIES.has(one.state) ? icon('warning') : one.state === 'ready' ? icon('there') : null, h('span', null, t(STATES[one.state]))),
      one.look?.failed.length ? h('ul', {class: 'differs'}, one.look.failed.map((word) => h('li', {key: word}, asked(one, word)))) : null,
      h('ul', {class: 'notes'},
        h('li', {key: 'look'}, one.look ? one.look.by ? t('Looked over %(when)s by %(who)s', {when: moment(one.look.at), who: one.look.by}) : t('Looked over %(when)s', {when: moment(one.look.at)}) : t('Never looked over')),
        one.look_by ? h('li', {key: 'by', class: one.state === 'overdue' ? 'is-weak' : null}, t('To be looked over by %(when)s', {when: moment(one.look_by)})) : null,
        one.by.length ? h('li', {key: 'role'}, one.by.join(', ')) : null),
      pictures(one)),
    form?.place.id === one.id ? h('div', {class: 'change'}, form.view()) : h('div', {class: 'acts'},
      h('button', {type: 'button', class: 'act', id: `look-${one.id}`, 'aria-label': `${t('Look it over')} ${one.name}`, onclick: () => begin(one, may_approve)}, t('Look it over')),
      one.kind === 'door' ? h('button', {type: 'button', class: 'plain', id: `door-${one.id}`, 'aria-label': `${one.propped_at ? t('It is shut') : t('It is held open')} ${one.name}`, disabled: deed.busy,
        onclick: () => act(() => ask('POST', `${base}/${one.id}/door`, {propped: !one.propped_at}), one.propped_at ? t('Thank you: it is shut.') : t('Thank you. The screens of the staff say so until it is shut.'), `door-${one.id}`)},
      one.propped_at ? t('It is shut') : t('It is held open')) : null))));
}

/** @param {Place} one @param {string} word */
const asked = (one, word) => one.questions.find((question) => question.id === word)?.says ?? word;

/** The picture that shows how it should be, beside the last one that was taken. @param {Place} one */
function pictures(one) {
  const shown = [[one.approved?.photo, t('%(name)s as it should be', {name: one.name}), t('As it should be')],
    [one.look?.photo, t('%(name)s as it was last found', {name: one.name}), t('As it was last found')]].filter(([name]) => name);
  if (!shown.length) return null;
  return h('div', {class: 'two-pictures'}, shown.map(([name, alt, words]) => h('figure', {key: words},
    h('img', {src: `/api/v1${base}/pictures/${name}`, alt, loading: 'lazy'}), h('figcaption', null, words))));
}

/** @param {Place} place @param {boolean} mayApprove */
function begin(place, mayApprove) {
  deed.clear();
  form = new Look({place, mayApprove, base, changed: draw, leave: () => { form = null; draw(); focusOn(`look-${place.id}`); },
    send: (said, approve) => act(async () => {
      await ask('POST', `${base}/${place.id}/looked`, said);
      if (approve && said.photo) await ask('POST', `${base}/${place.id}/approved`, {photo: said.photo});
    }, t('Thank you: it is written down.'), `title-${place.id}`)});
  draw();
  focusOn(`looking-${place.id}`);
}

await look();
