// Whoever was invited chooses her password. The invitation stands behind the `#` of the address, which no server sees.

import {loadWords, N, t} from './words.js';

/** @type {Record<string, string>} */
const WRONG = {
  wrong_invitation: N('This invitation is not known, was used already, or holds no longer. Ask for a new one.'),
  unusable: N('A password has at least 12 characters. A sentence is fine.'),
  store_unavailable: N('Nobody can be let in right now. Alarms work: call, or use a pendant.'),
};

const form = /** @type {HTMLFormElement} */ (document.querySelector('form'));
const wrong = /** @type {HTMLElement} */ (form.querySelector('.wrong'));
const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'));
const invitation = location.hash.slice(1);
for (const way of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('.languages a'))) way.hash = location.hash;

await loadWords();
if (!invitation) wrong.textContent = t(WRONG.wrong_invitation);

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const typed = new FormData(form);
  if (typed.get('password') !== typed.get('again')) {
    wrong.textContent = t('The two are not the same.');
    return;
  }
  const from = /** @type {HTMLElement|null} */ (document.activeElement);
  button.disabled = true;
  wrong.textContent = '';
  try {
    const answer = await fetch('/api/v1/invitation', {
      method: 'POST', headers: {'Content-Type': 'application/json'}, signal: AbortSignal.timeout(10_000),
      body: JSON.stringify({invitation, password: typed.get('password')}),
    });
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) location.replace('/');
    else wrong.textContent = Object.hasOwn(WRONG, told.code) ? t(WRONG[told.code]) : told.detail ?? String(answer.status);
  } catch {
    wrong.textContent = t('The service does not answer. Try again in a moment.');
  }
  button.disabled = false;
  if (document.activeElement === document.body) from?.focus(); // a button that waits loses it
});
