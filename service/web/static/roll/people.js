// The people of an office: who can log in, what she may do in words, and how somebody is let in or taken out.

import {h} from '../element.js';
import {known, office} from '../facts.js';
import {render} from '../kept-focus.js';
import {loadWords, t} from '../words.js';
import {ask, Refused} from './ask.js';
import {Deed} from './deed.js';
import {Form, formView} from './people-form.js';
import {copied, done, moment, sure, toCopy, wrong} from './parts.js';
import {pastView} from './past.js';
import {roleMay, roleName} from './role-words.js';

const page = /** @type {HTMLElement} */ (document.getElementById('page'));
const here = encodeURIComponent(office);

/** @typedef {{role: string, office: string|null, yours: boolean}} Given */
/** @typedef {{id: string, login: string, name: string, roles: Given[], persons: Record<string, string>, elsewhere: boolean, logs_in: string,
 *   invited_until: string|null, passkeys: number, source: string|null, you: boolean, may: {invite: boolean, end: boolean, stay: {role: string, office: string|null}[]}}} Account */

/** @type {Account[]|null} */
let accounts = null;
/** @type {any[]|null} */
let past = null;
/** @type {Form|null} */
let form = null;
/** Which account is asked to be ended. @type {string|null} */
let ending = null;
/** An invitation that was just made: shown once. @type {{name: string, address: string, until: string, copied: boolean}|null} */
let invitation = null;
/** @type {string|null} */
let failed = null;

await loadWords();
const deed = new Deed(draw, look);

async function look() {
  try {
    accounts = await ask('GET', `/accounts?office=${here}`);
    past = await ask('GET', `/offices/${here}/access`);
    failed = null;
  } catch (refused) {
    failed = /** @type {Error} */ (refused).message;
  }
  draw();
}

/** @param {() => Promise<string|null>} doing */
const act = (doing) => deed.act(async () => { const said = await doing(); ending = null; return said; });

/** @param {Form} sent */
async function save(sent) {
  if (deed.busy) return;
  deed.busy = true;
  sent.error = null;
  draw();
  try {
    if (sent.account) {
      await ask('PUT', `/accounts/${sent.account.id}/grants`, sent.asChange());
      deed.notice = t('%(name)s: changed. It holds at once.', {name: sent.account.name});
      invitation = null;
    } else {
      const made = await ask('POST', '/accounts', sent.asNew());
      invite(made.account.name, made.invitation);
    }
    form = null;
    deed.busy = false;
    await look();
    focusOn(sent.account ? `change-${sent.account.id}` : 'invitation-title');
  } catch (refused) {
    if (refused instanceof Refused && refused.problem.code === 'account_changed') {
      sent.meet(refused.problem.now);
      deed.busy = false;
      await look();
      focusOn('differs-title');
    } else {
      sent.error = /** @type {Error} */ (refused).message;
    }
  }
  deed.busy = false;
  draw();
}

/** @param {string} name @param {{address: string, expires_at: string}} made */
function invite(name, made) {
  deed.notice = null;
  invitation = {name, address: new URL(made.address, location.href).href, until: made.expires_at, copied: false};
}

/** @param {string} id */
const focusOn = (id) => requestAnimationFrame(() => document.getElementById(id)?.focus());

/** @param {Account|null} account */
function open(account) {
  form = new Form(account, draw);
  invitation = ending = null;
  deed.clear();
  draw();
  focusOn(account ? 'form-title' : 'new-name');
}

function close() {
  const id = form?.account?.id;
  form = null;
  draw();
  focusOn(id ? `change-${id}` : 'add');
}

function draw() {
  const unmade = failed && !accounts;
  render(page, h('main', {class: 'desk', key: 'main'},
    h('div', {class: 'desk-head'},
      h('div', null, h('h1', null, t('People')),
        h('p', {class: 'lead'}, t('Who can log in to %(office)s, and what she may do here. Who does what in an alarm stands in the role plan.', {office: known().name}))),
      accounts && !form ? h('button', {type: 'button', class: 'act', id: 'add', onclick: () => open(null)}, t('Let somebody in')) : null),
    wrong(deed.error ?? failed), done(deed.notice), invitation ? invitationView(invitation) : null,
    form && !form.account ? formView({form, busy: deed.busy, save, close}) : null,
    accounts ? list(accounts) : unmade ? null : h('p', {role: 'status'}, t('Being looked up …')),
    past ? pastView(past) : null));
}

/** @param {{name: string, address: string, until: string, copied: boolean}} one */
const invitationView = (one) => h('section', {class: 'open-card', key: 'invitation', 'aria-labelledby': 'invitation-title'},
  h('h2', {id: 'invitation-title', tabindex: '-1'}, t('An invitation for %(name)s', {name: one.name})),
  h('p', null, t('Give her this link yourself, or send it where only she reads it. She chooses her own password with it, and you never know it.')),
  toCopy({id: 'invitation-link', text: one.address, label: t('The link, shown only now'), copied: one.copied,
    copy: async () => { one.copied = await copied('invitation-link', one.address); draw(); }}),
  h('p', {class: 'quiet'}, t('It can be used once, until %(when)s. A new invitation ends this one.', {when: moment(one.until)})),
  h('div', {class: 'acts'}, h('button', {type: 'button', class: 'plain', onclick: () => { invitation = null; draw(); focusOn('add'); }}, t('Done'))));

