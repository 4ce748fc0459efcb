// What was done to accounts, screens and tokens: who did what to whom, and when.

import {h} from '../element.js';
import {known} from '../facts.js';
import {N, t} from '../words.js';
import {moment} from './parts.js';
import {roleName} from './role-words.js';

/** @type {Record<string, string>} */
const SAYS = {
  AccountMade: N('%(by)s let in %(whom)s: %(roles)s'),
  AccountChanged: N('%(by)s changed what %(whom)s may do: %(changes)s'),
  PasswordChanged: N('%(by)s gave %(whom)s another password'),
  AccountEnded: N('%(by)s ended the account of %(whom)s'),
  InvitationMade: N('%(by)s made an invitation for %(whom)s'),
  InvitationUsed: N('%(whom)s chose a password by an invitation'),
  TokenMade: N('%(by)s made a token for a program: %(role)s'),
  TokenRevoked: N('%(by)s ended a program’s token: %(role)s'),
  CodeMade: N('%(by)s made a pairing code: %(what)s'),
  Paired: N('Paired by a code: %(what)s'),
  PairedRenamed: N('%(by)s called it something else: %(what)s'),
  PinChanged: N('%(by)s changed the PIN: %(what)s'),
  TakenOver: N('%(by)s answers from now on for: %(what)s'),
  Unpaired: N('%(by)s took out: %(what)s'),
  DeviceCredentialMade: N('%(by)s gave a button or gateway a password: %(what)s'),
  DeviceCredentialRevoked: N('%(by)s ended passwords of a button or gateway: %(what)s'),
  DevicesEnrolled: N('%(by)s enrolled: %(what)s'),
  DeviceChanged: N('%(by)s changed what is known of a button: %(what)s'),
  DeviceUnenrolled: N('%(by)s took a button out of the list: %(what)s'),
  CodesChosen: N('%(whom)s has chosen her codes'),
  CodesGivenUp: N('%(whom)s has taken her codes away'),
  PasskeyAdded: N('%(whom)s has added a passkey'),
  PasskeyRemoved: N('%(by)s took out passkeys of %(whom)s'),
  PasskeyRefused: N('A passkey of %(whom)s was refused: somebody may have a copy of it'),
  AlarmExported: N('%(by)s took the record of an alarm out of the service'),
  AlarmHeld: N('%(by)s keeps the record of an alarm from being erased'),
  HoldEnded: N('%(by)s lets the record of an alarm be erased again'),
  AlarmDisclosed: N('%(by)s took a masked copy of an alarm out of the service'),
  DataErased: N('Names whose time was over were erased'),
  PersonTakenOut: N('%(by)s took out what is stored about one person'),
  RecordRestored: N('A backup was restored here: who was taken out after it was made, and what was ended since, may hold again'),
  RecordExported: N('%(by)s printed the whole record of the office'),
  ReportsTakenOut: N('%(by)s took the reports out, for another system'),
};

/** @param {any[]} past */
export const pastView = (past) => h('details', {class: 'part past', key: 'past'}, h('summary', null, t('What was done here')),
  h('div', {class: 'part-body'}, past.length ? h('ul', null, past.map((one) => h('li', {key: one.position},
    h('time', {datetime: one.at}, moment(one.at)), h('span', null, words(one))))) : h('p', {class: 'quiet'}, t('Nothing yet.')),
  h('p', {class: 'quiet'}, t('Nobody can change or remove what stands here. It holds what was done here, by a directory, and by commands where the service runs.'))));

/** @param {any} one */
function doer(one) {
  if (one.by) return one.by;
  if (one.via.startsWith('token:')) return t('A program');
  if (one.via === 'cli') return t('Whoever runs the service');
  return t('Somebody at this computer');
}

/** @param {any} one */
function words(one) {
  const roles = (/** @type {any[]} */ some) => some.map(({role}) => roleName(role)).join(', ') || '–';
  const changes = [one.given.length ? t('given: %(what)s', {what: roles(one.given)}) : '', one.taken.length ? t('taken: %(what)s', {what: roles(one.taken)}) : '',
    one.back ? t('she is back') : '', one.subject ? t('who she is at the identity provider') : '', one.ended ? t('tokens and paired devices that ended with it: %(count)s', {count: one.ended}) : ''];
  const place = one.device ?? (one.kind === 'screen' ? known().screens?.[one.screen]?.name ?? one.screen ?? '–' : t('the phone of %(name)s', {name: one.whom ?? '–'}));
  const template = Object.hasOwn(SAYS, one.event) ? SAYS[one.event] : one.event;
  return t(template, {
    by: doer(one), whom: one.whom ?? '–', roles: roles(one.roles),
    changes: changes.filter(Boolean).join('; ') || t('who she is in the plan'), role: one.role ? roleName(one.role) : '–', what: place,
  });
}
