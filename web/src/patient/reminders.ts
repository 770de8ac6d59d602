import { Store } from "../live/store.ts";

export interface Reminder {
  request: string;
  /** What to take; stays on this device. */
  name: string;
  /** Times of day, such as 08:00. */
  times: readonly string[];
  /** The last one shown, as day and time. */
  last?: string;
}

const key = "matchgrid.reminders";
const lateMinutes = 30;

/** Reminders to take a medicine, kept on this device and nowhere else. */
class Reminders extends Store<readonly Reminder[]> {
  constructor() {
    super(JSON.parse(localStorage.getItem(key) ?? "[]") as Reminder[]);
  }

  put(reminder: Reminder): void {
    this.keep([...this.value.filter(one => one.request !== reminder.request), reminder]);
  }

  remove(request: string): void {
    this.keep(this.value.filter(one => one.request !== request));
  }

  /** Those that are due now, each once. */
  due(now: Date): readonly Reminder[] {
    const found = this.value.map(one => ({ one, at: one.times.map(time => moment(now, time)).find(at => at.key !== one.last && isDue(at.then, now)) })).filter(({ at }) => at !== undefined);
    if (found.length > 0) this.keep(this.value.map(one => ({ ...one, ...(found.find(other => other.one === one) ? { last: found.find(other => other.one === one)!.at!.key } : {}) })));
    return found.map(({ one }) => one);
  }

  private keep(all: readonly Reminder[]): void {
    localStorage.setItem(key, JSON.stringify(all));
    this.set(all);
  }
}

export const reminders = new Reminders();

function moment(now: Date, time: string): { then: Date; key: string } {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const then = new Date(now.getFullYear(), now.getMonth(), now.getDate(), hours, minutes);
  return { then, key: `${then.toDateString()} ${time}` };
}

const isDue = (then: Date, now: Date): boolean => now >= then && now.getTime() - then.getTime() < lateMinutes * 60_000;
