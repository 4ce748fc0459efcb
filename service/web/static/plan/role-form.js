// One role's form.

import {h} from '../element.js';
import {N, t} from '../words.js';
import {trained} from './crew.js';
import {line, lines, order, pick, seconds, tick} from './field.js';
import {called, listOf, nameable, roleTitle, wholeRole} from './names.js';
import {part, some} from './parts.js';
import {guarded, lockOf} from './standard.js';

const LANGUAGES = /** @type {Record<string, string>} */ ({sv: 'Svenska', nb: 'Norsk', en: 'English'});
const PARTS = /** @type {Record<string, string>} */ ({first: N('First'), then: N('Then'), done_when: N('Done when'), never: N('Never')});

/** @param {any} live @param {string} id */
export function roleForm(live, id) {
  const tree = live.answers.all;
  const role = wholeRole(live, id);
  const title = roleTitle(live, id);
  const languages = listOf(tree.languages);
  const put = (/** @type {string} */ key, /** @type {any} */ value, /** @type {string} */ words) =>
    live.draft.edit([{op: 'put', path: ['roles', id, key], value}], `${title}: ${words}`);
  const clause = (/** @type {string} */ key, /** @type {any} */ content) => (lockOf(live.answers.base, `roles.${id}`) ? content : guarded(live, `roles.${id}.${key}`, content));
  const how = role.holders === 'presser' ? 'presser' : role.holders === 'everybody' ? 'everybody' : role.holders === 'nearest' || role.holders?.nearest !== undefined ? 'nearest' : 'named';
  const choices = nameable(tree);
  const named = (/** @type {string[]} */ ids) => ids.map((one) => ({id: one, name: called(tree, one)}));
  return guarded(live, `roles.${id}`, h('div', {class: 'role-form', key: `form-${id}`},
    clause('title', h('div', {class: 'fields', key: 'titles'}, languages.map((lang) => line({id: `role-${id}-title-${lang}`, label: `${t('Title')} (${LANGUAGES[lang] ?? lang})`, value: (typeof role.title === 'string' ? (lang === languages[0] ? role.title : '') : role.title?.[lang]) ?? '',
      commit: (value) => inLanguage(live, id, role, 'title', lang, value, `${title}: ${t('title changed')}`)})))),
    clause('duty', languages.map((lang) => dutyFields(live, id, role, lang, title))),
    pick({id: `role-${id}-how`, label: t('Who does it'), value: how, options: [
      {value: 'named', name: t('people by name, in order')}, {value: 'nearest', name: t('whoever is nearest')}, {value: 'everybody', name: t('everybody who is there')}, {value: 'presser', name: t('whoever pressed')}],
      commit: (value) => put('holders', value === 'named' ? [] : value, t('who does it changed'))}),
    how === 'named' ? order({id: `role-${id}-holders`, label: t('Holds it'), names: named(listOf(role.holders)), choices, empty: t('Nobody yet. Add who is asked first.'),
      commit: (ids, words) => put('holders', ids, words)}) : null,
    how === 'nearest' ? line({id: `role-${id}-within`, label: t('Within how many seconds on foot'), value: seconds(role.holders?.nearest?.within), hint: t('For instance 60 s. Leave it empty for any distance.'),
      commit: (value) => put('holders', nearest(role.holders, value), t('distance changed'))}) : null,
    order({id: `role-${id}-deputies`, label: t('Stands in, in this order'), names: named(listOf(role.deputies)), choices: choices.filter((one) => !listOf(role.holders).includes(one.id)), empty: t('Nobody stands in.'),
      commit: (ids, words) => put('deputies', ids, words)}),
    h('div', {class: 'fields'},
      line({id: `role-${id}-needed`, label: t('How many are needed'), value: String(role.needed ?? '1'), type: 'number', more: {min: '1', max: '99', inputmode: 'numeric'}, commit: (value) => put('needed', value || '1', t('how many are needed changed'))}),
      line({id: `role-${id}-accept`, label: t('Has to answer within'), value: seconds(role.accept_within ?? '20'), hint: t('For instance 20 s or 2 min.'), commit: (value) => put('accept_within', seconds(value), t('deadline changed'))}),
      line({id: `role-${id}-arrive`, label: t('Has to be there within'), value: seconds(role.arrive_within ?? '90'), hint: t('For instance 20 s or 2 min.'), commit: (value) => put('arrive_within', seconds(value), t('deadline changed'))})),
    how === 'nearest' ? trained({id: `role-${id}-training`, label: t('Has to be trained in'), value: role.holders?.nearest?.training, all: live.answers.all,
      commit: (value) => put('holders', trainedNearest(role.holders, value), t('training changed'))}) : null,
    tick({id: `role-${id}-in`, label: t('Goes in to where the alarm is'), value: role.goes_in === undefined ? how === 'nearest' : role.goes_in === 'true', commit: (value) => put('goes_in', String(value), t('goes in changed'))}),
    part(live, `role-${id}-not-with`, t('Not together with'), listOf(role.not_with).map((one) => roleTitle(live, one)).join(', ') || t('none'), () =>
      some({id: `role-${id}-not`, legend: t('Whoever does this never does one of these at the same time'), all: Object.keys(tree.roles ?? {}).filter((one) => one !== id).map((one) => ({id: one, name: roleTitle(live, one)})), chosen: listOf(role.not_with),
        commit: (chosen) => (chosen.length ? put('not_with', chosen, t('not together with changed')) : live.draft.edit([{op: 'remove', path: ['roles', id, 'not_with']}], `${title}: ${t('not together with changed')}`))})),
    live.answers.base?.tree.roles?.[id] ? null : h('p', null, h('button', {type: 'button', class: 'plain', onclick: () => live.draft.edit(removal(live, id), t('Role removed: %(name)s', {name: title}))}, t('Remove this role')))));
}

