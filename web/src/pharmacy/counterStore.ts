import { get, Refused } from "../api/client.ts";
import type { Hold, Pharmacy, StockLine } from "../api/types.ts";
import { line } from "../live/line.ts";
import { Store } from "../live/store.ts";

export interface CounterState {
  /** Null when the grid does not know the pharmacy yet; undefined before the first answer. */
  profile: Pharmacy | null | undefined;
  holds: readonly Hold[];
  lines: readonly StockLine[];
  names: Readonly<Record<string, string>>;
  /** When all of it was last read, by this device's clock; null when it is what was kept from an earlier time. */
  readAt: number | null;
}

type Named<T> = T & { names: Record<string, string> };

const mostLines = 5_000;
const gatherMilliseconds = 300;

/** What a pharmacy's counter shows: holds as they are pushed, stock as it is read, the last known of both without a network. */
export class CounterStore extends Store<CounterState> {
  private readonly stop: (() => void)[];
  private readonly hearers = new Set<(fresh: readonly Hold[]) => void>();
  private readonly key: string;
  private pending: ReturnType<typeof setTimeout> | undefined;
  private known: Set<string> | null = null;

  constructor(private readonly pharmacy: string) {
    const key = `matchgrid.counter.${pharmacy}`;
    super({ ...read(key), readAt: null });
    this.key = key;
    this.stop = [
      line.on<Named<{ holds: Hold[] }>>("holds", told => this.takeHolds(told)),
      line.follow(async hub => {
        await this.refresh();
        await hub.invoke("WatchHolds", pharmacy);
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.pending);
    this.stop.forEach(one => one());
  }

  /** Hears of holds that were not there before. */
  heard(listener: (fresh: readonly Hold[]) => void): () => void {
    this.hearers.add(listener);
    return () => this.hearers.delete(listener);
  }

  async refresh(): Promise<void> {
    const path = `/v1/pharmacies/${this.pharmacy}`;
    const profile = await get<Pharmacy>(path).catch((cause: unknown) => {
      if (cause instanceof Refused && cause.status === 404) return null;
      throw cause;
    });
    if (profile === null) return this.keep({ profile, holds: [], lines: [], readAt: Date.now() });
    const holds = await get<Named<{ holds: Hold[] }>>(`${path}/holds`);
    this.known ??= new Set(holds.holds.filter(isFirm).map(hold => hold.id));
    const lines: StockLine[] = [];
    let names = { ...this.value.names, ...holds.names };
    for (let after: string | undefined = ""; after !== undefined && lines.length < mostLines;) {
      const page: Named<{ lines: StockLine[]; next?: string }> = await get(`${path}/stock?limit=1000${after ? `&after=${encodeURIComponent(after)}` : ""}`);
      lines.push(...page.lines);
      names = { ...names, ...page.names };
      after = page.next;
    }
    this.keep({ profile, holds: holds.holds, lines, names, readAt: Date.now() });
  }

  /** Reads again soon, once for all who ask. */
  refreshSoon(): void {
    clearTimeout(this.pending);
    this.pending = setTimeout(() => void this.refresh().catch(() => undefined), gatherMilliseconds);
  }

  learn(sku: string, name: string): void {
    this.keep({ names: { ...this.value.names, [sku]: name } });
  }

  /** Shows what was just reported, until it is read again. */
  show(sku: string, onHand: number): void {
    const line = this.value.lines.find(one => one.sku === sku)
      ?? { sku, onHand: 0, held: 0, unseen: 0, available: 0, floor: 0, reportedAt: new Date().toISOString(), unsure: false, suspended: false };
    const changed = { ...line, onHand, available: Math.max(0, line.available + onHand - line.onHand) };
    this.keep({ lines: [...this.value.lines.filter(one => one.sku !== sku), changed].sort((a, b) => (a.sku < b.sku ? -1 : 1)) });
  }

  private takeHolds({ holds, names }: Named<{ holds: Hold[] }>): void {
    const firm = holds.filter(isFirm);
    const fresh = this.known === null ? [] : firm.filter(hold => !this.known!.has(hold.id));
    this.known = new Set(firm.map(hold => hold.id));
    this.keep({ holds, names: { ...this.value.names, ...names } });
    if (fresh.length) this.hearers.forEach(hear => hear(fresh));
    this.refreshSoon();
  }

  private keep(change: Partial<CounterState>): void {
    this.set({ ...this.value, ...change });
    const { profile, holds, lines, names } = this.value;
    try {
      localStorage.setItem(this.key, JSON.stringify({ profile, holds, lines, names }));
    } catch {
      localStorage.removeItem(this.key); // more than the device keeps: then without
    }
  }
}

const isFirm = (hold: Hold): boolean => hold.status !== "pending";

function read(key: string): Omit<CounterState, "readAt"> {
  const none = { profile: undefined, holds: [], lines: [], names: {} };
  try {
    return { ...none, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as object) };
  } catch {
    return none;
  }
}
