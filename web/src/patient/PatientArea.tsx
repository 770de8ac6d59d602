import { useEffect, useMemo, useState } from "react";
import { serverNow } from "../api/client.ts";
import type { InboxNotice, NoticeKind, Request } from "../api/types.ts";
import { useWords, type Words } from "../language/words.ts";
import { Button, Message } from "../parts/parts.tsx";
import { go, useRoute } from "../parts/route.tsx";
import { session, type Who } from "../session/session.ts";
import { MedicinePage } from "./MedicinePage.tsx";
import { PatientHome } from "./PatientHome.tsx";
import { PatientStore } from "./patientStore.ts";
import { PeoplePage } from "./PeoplePage.tsx";
import { Reminded } from "./Remind.tsx";
import { RequestPage } from "./RequestPage.tsx";
import { liveMatch, PatientContext, usePatient, usePatientStore } from "./usePatient.ts";
import "../style/patient.css";

export default function PatientArea({ who }: { who: Who }) {
  const [store, setStore] = useState<PatientStore | null>(null);
  useEffect(() => {
    const made = new PatientStore(who.acting ? `${who.subject}/${who.acting.patient}` : who.subject, who.acting);
    setStore(made);
    return () => made.dispose();
  }, [who.subject, who.acting?.patient]);
  const { parts } = useRoute();
  if (!store) return null;
  return (
    <PatientContext value={store}>
      <ActingFor who={who} />
      <Reminded />
      {parts[1] === "people" ? <PeoplePage /> : parts[1] === "request" && parts[2] ? <RequestPage key={parts[2]} id={parts[2]} />
        : parts[1] === "medicine" && parts[2] ? <MedicinePage key={parts[2]} sku={parts[2]} /> : <PatientHome />}
      <Told />
    </PatientContext>
  );
}

/** Says for whom this page is, when that is somebody else. */
function ActingFor({ who }: { who: Who }) {
  const words = useWords();
  if (!who.acting) return null;
  return (
    <div className="page acting">
      <Message><strong>{words.people.actingFor(who.acting.name)}</strong> <Button kind="quiet" onClick={() => {
        session.actFor(null);
        go("/patient");
      }}>{words.people.myself}</Button></Message>
    </div>
  );
}

/** What the person did a moment ago: on the page that shows it, it need not be shown twice. */
const ownActs: ReadonlySet<NoticeKind> = new Set(["accepted", "extended", "released", "cancelled"]);

/** Tells what comes in: by a line on the page, which is read out, and for a held pack by a notification of the device. */
function Told() {
  const words = useWords();
  const store = usePatientStore();
  const { requests } = usePatient();
  const { parts } = useRoute();
  const [shown, show] = useState<InboxNotice | null>(null);
  useEffect(() => store.heard(notice => {
    show(notice);
    if (notice.kind === "held" && notice.match && Date.parse(notice.match.until) > serverNow()) notify(notice, words);
  }), [store, words]);
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => show(null), 9000);
    return () => clearTimeout(timer);
  }, [shown]);
  useHeldTitle(requests, words);
  const elsewhere = shown && parts[2] !== shown.request;
  return (
    <div className="told" role="status" aria-live="assertive">
      {shown && (
        <div className={elsewhere || !ownActs.has(shown.kind) ? "toast" : "hidden"}>
          <p>{words.held.notices[shown.kind]}</p>
          {elsewhere && <Button kind="quiet" onClick={() => {
            show(null);
            go(`/patient/request/${shown.request}`);
          }}>{words.ask.show}</Button>}
        </div>
      )}
    </div>
  );
}

/** While something waits for an answer, the tab says so, whatever page is open. */
function useHeldTitle(requests: readonly Request[], words: Words): void {
  const waiting = useMemo(() => requests.filter(request => liveMatch(request)?.status === "held").length, [requests]);
  useEffect(() => {
    if (!waiting) return;
    const mark = `(${waiting}) ${words.held.title} · `;
    const put = (): void => {
      if (!document.title.startsWith("(")) document.title = mark + document.title;
    };
    put();
    const watch = new MutationObserver(put);
    watch.observe(document.querySelector("title")!, { childList: true });
    return () => {
      watch.disconnect();
      document.title = document.title.replace(/^\(\d+\) [^·]+ · /, "");
    };
  }, [waiting, words]);
}

function notify(notice: InboxNotice, words: Words): void {
  navigator.vibrate?.([200, 100, 200]);
  if (!("Notification" in window) || Notification.permission !== "granted" || document.visibilityState === "visible" && document.hasFocus()) return;
  const options = { body: words.held.notificationText, tag: notice.match!.id, icon: "/app/icon-192.png", data: { url: `/app/patient/request/${notice.request}` } };
  // With a service worker the notification outlives the page; some devices know no other.
  void navigator.serviceWorker?.getRegistration("/app/").then(async worker => {
    if (worker) await worker.showNotification(words.held.notification, options);
    else new Notification(words.held.notification, options);
  });
}
