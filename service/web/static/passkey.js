// What a browser does with a passkey: it makes one, or signs with one; bytes go to and fro as base64url.

/** @param {ArrayBuffer} bytes */
const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** @param {string} words */
const bytes = (words) => Uint8Array.from(atob(words.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));

/** Whether this browser knows passkeys at all. */
export const knowsPasskeys = () => 'PublicKeyCredential' in window && Boolean(navigator.credentials);

/** Somebody has broken it off, or the browser has: nothing is wrong, and nothing was done. */
export class BrokenOff extends Error {}

/** @param {() => Promise<Credential|null>} asking @returns {Promise<any>} */
async function answered(asking) {
  let credential;
  try {
    credential = await asking();
  } catch (reason) {
    if (reason instanceof DOMException && (reason.name === 'NotAllowedError' || reason.name === 'AbortError')) throw new BrokenOff();
    throw reason;
  }
  if (!credential) throw new BrokenOff();
  return credential;
}

/** Make a passkey; what comes back is sent to the service. @param {any} asked */
export async function make(asked) {
  const made = await answered(() => navigator.credentials.create({publicKey: {
    ...asked, challenge: bytes(asked.challenge), user: {...asked.user, id: bytes(asked.user.id)},
    excludeCredentials: (asked.excludeCredentials ?? []).map((/** @type {any} */ one) => ({...one, id: bytes(one.id)})),
  }}));
  return {id: made.id, client_data: text(made.response.clientDataJSON), attestation: text(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? []};
}

/** Sign with a passkey; which one, she chooses. @param {any} asked */
export async function sign(asked) {
  const signed = await answered(() => navigator.credentials.get({publicKey: {...asked, challenge: bytes(asked.challenge), allowCredentials: []}}));
  return {id: signed.id, client_data: text(signed.response.clientDataJSON), authenticator_data: text(signed.response.authenticatorData),
    signature: text(signed.response.signature), handle: text(signed.response.userHandle ?? new ArrayBuffer(0))};
}