/** Take a role out, and out of whatever names it. @param {any} live @param {string} id */
function removal(live, id) {
  const {tree} = live.answers;
  const edits = /** @type {any[]} */ ([]);
  for (const [role, own] of Object.entries(tree.roles ?? {})) {
    const rest = listOf(/** @type {any} */ (own)?.not_with).filter((one) => one !== id);
    if (listOf(/** @type {any} */ (own)?.not_with).includes(id)) edits.push(rest.length ? {op: 'put', path: ['roles', role, 'not_with'], value: rest} : {op: 'remove', path: ['roles', role, 'not_with']});
  }
  if (tree.lead === id) edits.push({op: 'remove', path: ['lead']});
  return [...edits, {op: 'remove', path: ['roles', id]}];
}

/** Whoever is nearest, within another time; what else is asked of her stays. @param {any} holders @param {string} within */
function nearest(holders, within) {
  const {within: _, ...rest} = holders?.nearest && typeof holders.nearest === 'object' ? holders.nearest : {within: ''};
  const asked = {...rest, ...(within ? {within: seconds(within)} : {})};
  return Object.keys(asked).length ? {nearest: asked} : 'nearest';
}

/** Whoever is nearest with other training; the distance stays. @param {any} holders @param {string[]|string} training */
function trainedNearest(holders, training) {
  const {training: _, ...rest} = holders?.nearest && typeof holders.nearest === 'object' ? holders.nearest : {training: ''};
  const asked = {...rest, ...(training.length ? {training} : {})};
  return Object.keys(asked).length ? {nearest: asked} : 'nearest';
}

/** Write one language of what the plan has in several, or has in one text for the first. @param {any} live @param {string} id @param {any} role @param {string} key @param {string} lang @param {any} value @param {string} words */
function inLanguage(live, id, role, key, lang, value, words) {
  const own = role[key];
  if (own && typeof own === 'object' && !Array.isArray(own) && !isDuty(own)) {
    return live.draft.edit([value === '' ? {op: 'remove', path: ['roles', id, key, lang]} : {op: 'put', path: ['roles', id, key, lang], value}], words);
  }
  const first = listOf(live.answers.all.languages)[0] ?? lang;
  return live.draft.edit([{op: 'put', path: ['roles', id, key], value: own ? {[first]: own, [lang]: value} : {[lang]: value}}], words);
}

/** @param {any} own */
const isDuty = (own) => own && typeof own === 'object' && 'first' in own;

/** What is to be done in one language: first, and whatever more there is to say. @param {any} live @param {string} id @param {any} role @param {string} lang @param {string} title */
function dutyFields(live, id, role, lang, title) {
  const words = `${title}: ${t('duty changed')}`;
  const first = listOf(live.answers.all.languages)[0];
  const own = typeof role.duty === 'string' || isDuty(role.duty) ? (lang === first ? role.duty : '') : role.duty?.[lang] ?? '';
  const parts = isDuty(own) ? own : {first: own};
  const write = (/** @type {string} */ part, /** @type {string} */ value) => {
    const left = Object.fromEntries(Object.entries({...parts, [part]: value}).filter(([, one]) => one));
    inLanguage(live, id, role, 'duty', lang, Object.keys(left).length === 1 && left.first ? left.first : left, words);
  };
  const more = ['then', 'done_when', 'never'];
  const field = (/** @type {string} */ part, rows = 2) => lines({id: `role-${id}-${part}-${lang}`, label: t(PARTS[part]), lang, rows, value: listOf(parts[part]).join(' '), commit: (value) => write(part, value)});
  return h('fieldset', {class: 'parts-form', key: `duty-${lang}`}, h('legend', null, `${t('Duty')} (${LANGUAGES[lang] ?? lang})`),
    field('first'),
    h('details', {'.open': more.some((part) => parts[part])}, h('summary', null, t('Then, done when, never')), more.map((part) => field(part))));
}
