// Tokens of programs: which there are, a new one that is shown once, and an end to one.

import {h} from '../element.js';
import {render} from '../kept-focus.js';
import {loadWords, t} from '../words.js';
import {ask} from './ask.js';
import {Deed} from './deed.js';
import {copied, done, moment, sure, toCopy, wrong} from './parts.js';
import {roleMay, roleName} from './role-words.js';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const given = JSON.parse(document.body.dataset.facts ?? '{}').roles_to_give ?? {here: [], everywhere: []};

/** @type {any[]|null} */
let tokens = null;
/** @type {{office: string, name: string}[]} */
let offices = [];
/** @type {{name: string, text: string, copied: boolean}|null} */
let made = null;
let open = false;
/** @type {string|null} */
let ending = null;
/** @type {string|null} */
let failed = null;

await loadWords();
const deed = new Deed(draw, look);

async function look() {
  try {
    tokens = await ask('GET', '/tokens');
    offices = await ask('GET', '/offices');
    failed = null;
  } catch (refused) {
    failed = /** @type {Error} */ (refused).message;
  }
  draw();
}

/** @param {() => Promise<string|null>} doing */
const act = (doing) => deed.act(async () => { const said = await doing(); ending = null; return said; });

/** @param {string} id */
const focusOn = (id) => requestAnimationFrame(() => document.getElementById(id)?.focus());

function draw() {
  render(page, h('main', {class: 'desk', key: 'main'},
    h('div', {class: 'desk-head'},
      h('div', null, h('h1', null, t('Programs that may ask this service')),
        h('p', {class: 'lead'}, t('Each has a token of its own with one role. Only a digest of it is kept: what is lost is made anew.'))),
      open ? null : h('button', {type: 'button', class: 'act', id: 'make', onclick: () => { open = true; made = null; deed.clear(); draw(); focusOn('token-name'); }}, t('Make a token'))),
    wrong(deed.error ?? failed), done(deed.notice), made ? madeView(made) : null, open ? formView() : null,
    tokens ? list(tokens) : failed ? null : h('p', {role: 'status'}, t('Being looked up …'))));
}

/** @param {{name: string, text: string, copied: boolean}} one */
const madeView = (one) => h('section', {class: 'open-card', key: 'made', 'aria-labelledby': 'made-title'},
  h('h2', {id: 'made-title', tabindex: '-1'}, t('The token for %(name)s', {name: one.name})),
  toCopy({id: 'token-text', text: one.text, label: t('The token, shown only now'), copied: one.copied, copy: async () => { one.copied = await copied('token-text', one.text); draw(); }}),
  h('p', {class: 'quiet'}, t('The program sends it with every request: Authorization: Bearer …')),
  h('div', {class: 'acts'}, h('button', {type: 'button', class: 'plain', onclick: () => { made = null; draw(); focusOn('make'); }}, t('Done'))));

function formView() {
  return h('form', {class: 'open-card', key: 'form', 'aria-labelledby': 'token-title', onsubmit: (/** @type {any} */ event) => {
    event.preventDefault();
    const typed = Object.fromEntries(new FormData(event.target));
    act(async () => {
      const answer = await ask('POST', '/tokens', {name: typed.name, role: typed.role, office: typed.office || null, days: Number(typed.days)});
      made = {name: String(typed.name), text: answer.token, copied: false};
      open = false;
      focusOn('made-title');
      return null;
    });
  }},
  h('h2', {id: 'token-title'}, t('Make a token')),
  h('div', {class: 'fields'},
    h('label', {class: 'field'}, h('span', null, t('What it is for')), h('input', {id: 'token-name', name: 'name', required: true, maxlength: '200', autocomplete: 'off'})),
    h('label', {class: 'field'}, h('span', null, t('Where it holds')), h('select', {name: 'office', id: 'token-office'},
      h('option', {value: ''}, t('in all offices')), offices.map(({office, name}) => h('option', {key: office, value: office}, name)))),
    h('label', {class: 'field'}, h('span', null, t('For how many days')), h('input', {name: 'days', type: 'number', min: '1', max: '730', required: true, '.value': '365'}))),
  h('fieldset', null, h('legend', null, t('What it may do')), h('div', {class: 'roles-ticks'}, given.everywhere.map((/** @type {string} */ role) =>
    h('label', {class: 'tick', key: role}, h('input', {type: 'radio', name: 'role', value: role, required: true}), h('span', null, h('b', null, roleName(role)), h('small', null, roleMay(role))))))),
  h('div', {class: 'acts'}, h('button', {class: 'act', disabled: deed.busy}, t('Make the token')),
    h('button', {type: 'button', class: 'plain', onclick: () => { open = false; draw(); focusOn('make'); }}, t('Cancel'))));
}

/** @param {any[]} every */
function list(every) {
  if (!every.length) return h('p', {class: 'empty', key: 'empty'}, t('No program has a token.'));
  const nameOf = (/** @type {string|null} */ office) => (office ? offices.find((one) => one.office === office)?.name ?? office : t('in all offices'));
  return h('ul', {class: 'held', key: 'list'}, every.map((one) => h('li', {key: one.id},
    h('div', null, h('h2', null, one.name),
      h('p', {class: 'may'}, h('span', null, h('b', null, roleName(one.role)), ` (${nameOf(one.office)}) – `, roleMay(one.role))),
      h('ul', {class: 'notes'},
        h('li', {key: 'used', class: one.used_at ? null : 'is-weak'}, one.used_at ? t('Last used %(when)s', {when: moment(one.used_at)}) : t('Never used')),
        one.expires_at ? h('li', {key: 'until'}, t('Holds until %(when)s', {when: moment(one.expires_at)})) : null)),
    h('div', {class: ending === one.id ? 'change' : 'acts'}, sure({id: one.id, label: t('End it …'), open: ending === one.id, busy: deed.busy, yes: t('Yes, end it'),
      question: t('End the token for %(name)s? The program is out at once.', {name: one.name}),
      ask: (wanted) => { ending = wanted ? one.id : null; draw(); focusOn(wanted ? `no-${one.id}` : `ask-${one.id}`); },
      act: () => act(async () => { await ask('DELETE', `/tokens/${one.id}`); return t('The token for %(name)s holds no longer.', {name: one.name}); })})))));
}

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || deed.busy) return;
  if (ending) { ending = null; draw(); } else if (open) { open = false; draw(); focusOn('make'); }
});
draw();
look();
