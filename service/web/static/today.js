// The morning check: who should be here, who is, and who does not come; one tap each, and every tap can be taken back.

import {h} from './element.js';
import {known, office, refreshFacts, roleOf} from './facts.js';
import {icon} from './icon.js';
import {render} from './kept-focus.js';
import {day, minute, now, setClock} from './time.js';
import {away, weekday} from './today-away.js';
import {send} from './ask.js';
import {loadWords, t} from './words.js';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const address = `/api/v1/offices/${encodeURIComponent(office)}/today`;
const LOOK_MS = 4_000;

/**
 * @typedef {{person: string, name: string, fact: 'here'|'absent'|null, until: string|null, hours: {start: string, until: string}[], in_roster: boolean, presence: string, left: {at: string|null, named_for: string[]}|null}} Person
 * @typedef {{person: string, fact: 'here'|'absent'|null, until?: string|null}} Said
 */

/** @type {any} */
let today = null;
let lookedAt = 0;
let failed = false;
/** Of whom something is on its way to the service, in the order of the taps. @type {string[]} */
const pending = [];
/** @type {Promise<void>} */
let sending = Promise.resolve();
/** @type {string|null} */
let error = null;
/** What was said last, and what takes it back. @type {{words: string, said: Said[]}|null} */
let undo = null;
/** Which row shows more than its two answers, and what. @type {{person: string, what: 'until'|'instead'}|null} */
let open = null;
let others = false;
/** Counts what was said here: an answer to a look that began before is older than what is shown. */
let turn = 0;

await loadWords();

async function look() {
  const began = turn;
  try {
    const answer = await fetch(address, {signal: AbortSignal.timeout(LOOK_MS)});
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    if (began !== turn) return;
    take(told, answer.headers.get('date'));
  } catch {
    failed = true;
  }
  draw();
}

/** @param {any} told @param {string|null} date */
function take(told, date) {
  if (date) setClock(date);
  today = told;
  failed = false;
  lookedAt = now();
}

/** Say something of one or several, all of it at once; quick taps are sent one after the other, and none is lost.
 * @param {Said[]} said @param {string} words @param {boolean} [back] */
function say(said, words, back = false) {
  if (!said.length) return;
  pending.push(...said.map(({person}) => person));
  sending = sending.then(() => sendOne(said, words, back));
  draw();
}

/** @param {Said[]} said @param {string} words @param {boolean} back */
async function sendOne(said, words, back) {
  turn += 1;
  const before = said.map(({person}) => {
    const known = today.people.find((/** @type {Person} */ one) => one.person === person);
    return {person, fact: known?.fact ?? null, until: known?.until ?? null};
  });
  error = await send('PUT', address, {said: said.map(({person, fact, until}) => ({person, fact, until: until ?? null}))});
  turn += 1;
  pending.splice(0, said.length);
  if (!error) {
    undo = back ? null : {words, said: before};
    open = null;
  }
  await look();
}

function takeBack() {
  if (undo) say(undo.said, '', true);
}

/** What comes or goes above the row one is at moves the page, not the row: the next tap never lands on another name. */
function draw() {
  const row = document.activeElement?.closest('.person');
  const before = row?.getBoundingClientRect().top ?? 0;
  describe();
  if (row?.isConnected) scrollBy(0, row.getBoundingClientRect().top - before);
}

function describe() {
  render(page, h('main', {key: 'main'},
    h('header', {class: 'today-head'}, h('h1', null, t('Who is here today?')),
      h('p', null, h('a', {href: '/'}, 'Trygg'), ' · ', known().name, ' · ', day(today ? `${today.day}T12:00:00Z` : now()))),
    error ? h('p', {class: 'today-trouble', role: 'alert', key: 'error'}, icon('warning'), error) : null,
    failed ? h('p', {class: 'today-trouble', role: 'alert', key: 'failed'}, icon('warning'), today
      ? t('As of %(time)s; cannot be looked up right now.', {time: minute(lookedAt)})
      : t('The service does not answer. Try again, or say it aloud: who is away, and who stands in.')) : null,
    today ? content() : failed ? null : h('p', {key: 'wait', class: 'quiet'}, t('Being looked up …'))),
  // It is there from the start and keeps its height: what comes into it never lies under the next tap.
  h('div', {class: undo ? 'undo' : 'undo is-empty', key: 'undo'}, undo || !today?.people.length ? null : h('p', {class: 'quiet'}, t('This holds for today only. No reason is stored.')),
    h('div', {role: 'status', class: 'undo-said', key: 'said'},
      undo ? [h('span', {class: 'undo-words'}, undo.words), gapBelow(), h('button', {type: 'button', onclick: takeBack}, t('Undo'))] : null)));
}

