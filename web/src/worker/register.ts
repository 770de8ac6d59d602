import { call, get } from "../api/client.ts";
import type { Words } from "../language/words.ts";
import { go, base } from "../parts/route.tsx";
import type { Sentences } from "./worker.ts";

const pushedKinds = ["held", "set_aside", "lapsed", "no_show", "broken", "expired"] as const;

/** Keeps the app on the device, and follows a notification to its page. */
export function register(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  void navigator.serviceWorker.register(`${base}/worker.js`, { scope: `${base}/` }).catch(() => undefined);
  navigator.serviceWorker.addEventListener("message", (event: MessageEvent<{ go?: string }>) => {
    if (event.data.go?.startsWith(`${base}/`)) go(event.data.go.slice(base.length));
  });
}

/** What a notification says in the language of the pages: kept where the worker finds it while no page is open. */
export async function keepSentences(words: Words): Promise<void> {
  if (!("caches" in window)) return;
  const sentences: Sentences = { titles: Object.fromEntries(pushedKinds.map(kind => [kind, words.held.notices[kind]])), body: words.held.notificationText };
  await (await caches.open("matchgrid-choices")).put(`${base}/sentences`, new Response(JSON.stringify(sentences)));
}

/** Has this device told while the page is closed, where the browser and its push service can. */
export async function subscribeToPush(): Promise<boolean> {
  const worker = await navigator.serviceWorker?.getRegistration(`${base}/`);
  if (!worker || !("PushManager" in window)) return false;
  try {
    const { key } = await get<{ key: string }>("/v1/me/push-key");
    await navigator.serviceWorker.ready;
    const known = await worker.pushManager.getSubscription();
    const subscription = known && sameKey(known, key) ? known : await (known?.unsubscribe() ?? Promise.resolve(true))
      .then(() => worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
    await call("PUT", "/v1/me/devices", subscription.toJSON());
    return true;
  } catch {
    return false; // no push service here; the page still tells
  }
}

/** Before somebody signs out: this device is theirs no longer. */
export async function unsubscribeFromPush(): Promise<void> {
  const worker = await navigator.serviceWorker?.getRegistration(`${base}/`);
  const subscription = await worker?.pushManager?.getSubscription();
  if (!subscription) return;
  await call("DELETE", `/v1/me/devices?endpoint=${encodeURIComponent(subscription.endpoint)}`).catch(() => undefined);
  await subscription.unsubscribe();
}

function sameKey(subscription: PushSubscription, key: string): boolean {
  const used = subscription.options.applicationServerKey;
  if (!used) return false;
  const text = btoa(String.fromCharCode(...new Uint8Array(used))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return text === key;
}