/** @param {Account[]} every */
function list(every) {
  if (!every.length) return h('p', {class: 'empty', key: 'empty'}, t('Nobody has an account in this office yet. Until the first one is made, everybody at this computer may do everything.'));
  return h('ul', {class: 'held', key: 'list'}, every.map((one) => h('li', {key: one.id},
    h('div', null,
      h('h2', null, one.name, h('small', null, one.login, one.you ? ` · ${t('you')}` : '')),
      h('ul', {class: 'may'}, one.roles.map((given) => h('li', {key: `${given.role}@${given.office}`}, h('b', null, roleName(given.role)),
        given.office ? '' : ` (${t('in all offices')})`, ' – ', roleMay(given.role)))),
      h('ul', {class: 'notes'}, notes(one).map(([words, kind], at) => h('li', {key: at, class: kind}, words)))),
    form?.account?.id === one.id ? null : h('div', {class: 'acts'},
      one.roles.some((given) => given.yours || given.office) ? h('button', {type: 'button', class: 'plain', id: `change-${one.id}`, onclick: () => open(one),
        'aria-label': t('Change %(name)s', {name: one.name})}, t('Change')) : null),
    form?.account?.id === one.id ? h('div', {class: 'change'}, formView({form, busy: deed.busy, save, close}), further(one)) : null)));
}

/** What else there is to know of an account, in few words. @param {Account} one @returns {[string, string|null][]} */
function notes(one) {
  const person = known().people?.[one.persons[office]]?.name;
  /** @type {[string|null, string|null][]} */
  const found = [
    [one.logs_in === 'not_yet' && !one.invited_until ? t('Has never logged in. Invite her again.') : null, 'is-weak'],
    [one.logs_in === 'not_yet' && one.invited_until ? t('Invited, has not logged in yet') : null, 'is-weak'],
    [one.invited_until ? t('Invitation until %(when)s', {when: moment(one.invited_until)}) : null, null],
    [one.passkeys ? t('Passkeys: %(count)s', {count: one.passkeys}) : null, null],
    [one.logs_in === 'provider' ? t('Logs in through the organisation') : null, null],
    [person ? t('In the plan: %(name)s', {name: person}) : null, null],
    [one.source ? t('Comes from %(source)s', {source: one.source.replace(/^\w+:/, '')}) : null, null],
    [one.elsewhere ? t('Has to do with other offices too') : null, null],
  ];
  return /** @type {[string, string|null][]} */ (found.filter(([words]) => words));
}

/** What can be done with an account beside its roles. @param {Account} one */
const further = (one) => h('div', {class: 'acts', key: 'further'},
  one.may.invite ? h('button', {type: 'button', class: 'plain', disabled: deed.busy, onclick: () => act(async () => {
    const made = await ask('POST', `/accounts/${one.id}/invitation`, {});
    form = null;
    invite(one.name, made);
    focusOn('invitation-title');
    return null;
  })}, one.logs_in === 'not_yet' ? t('A new invitation') : t('She has forgotten her password')) : null,
  one.may.invite && one.passkeys ? h('button', {type: 'button', class: 'plain', id: `passkeys-${one.id}`, disabled: deed.busy, onclick: () => act(async () => {
    await ask('DELETE', `/accounts/${one.id}/passkeys`);
    form = null;
    return t('%(name)s: passkeys are taken out, and she is logged out everywhere.', {name: one.name});
  })}, t('She has lost her passkey')) : null,
  one.may.end ? sure({id: `end-${one.id}`, label: t('End this account …'), open: ending === one.id, busy: deed.busy,
    question: t('End the account of %(name)s? She is logged out everywhere at once, and her phones are taken out. What she did stays in the record.', {name: one.name}),
    yes: t('Yes, end it'),
    ask: (wanted) => { ending = wanted ? one.id : null; draw(); focusOn(wanted ? `no-end-${one.id}` : `ask-end-${one.id}`); },
    act: () => act(async () => {
      await ask('POST', `/accounts/${one.id}/end`, {});
      form = null;
      return t('%(name)s is out.', {name: one.name});
    })}) : h('p', {class: 'quiet'}, one.elsewhere || one.roles.some((given) => !given.yours) ? t('Whoever runs the service ends this account.')
    : one.you ? t('You cannot end your own account while nobody else looks after this office.') : t('This account cannot be ended: nobody else could help out then.')));

addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || deed.busy) return;
  if (ending) {
    const id = ending;
    ending = null;
    draw();
    focusOn(`ask-end-${id}`);
  } else if (form) {
    close();
  }
});
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible' && !form) look(); });
draw();
look();