function content() {
  /** @type {Person[]} */
  const people = today.people;
  const due = people.filter((one) => one.hours.length && !hasLeft(one));
  const rest = people.filter((one) => !one.hours.length || hasLeft(one));
  const unsaid = due.filter((one) => !one.fact);
  const then = today.opening ?? today;
  // On a closed day no role has anybody, whatever those in no roster could do: nothing green, and nothing missing.
  const nobody = !due.length && people.every((one) => one.fact !== 'here');
  if (!people.length) return h('p', {key: 'empty'}, t('The plan of this office names nobody yet.'));
  return [
    left(people.filter((one) => one.left)),
    nobody ? null : gaps(then, unsaid.length > 0),
    due.length ? everybodyHere(due, unsaid) : h('p', {key: 'nobody', class: 'hint'}, t('By the roster nobody is here today.')),
    due.length ? h('ul', {class: 'people', key: 'due'}, due.map((one) => row(one, then))) : null,
    rest.length ? h('section', {class: 'others', key: 'others'},
      h('button', {type: 'button', class: 'small', 'aria-expanded': String(others), onclick: () => { others = !others; draw(); }},
        t('Somebody else is here (%(count)s not expected today)', {count: rest.length})),
      others || rest.some((one) => one.fact) ? h('ul', {class: 'people'},
        rest.filter((one) => others || one.fact).map((one) => row(one, then))) : null) : null,
  ];
}

/** Whoever has left is not asked about, unless it was said that she is here. @param {Person} one */
const hasLeft = (one) => Boolean(one.left) && one.fact !== 'here';

/** Who has left and is still named: nobody calls her, and the plan has to name somebody else. @param {Person[]} gone */
function left(gone) {
  if (!gone.length) return null;
  return h('section', {class: 'gap', key: 'left', role: 'status'}, gone.map(({person, name, left: how}) => {
    const roles = (how?.named_for ?? []).map(roleOf).join(', ');
    const words = how?.at ? t('%(name)s left on %(day)s.', {name, day: day(how.at)}) : t('%(name)s has left.', {name});
    return h('p', {key: person}, icon('warning'), ' ', [words, roles ? t('The plan still names her or him: %(roles)s. Tell your manager.', {roles}) : t('The plan still names her or him. Tell your manager.')].join(' '));
  }));
}

/** What nobody does, with who could do it. @param {any} then @param {boolean} isOpen whether somebody is not answered for */
function gaps(then, isOpen) {
  const at = today.opening ? t('From %(time)s:', {time: minute(today.opening.at)}) : '';
  if (!then.missing.length) {
    if (failed || !then.roster.length) return null;
    return h('p', {class: 'filled', key: 'filled'}, icon('there'), [at, isOpen ? t('Every role has somebody, if the roster is right.') : t('Every role has somebody.')].filter(Boolean).join(' '));
  }
  return h('div', {key: 'gaps', role: 'status'}, then.missing.map((/** @type {any} */ gap) => {
    return h('section', {class: 'gap', key: `gap-${gap.role}`},
      h('h2', null, icon('warning'), h('span', null, at, ' ', gapWords(then, gap))),
      gap.could.length ? [h('p', null, t('Is one of them here?')), h('ul', null, gap.could.map((/** @type {string} */ person) =>
        h('li', {key: person}, h('button', {type: 'button', onclick: () => here(person)}, nameOf(person)))))]
        : h('p', null, t('The plan names nobody else. Tell your manager now.')));
  }));
}

/** The first gap once more beside Undo, as its card may be out of sight. */
function gapBelow() {
  const then = today.opening ?? today;
  return then.missing.length ? h('button', {type: 'button', class: 'undo-gap', key: 'gap', onclick: () => scrollTo({top: 0})},
    icon('warning'), h('span', null, gapWords(then, then.missing[0]))) : null;
}

