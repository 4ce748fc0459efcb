// Logs in with a passkey, where the browser knows them and the page is at the address that they were made for.

import {BrokenOff, knowsPasskeys, sign} from './passkey.js';
import {loadWords, N, t} from './words.js';

/** @type {Record<string, string>} */
const WRONG = {
  passkey_unknown: N('This passkey lets nobody in here. Log in with your password.'),
  passkey_stale: N('This took too long, or was answered already. Try again.'),
  passkey_copied: N('This passkey was refused: somebody may have a copy of it. Log in with your password and take it out.'),
  passkey_nowhere: N('Passkeys do not work at this address.'),
  wait: N('Too many tries. Wait a moment, then try again.'),
  store_unavailable: N('Nobody can be let in right now. Alarms work: call, or use a pendant.'),
};

const section = /** @type {HTMLElement} */ (document.querySelector('.by-passkey'));
const button = /** @type {HTMLButtonElement} */ (section.querySelector('button'));
const wrong = /** @type {HTMLElement} */ (section.querySelector('.wrong'));
const isHere = location.origin === section.dataset.origin;

await loadWords();
section.hidden = !knowsPasskeys() && isHere;
button.hidden = !isHere;
/** @type {HTMLElement} */ (section.querySelector('.elsewhere')).hidden = isHere;

/** @param {string} address @param {any} content @returns {Promise<any>} */
async function send(address, content) {
  const answer = await fetch(`/api/v1/session/passkey${address}`, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, signal: AbortSignal.timeout(10_000), body: JSON.stringify(content),
  }).catch(() => null);
  if (!answer) throw new Error(t('The service does not answer. Try again in a moment.'));
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  throw new Error(Object.hasOwn(WRONG, told.code) ? t(WRONG[told.code]) : told.detail ?? String(answer.status));
}

button.addEventListener('click', async () => {
  button.disabled = true;
  wrong.textContent = '';
  try {
    await send('', await sign(await send('/begin', {})));
    location.assign(section.dataset.onward ?? '/');
  } catch (reason) {
    wrong.textContent = reason instanceof BrokenOff ? t('Nobody was let in: it was broken off, or this device has no passkey for Trygg.')
      : /** @type {Error} */ (reason).message;
  }
  button.disabled = false;
  if (document.activeElement === document.body) button.focus(); // while it waited it could not have it
});
