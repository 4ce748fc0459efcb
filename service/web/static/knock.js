// A screen that is not let in shows its own code, asks what has become of it, and goes on by itself.

import {minute} from './time.js';
import {loadWords, t} from './words.js';

const ASK_MS = 2_000;
const AGAIN_MS = 15_000;
const KEPT = 'trygg.knock';

const shown = /** @type {HTMLElement} */ (document.getElementById('code-shown'));
const lasts = /** @type {HTMLElement} */ (document.getElementById('code-lasts'));

/** @typedef {{code: string, knock: string, expires_at: string}} Knock */
/** @type {Knock|null} */
let knock = recall();

await loadWords();

/** One question after the other, for as long as the page is open. */
async function go() {
  let wait = ASK_MS;
  try {
    if (!knock || Date.parse(knock.expires_at) - Date.now() < ASK_MS) knock = await fetchCode();
    if (knock) {
      show(knock);
      const answer = await post('/api/v1/pair/knock/answer', {knock: knock.knock});
      if (answer.ok) {
        const told = await answer.json();
        if (told.paired) {
          forget();
          location.replace(told.address);
          return;
        }
      }
    } else {
      wait = AGAIN_MS;
    }
  } catch {
    lasts.textContent = t('The service does not answer. This screen tries again by itself.');
  }
  setTimeout(go, wait);
}

/** @returns {Promise<Knock|null>} */
async function fetchCode() {
  const answer = await post('/api/v1/pair/knock', {});
  if (!answer.ok) {
    forget();
    shown.textContent = '–';
    lasts.textContent = answer.status === 429 ? t('Too many screens wait for a code. This one tries again by itself.')
      : t('The service does not answer. This screen tries again by itself.');
    return null;
  }
  const made = await answer.json();
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(made));
  } catch {
    // a browser that keeps nothing asks for another code when it is loaded again
  }
  return made;
}

/** @param {Knock} made */
function show(made) {
  if (shown.textContent !== made.code) shown.textContent = made.code;
  const words = t('The code holds until %(time)s. Then another one comes by itself.', {time: minute(made.expires_at)});
  if (lasts.textContent !== words) lasts.textContent = words;
}

/** @param {string} address @param {object} content */
const post = (address, content) => fetch(address, {method: 'POST', body: JSON.stringify(content),
  headers: {'Content-Type': 'application/json'}, signal: AbortSignal.timeout(10_000)});

/** @returns {Knock|null} */
function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
  } catch {
    return null;
  }
}

function forget() {
  knock = null;
  try {
    sessionStorage.removeItem(KEPT);
  } catch {
    // nothing was kept
  }
}

go();