/** @param {any} then @param {any} gap */
const gapWords = (then, gap) => (then.roster.some((/** @type {any} */ one) => one.role === gap.role)
  ? t('%(role)s: %(count)s missing', {role: roleOf(gap.role), count: gap.missing})
  : t('Nobody for %(role)s', {role: roleOf(gap.role)}));

/** @param {string} person */
const nameOf = (person) => today.people.find((/** @type {Person} */ one) => one.person === person)?.name ?? person;

/** @param {string} person */
const here = (person) => say([{person, fact: 'here'}], t('%(name)s is here.', {name: nameOf(person)}));

/** @param {Person[]} due @param {Person[]} unsaid */
function everybodyHere(due, unsaid) {
  if (!unsaid.length) {
    const gone = due.filter((one) => one.fact === 'absent').length;
    return h('p', {class: 'filled', key: 'done'}, icon('there'), t('Done: %(here)s here, %(away)s away.', {here: due.length - gone, away: gone}));
  }
  const words = unsaid.length === due.length ? t('Everybody is here') : t('The other %(count)s are here', {count: unsaid.length});
  return h('button', {type: 'button', class: 'big is-primary all-here', key: 'all',
    onclick: () => say(unsaid.map(({person}) => ({person, fact: /** @type {const} */ ('here')})), words)}, icon('there'), words);
}

/** @param {Person} one @param {any} then */
function row(one, then) {
  const roles = then.roster.filter((/** @type {any} */ call) => call.responder === one.person)
    .map((/** @type {any} */ call) => roleOf(call.role));
  const hours = one.hours.map(({start, until}) => `${minute(start)}–${minute(until)}`).join(', ');
  const notes = [one.fact === 'absent' && one.until ? t('away until %(day)s', {day: weekday(one.until)}) : '', hours, ...roles];
  return h('li', {class: `person ${one.fact === 'absent' ? 'is-away' : ''} ${one.fact ? 'is-said' : ''} ${pending.includes(one.person) ? 'is-pending' : ''}`, key: one.person},
    h('p', {class: 'person-name'}, h('b', null, one.name), h('small', null, notes.filter(Boolean).join(' · '))),
    h('div', {class: 'answers', role: 'group', 'aria-label': one.name},
      answer(one, 'here', t('Here'), t('%(name)s is here.', {name: one.name})),
      one.hours.length || one.fact ? answer(one, 'absent', t('Away'), t('%(name)s is away.', {name: one.name})) : null),
    one.fact === 'absent' ? away({one, open, today, say, choose: (what) => {
      open = open?.person === one.person && open.what === what ? null : {person: one.person, what};
      draw();
    }}) : null);
}

/** One of the two answers; a second tap takes it back. @param {Person} one @param {'here'|'absent'} fact @param {string} words @param {string} told */
function answer(one, fact, words, told) {
  const said = one.fact === fact;
  return h('button', {type: 'button', class: `answer ${fact === 'here' ? 'is-here' : ''}`, key: fact,
    'aria-pressed': String(said), onclick: () => say([{person: one.person, fact: said ? null : fact}],
      said ? t('%(name)s: nothing said.', {name: one.name}) : told)},
  said ? icon(fact === 'here' ? 'there' : 'no') : null, words);
}

/** The arrows go up and down the list in one column. @param {KeyboardEvent} event */
function move(event) {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const button = document.activeElement;
  if (!step || !(button instanceof HTMLElement) || !button.classList.contains('answer')) return;
  const column = button.classList.contains('is-here');
  const all = [...page.querySelectorAll('.answer')].filter((one) => one.classList.contains('is-here') === column);
  const next = /** @type {HTMLElement|undefined} */ (all[all.indexOf(button) + step]);
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === 'z' && !(event.target instanceof HTMLInputElement)) {
    event.preventDefault();
    takeBack();
  } else if (event.key === 'Escape' && open) {
    open = null;
    draw();
  } else {
    move(event);
  }
});
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') look(); });
setInterval(() => { if (document.visibilityState === 'visible' ) look(); }, LOOK_MS);
setInterval(refreshFacts, 300_000);
draw();
look();
