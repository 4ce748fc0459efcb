// Sends what was typed at the door, goes on where it leads, and says in words what was wrong.

import {loadWords, N, t} from './words.js';

/** @type {Record<string, string>} */
const WRONG = {
  wrong_login: N('The name or the password is wrong.'),
  wrong_code: N('This code is not known, was used already, or is too old. Have a new one made.'),
  wait: N('Too many tries. Wait a moment, then try again.'),
  store_unavailable: N('Nobody can be let in right now. Alarms work: call, or use a pendant.'),
};

const form = /** @type {HTMLFormElement} */ (document.querySelector('form'));
const wrong = /** @type {HTMLElement} */ (form.querySelector('.wrong'));
const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'));

await loadWords();

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const from = /** @type {HTMLElement|null} */ (document.activeElement);
  button.disabled = true;
  wrong.textContent = '';
  try {
    const answer = await fetch(form.dataset.door ?? '', {
      method: 'POST', headers: {'Content-Type': 'application/json'}, signal: AbortSignal.timeout(10_000),
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) location.assign(told.address ?? form.dataset.onward ?? '/');
    else wrong.textContent = Object.hasOwn(WRONG, told.code) ? t(WRONG[told.code]) : told.detail ?? String(answer.status);
  } catch {
    wrong.textContent = t('The service does not answer. Try again in a moment.');
  }
  button.disabled = false;
  if (document.activeElement === document.body) from?.focus(); // a button that waits loses it
});
