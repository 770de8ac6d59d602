import type { LiveMatchEvent } from "../api/types.ts";
import { line } from "../live/line.ts";
import { Store } from "../live/store.ts";

export interface MedicineFigures {
  name: string;
  asked: number;
  held: number;
  collected: number;
  lost: number;
  /** Median of the waits of packs held, in seconds; null before the first. */
  waited: number | null;
}

export interface PlaceFigures {
  name: string;
  latitude: number;
  longitude: number;
  held: number;
  collected: number;
  lost: number;
}

export interface FeedState {
  since: number;
  medicines: readonly MedicineFigures[];
  places: readonly PlaceFigures[];
  latest: readonly LiveMatchEvent[];
  /** Packs by the time of the event, each point so many seconds long. */
  held: readonly (readonly [number, number])[];
  asked: readonly (readonly [number, number])[];
}

const tellMilliseconds = 500;
const mostLatest = 30;
const mostPlaces = 5_000;
const mostWaits = 500;
const bucketMilliseconds = 5_000;
const mostBuckets = 180;
const lostKinds: ReadonlySet<string> = new Set(["declined", "lapsed", "no_show", "broken"]);

/**
 * What has happened since this page was opened, counted from the live events. Whatever comes is counted at once; pages are told of it twice a second,
 * however much comes.
 */
export class FeedStore extends Store<FeedState> {
  private readonly medicines = new Map<string, MedicineFigures & { waits: number[] }>();
  private readonly places = new Map<string, PlaceFigures>();
  private readonly held = new Map<number, number>();
  private readonly asked = new Map<number, number>();
  private latest: LiveMatchEvent[] = [];
  private changed = false;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly stop: (() => void)[];

  constructor() {
    super({ since: Date.now(), medicines: [], places: [], latest: [], held: [], asked: [] });
    this.stop = [
      line.on<LiveMatchEvent[]>("matchEvent", events => {
        events.forEach(event => this.take(event));
        this.changed = true;
      }),
      line.follow(hub => hub.invoke("WatchFeed")),
    ];
    this.timer = setInterval(() => this.tell(), tellMilliseconds);
  }

  dispose(): void {
    clearInterval(this.timer);
    this.stop.forEach(one => one());
  }

  private take(event: LiveMatchEvent): void {
    const name = event.name ?? "";
    const medicine = this.medicines.get(name) ?? { name, asked: 0, held: 0, collected: 0, lost: 0, waited: null, waits: [] };
    this.medicines.set(name, medicine);
    const bucket = Math.floor(Date.parse(event.at) / bucketMilliseconds) * bucketMilliseconds;
    if (event.kind === "opened") {
      medicine.asked += event.quantity;
      add(this.asked, bucket, event.quantity);
    }
    if (event.kind === "held") {
      medicine.held += event.quantity;
      medicine.waits.push(event.waitedSeconds);
      if (medicine.waits.length > mostWaits) medicine.waits.shift();
      add(this.held, bucket, event.quantity);
    }
    if (event.kind === "collected") medicine.collected += event.quantity;
    if (lostKinds.has(event.kind)) medicine.lost += event.quantity;
    if (event.kind !== "opened") this.latest = [event, ...this.latest].slice(0, mostLatest);
    this.takePlace(event);
  }

  private takePlace(event: LiveMatchEvent): void {
    if (!event.pharmacy || event.latitude === undefined || event.longitude === undefined) return;
    const key = `${event.latitude}/${event.longitude}/${event.pharmacy}`;
    const place = this.places.get(key) ?? { name: event.pharmacy, latitude: event.latitude, longitude: event.longitude, held: 0, collected: 0, lost: 0 };
    this.places.delete(key); // the one that something happened at last stands last
    this.places.set(key, {
      ...place, held: place.held + Number(event.kind === "held"), collected: place.collected + Number(event.kind === "collected"), lost: place.lost + Number(lostKinds.has(event.kind)),
    });
    if (this.places.size > mostPlaces) this.places.delete(this.places.keys().next().value!);
  }

  private tell(): void {
    if (!this.changed || document.visibilityState !== "visible") return;
    this.changed = false;
    const medicines = [...this.medicines.values()].map(({ waits, ...one }) => ({ ...one, waited: median(waits) }));
    this.set({
      ...this.value, medicines: medicines.sort((a, b) => b.asked + b.held - a.asked - a.held), places: [...this.places.values()], latest: this.latest,
      held: points(this.held), asked: points(this.asked),
    });
  }
}

function add(counts: Map<number, number>, bucket: number, quantity: number): void {
  counts.set(bucket, (counts.get(bucket) ?? 0) + quantity);
  if (counts.size > mostBuckets) counts.delete(Math.min(...counts.keys()));
}

const points = (counts: Map<number, number>): [number, number][] => [...counts].sort((a, b) => a[0] - b[0]);

const median = (values: readonly number[]): number | null => (values.length === 0 ? null : [...values].sort((a, b) => a - b)[values.length >> 1]!);
