import { useEffect, useState, type FormEvent } from "react";
import type { Request } from "../api/types.ts";
import { useWords } from "../language/words.ts";
import { useStore } from "../live/store.ts";
import { Button, Field, Message } from "../parts/parts.tsx";
import { reminders, type Reminder } from "./reminders.ts";

const lookEvery = 15_000;
const mostTimes = 6;

/** Times at which this device reminds of a medicine that was collected. */
export function Remind({ request }: { request: Request }) {
  const words = useWords();
  const own = useStore(reminders).find(one => one.request === request.id);
  const [time, setTime] = useState("08:00");
  const name = request.skus[0]?.name ?? words.common.unknownMedicine;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission();
    reminders.put({ ...own, request: request.id, name, times: [...new Set([...(own?.times ?? []), time])].sort() });
  };
  return (
    <details className="quiet" open={own !== undefined || undefined}>
      <summary>{words.remind.title}</summary>
      <form onSubmit={submit}>
        <ul className="chips">
          {own?.times.map(one => (
            <li key={one}><Button aria-label={words.region.remove(one)} onClick={() => (own.times.length === 1 ? reminders.remove(request.id) : reminders.put({ ...own, times: own.times.filter(other => other !== one) }))}>{one} ×</Button></li>
          ))}
        </ul>
        {(own?.times.length ?? 0) < mostTimes && (
          <Field label={words.remind.time} hint={words.remind.hint} type="time" value={time} onChange={event => setTime(event.target.value)} required>
            <Button type="submit">{words.remind.add}</Button>
          </Field>
        )}
      </form>
    </details>
  );
}

/** Says what is due, on whatever page of the patient. */
export function Reminded() {
  const words = useWords();
  const [due, setDue] = useState<readonly Reminder[]>([]);
  useEffect(() => {
    const look = (): void => {
      const found = reminders.due(new Date());
      if (found.length === 0) return;
      setDue(last => [...last, ...found]);
      for (const one of found) notify(words.remind.now, one);
    };
    look();
    const timer = setInterval(look, lookEvery);
    return () => clearInterval(timer);
  }, [words]);
  if (due.length === 0) return null;
  return (
    <div className="page reminded">
      <Message tone="good" role="alert">
        <strong>{words.remind.now}</strong> {due.map(one => one.name).join(", ")} <Button kind="quiet" onClick={() => setDue([])}>{words.remind.taken}</Button>
      </Message>
    </div>
  );
}

function notify(title: string, reminder: Reminder): void {
  if (!("Notification" in window) || Notification.permission !== "granted" || document.hasFocus()) return;
  const options = { body: reminder.name, tag: `remind/${reminder.request}`, icon: "/app/icon-192.png", data: { url: `/app/patient/request/${reminder.request}` } };
  void navigator.serviceWorker?.getRegistration("/app/").then(worker => worker?.showNotification(title, options));
}
