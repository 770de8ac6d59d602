/// <reference lib="webworker" />
/*
 * The service worker: keeps the app's files so that it opens without a network, and shows what is pushed while no page is open. It keeps no answer of
 * the API: what the pages knew last, they keep themselves.
 */
declare const self: ServiceWorkerGlobalScope;
declare const APP_FILES: { version: string; files: string[] };

interface Pushed {
  number: number;
  kind: string;
  request: string;
  match?: string;
}

export interface Sentences {
  titles: Record<string, string>;
  body: string;
}

const { version, files } = APP_FILES;
const cacheName = `matchgrid-${version}`;
const choices = "matchgrid-choices";
const index = "/app/index.html";
const patienceMilliseconds = 4000;

self.addEventListener("install", event => {
  event.waitUntil(caches.open(cacheName).then(cache => cache.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", event => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== cacheName && name !== choices) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", event => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin || !address.pathname.startsWith("/app")) return;
  if (event.request.mode === "navigate") event.respondWith(newest(index));
  else if (address.pathname.startsWith("/app/assets/")) event.respondWith(kept(event.request));
  else event.respondWith(fetch(event.request).catch(async () => (await caches.match(event.request)) ?? Response.error()));
});

self.addEventListener("push", event => {
  const pushed = event.data?.json() as Pushed | undefined;
  if (pushed) event.waitUntil(show(pushed));
});

self.addEventListener("notificationclick", event => {
  event.notification.close();
  event.waitUntil(open((event.notification.data as { url: string }).url));
});

/** The page as the server has it now; as it was kept when that takes too long. */
async function newest(path: string): Promise<Response> {
  try {
    const answer = await fetch(path, { signal: AbortSignal.timeout(patienceMilliseconds), cache: "no-cache" });
    if (answer.ok) return answer;
  } catch {
    // No network.
  }
  return (await caches.match(path)) ?? Response.error();
}

/** A file whose name changes with its content. */
async function kept(request: Request): Promise<Response> {
  const known = await caches.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(cacheName)).put(request, answer.clone());
  return answer;
}

async function show(pushed: Pushed): Promise<void> {
  const stored = await (await caches.open(choices)).match("/app/sentences");
  const sentences = stored ? ((await stored.json()) as Sentences) : null;
  await self.registration.showNotification(sentences?.titles[pushed.kind] ?? "MatchGrid", {
    body: sentences?.body ?? "", tag: pushed.match ?? pushed.request, icon: "/app/icon-192.png", badge: "/app/icon-192.png",
    requireInteraction: pushed.kind === "held", data: { url: `/app/patient/request/${pushed.request}` },
  });
}

async function open(url: string): Promise<void> {
  for (const client of await self.clients.matchAll({ type: "window" })) {
    if (!new URL(client.url).pathname.startsWith("/app")) continue;
    await client.focus();
    client.postMessage({ go: url });
    return;
  }
  await self.clients.openWindow(url);
}
