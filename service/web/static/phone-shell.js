// Where there is HTTPS the browser keeps an empty frame of this page, so that a reload while the service is away is no
// error page. Nothing of the office is kept, and no press ever passes through here.

/** Whether this page is the frame that the browser kept. */
export const isShell = document.body.dataset.shell !== undefined;

/** Whether a frame can be kept here: only over HTTPS, and on this machine itself. */
export const canKeep = 'serviceWorker' in navigator && globalThis.isSecureContext;

/** Have the browser keep the frame, in the language of this page. */
export async function beginShell() {
  if (!canKeep || isShell) return;
  try {
    await navigator.serviceWorker.register('/phone-worker.js', {scope: '/p/', updateViaCache: 'none'});
    const {active} = await navigator.serviceWorker.ready;
    active?.postMessage('keep');
  } catch {
    // without it everything works but a reload while the service is away; the set-up list says so
  }
}
