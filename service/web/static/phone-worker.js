// @ts-nocheck The worker of the telephone's page: it lives outside of any page, with names of its own.
// It keeps the frame of the page and nothing else, answers only when the service does not, and lets everything that is
// no visit of the page itself pass untouched: a press never meets it. It shows what is pushed to this telephone.
// VERSION, FILES and ICON are put above this line.

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

// --- what is pushed to this telephone: one neutral sentence, which opens the page ---

self.addEventListener('push', (event) => event.waitUntil(pushed(event.data)));

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(opened(event.notification.data ?? {}));
});

// A browser that changes its address by itself says so to the service; where that fails the page says so at its next visit.
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil((async () => {
  const options = event.oldSubscription?.options;
  const made = event.newSubscription ?? (options && await self.registration.pushManager.subscribe(options));
  if (made) await fetch('/api/v1/me/push', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(made)});
})()));

/** Shows it first and reports then: a browser forbids those who show nothing. */
async function pushed(data) {
  let said = {};
  try {
    said = data.json() ?? {};
  } catch {
    // shown all the same: somebody is called
  }
  const tag = String(said.tag ?? 'trygg');
  await self.registration.showNotification(String(said.text || '…'), {
    tag, renotify: true, requireInteraction: true, icon: ICON, badge: ICON, vibrate: [400, 200, 400],
    data: {address: String(said.address ?? ''), report: String(said.report ?? ''), tag},
  });
  await reported(said.report, 'delivered');
  for (const page of await self.clients.matchAll({type: 'window', includeUncontrolled: true})) page.postMessage({pushed: tag});
}

async function opened({address, report}) {
  const there = new URL(address || '/', location.origin);
  const isOurs = there.origin === location.origin && there.pathname.startsWith('/p/');
  const pages = await self.clients.matchAll({type: 'window', includeUncontrolled: true});
  const page = pages.find((one) => isOurs && new URL(one.url).pathname === there.pathname);
  if (page) {
    page.postMessage({alarm: there.searchParams.get('alarm')});
    await page.focus().catch(() => undefined);
  } else if (isOurs) await self.clients.openWindow(there.href);
  await reported(report, 'seen');
}

/** Tells the service what has become of a notice: that this telephone has it, that somebody has opened it. */
async function reported(where, state) {
  if (typeof where !== 'string' || !where.startsWith('/api/v1/notices/')) return;
  try {
    await fetch(where, {method: 'POST', body: new URLSearchParams({state}), signal: AbortSignal.timeout(PATIENCE)});
  } catch {
    // the service then goes on as if nobody had it: it calls over the next way
  }
}
