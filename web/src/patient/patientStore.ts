import { get } from "../api/client.ts";
import type { InboxNotice, Match, Request, Subscribed } from "../api/types.ts";
import { line } from "../live/line.ts";
import { Store } from "../live/store.ts";
import type { Acting } from "../session/session.ts";

export interface PatientState {
  requests: readonly Request[];
  /** When the whole list was last read, by this device's clock; null when it is what was kept from an earlier visit. */
  readAt: number | null;
  /** Notices of this visit, the newest last. */
  notices: readonly InboxNotice[];
}

interface Kept {
  subject: string;
  epoch: string | null;
  last: number;
  requests: readonly Request[];
}

const key = "matchgrid.patient";
const mostNotices = 50;
const gatherMilliseconds = 150;

/** A patient's requests, the latest of each, as pushed and as read again after every loss. What was last known is kept for times without a network. */
export class PatientStore extends Store<PatientState> {
  private kept: Kept;
  private pending: ReturnType<typeof setTimeout> | undefined;
  private readonly stop: (() => void)[];
  private readonly hearers = new Set<(notice: InboxNotice) => void>();

  constructor(subject: string, acting?: Acting) {
    const kept = read(subject);
    super({ requests: kept.requests, readAt: null, notices: [] });
    this.kept = kept;
    this.stop = [
      line.on<InboxNotice>("inbox", notice => this.take(notice)),
      line.follow(async hub => {
        const subscribed = await (acting
          ? hub.invoke<Subscribed>("SubscribeFor", acting.patient, this.kept.epoch, this.kept.last)
          : hub.invoke<Subscribed>("Subscribe", this.kept.epoch, this.kept.last));
        if (subscribed.startOver || subscribed.epoch !== this.kept.epoch) this.keep({ epoch: subscribed.epoch, last: 0 });
        await this.refresh();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.pending);
    this.stop.forEach(one => one());
  }

  /** Hears each notice once, in order. */
  heard(listener: (notice: InboxNotice) => void): () => void {
    this.hearers.add(listener);
    return () => this.hearers.delete(listener);
  }

  async refresh(): Promise<void> {
    const { requests } = await get<{ requests: Request[] }>("/v1/requests");
    this.set({ ...this.value, requests, readAt: Date.now() });
    this.keep({ requests });
  }

  /** Puts in what a call has answered. */
  put(request: Request): void {
    const others = this.value.requests.filter(one => one.id !== request.id);
    const requests = [request, ...others].sort((a, b) => b.openedAt.localeCompare(a.openedAt));
    this.set({ ...this.value, requests });
    this.keep({ requests });
  }

  private take(notice: InboxNotice): void {
    if (notice.epoch !== this.kept.epoch) this.keep({ epoch: notice.epoch, last: 0 });
    if (notice.number <= this.kept.last) return;
    this.keep({ last: notice.number });
    const notices = [...this.value.notices, notice].slice(-mostNotices);
    this.set({ ...this.value, notices, requests: this.value.requests.map(one => (one.id === notice.request ? withMatch(one, notice.match) : one)) });
    this.hearers.forEach(listener => listener(notice));
    // The notice shows the match; the rest of its request is read once for all that come together.
    clearTimeout(this.pending);
    this.pending = setTimeout(() => void this.refresh().catch(() => undefined), gatherMilliseconds);
  }

  private keep(change: Partial<Kept>): void {
    this.kept = { ...this.kept, ...change };
    localStorage.setItem(key, JSON.stringify(this.kept));
  }
}

function withMatch(request: Request, match: Match | undefined): Request {
  if (!match) return request;
  return { ...request, matches: [...request.matches.filter(one => one.id !== match.id), match] };
}

function read(subject: string): Kept {
  const none: Kept = { subject, epoch: null, last: 0, requests: [] };
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Kept | null;
    return kept?.subject === subject ? kept : none;
  } catch {
    return none;
  }
}
