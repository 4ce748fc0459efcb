// What a page says whose very first look has failed: what has happened, what to do, and a way to try again.

import {h} from './element.js';
import {icon} from './icon.js';
import {t} from './words.js';

/** @param {number} status of the answer; 0 where there was none */
function happened(status) {
  if (status === 0) return [t('The service does not answer.'), t('Is this device in the office’s network? If others cannot reach Trygg either, call whoever looks after it.')];
  if (status === 401) return [t('You are not let in here any more.'), t('Log in again, or pair this device again.')];
  if (status === 403) return [t('You may not see this.'), t('Ask whoever looks after the people of the office to let you.')];
  if (status === 404) return [t('Trygg does not know this office.'), t('Look at the address, or begin from the start page.')];
  return [t('Trygg answers, but cannot look this up right now (%(status)s).', {status}), t('Wait a moment. If it stays so, call whoever looks after it.')];
}

/** @param {{status: number, again: () => void}} live */
export function notShown({status, again}) {
  const [what, todo] = happened(status);
  return h('section', {class: 'not-shown', key: 'not-shown', role: 'alert'},
    h('h2', null, icon('warning'), h('span', null, what)), h('p', null, todo),
    h('p', null, t('To call for help you do not need this page: press your button, or telephone.')),
    h('p', {class: 'choices'}, status === 401 ? h('a', {href: '/login'}, t('Log in')) : status === 404 ? h('a', {href: '/'}, t('To the start page')) : null,
      h('button', {type: 'button', onclick: again}, t('Try again'))));
}
