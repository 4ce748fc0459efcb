// @ts-nocheck The worker of the telephone's page: it lives outside of any page, with names of its own.
// It keeps the frame of the page and nothing else, answers only when the service does not, and lets everything that is
// no visit of the page itself pass untouched: a press never meets it. VERSION and FILES are put above this line.

const SHELL = '/phone-away';
const CACHE = `trygg-${VERSION}`;
const PATIENCE = 6_000;

const keepShell = async () => {
  const cache = await caches.open(CACHE);
  const shell = await fetch(SHELL, {cache: 'no-store'});
  if (!shell.ok) return;
  const html = await shell.clone().text();
  if (!html.includes(VERSION)) return; // the service is newer than this worker: its own worker keeps its own frame
  const words = /data-words="([^"]+)"/.exec(html)?.[1];
  await Promise.all([cache.put(SHELL, shell), cache.addAll(FILES), words && cache.add(words)]);
};

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(keepShell());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith('trygg-') && name !== CACHE) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener('message', (event) => {
  if (event.data === 'keep') event.waitUntil(keepShell().catch(() => undefined));
});

self.addEventListener('fetch', (event) => {
  const {request} = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') event.respondWith(visited(request));
  else if (FILES.includes(url.pathname) || url.pathname.startsWith('/i18n/')) event.respondWith(fileOf(request));
});

/** The page of the service; only where nobody answers in time, or a gateway says so in its stead, the frame. */
async function visited(request) {
  try {
    const answer = await fetch(request, {signal: AbortSignal.timeout(PATIENCE)});
    return answer.status >= 502 && answer.status <= 504 ? (await kept(SHELL)) ?? answer : answer;
  } catch (wrong) {
    const frame = await kept(SHELL);
    if (frame) return frame;
    throw wrong;
  }
}

/** A file of the frame. The service comes first, so that nothing kept can stand in the way of a newer one. */
async function fileOf(request) {
  try {
    const answer = await fetch(request);
    return answer.ok ? answer : (await kept(request)) ?? answer;
  } catch (wrong) {
    const file = await kept(request);
    if (file) return file;
    throw wrong;
  }
}

async function kept(what) {
  return (await caches.open(CACHE)).match(what);
}
