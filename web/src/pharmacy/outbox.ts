import { call, Refused, serverNow, Unreachable } from "../api/client.ts";
import type { StockAnswer } from "../api/types.ts";
import { line } from "../live/line.ts";
import { Store } from "../live/store.ts";

export interface StockEntry {
  sku: string;
  onHand?: number;
  delta?: number;
  priceMinor?: number;
  currency?: string;
}

export interface HoldAct {
  act: "set-aside" | "not-there" | "hand-over";
  hold: string;
  sku: string;
  code?: string;
}

type Task =
  | { kind: "stock"; id: number; at: string; entry: StockEntry; number?: number }
  | { kind: "act"; id: number; at: string; act: HoldAct };

export interface Complaint {
  id: number;
  text: string;
  about: string;
}

export interface OutboxState {
  waiting: readonly Task[];
  sending: boolean;
  complaints: readonly Complaint[];
}

interface Kept {
  /** Names this device among the pharmacy's sources: its changes are numbered, so that none counts twice. */
  device: string;
  nextId: number;
  nextNumber: number;
  waiting: readonly Task[];
}

const mostWaiting = 20_000;
const mostAtOnce = 500;
const mostComplaints = 20;
const againMilliseconds = 3_000;
const countSource = "counter";

/**
 * What was done at the counter and the grid has not answered yet. It is kept on the device, sent in order, and sent again after a loss: a count says
 * when it was counted and a change has a number, so that neither counts twice.
 */
export class Outbox extends Store<OutboxState> {
  private kept: Kept;
  private readonly key: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly stop: () => void;
  private readonly settled = new Set<() => void>();

  constructor(private readonly pharmacy: string) {
    const key = `matchgrid.outbox.${pharmacy}`;
    const kept = read(key);
    super({ waiting: kept.waiting, sending: false, complaints: [] });
    [this.key, this.kept] = [key, kept];
    this.stop = line.subscribe(() => line.value.stage === "live" && void this.send());
    void this.send();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.stop();
  }

  /** Called after the grid has answered something. */
  onSettled(listener: () => void): () => void {
    this.settled.add(listener);
    return () => this.settled.delete(listener);
  }

  /** Keeps changes of stock; false when too many wait already. */
  report(entries: readonly StockEntry[]): boolean {
    if (this.kept.waiting.length + entries.length > mostWaiting) return false;
    const at = now();
    let { nextId, nextNumber } = this.kept;
    const tasks = entries.map((entry): Task => ({ kind: "stock", id: nextId++, at, entry, ...(entry.delta === undefined ? {} : { number: nextNumber++ }) }));
    this.keep({ nextId, nextNumber, waiting: [...this.kept.waiting, ...tasks] });
    void this.send();
    return true;
  }

  act(act: HoldAct): void {
    this.keep({ nextId: this.kept.nextId + 1, waiting: [...this.kept.waiting, { kind: "act", id: this.kept.nextId, at: now(), act }] });
    void this.send();
  }

  dismiss(id: number): void {
    this.update(state => ({ ...state, complaints: state.complaints.filter(one => one.id !== id) }));
  }

  private async send(): Promise<void> {
    if (this.value.sending) return;
    clearTimeout(this.timer);
    this.update(state => ({ ...state, sending: true }));
    try {
      for (let first = this.kept.waiting[0]; first; first = this.kept.waiting[0]) {
        const done = first.kind === "act" ? await this.sendAct(first) : await this.sendStock(first);
        const waiting = this.kept.waiting.filter(task => !done.has(task.id));
        // The grid dates a hand-over when it hears of it. A count that was made after it has to stay after it.
        const handedOver = first.kind === "act" && first.act.act === "hand-over" ? first.act.sku : null;
        this.keep({ waiting: waiting.map(task => (task.kind === "stock" && task.entry.sku === handedOver ? { ...task, at: justAfter() } : task)) });
        this.settled.forEach(listener => listener());
      }
    } catch (cause) {
      if (!(cause instanceof Unreachable) && !(cause instanceof Refused)) throw cause;
      this.timer = setTimeout(() => void this.send(), againMilliseconds);
    } finally {
      this.update(state => ({ ...state, sending: false }));
    }
  }

  private async sendAct({ id, act }: Extract<Task, { kind: "act" }>): Promise<Set<number>> {
    try {
      if (act.act === "hand-over") await call("POST", `/v1/pharmacies/${this.pharmacy}/hand-over`, { code: act.code, hold: act.hold });
      else await call("POST", `/v1/pharmacies/${this.pharmacy}/holds/${act.hold}/${act.act}`);
    } catch (cause) {
      if (!(cause instanceof Refused) || isPassing(cause)) throw cause;
      // What was sent before a loss may have been taken then: the hold is over, as it should be.
      if (cause.code !== "hold_ended" || act.act === "set-aside") this.complain(cause.message, act.sku);
    }
    return new Set([id]);
  }

  /** Sends the run of changes at the front that go out alike: counts, or numbered changes. */
  private async sendStock(first: Extract<Task, { kind: "stock" }>): Promise<Set<number>> {
    const run: Extract<Task, { kind: "stock" }>[] = [];
    for (const task of this.kept.waiting) {
      if (task.kind !== "stock" || (task.number === undefined) !== (first.number === undefined) || run.length === mostAtOnce) break;
      run.push(task);
    }
    const source = first.number === undefined ? countSource : `${countSource}-${this.kept.device}`;
    try {
      const answer = await call<StockAnswer>("POST", `/v1/pharmacies/${this.pharmacy}/stock?source=${source}`,
        run.map(({ entry, at, number }) => ({ ...entry, at, ...(number === undefined ? {} : { number }) })));
      // A count that is known already came through before the loss.
      for (const error of answer.errors.filter(one => one.code !== "stale_count")) this.complain(error.message, run[error.line - 1]?.entry.sku ?? "");
    } catch (cause) {
      if (!(cause instanceof Refused) || isPassing(cause)) throw cause;
      this.complain(cause.message, "");
    }
    return new Set(run.map(task => task.id));
  }

  private complain(text: string, about: string): void {
    this.update(state => ({ ...state, complaints: [...state.complaints, { id: performance.now(), text, about }].slice(-mostComplaints) }));
  }

  private keep(change: Partial<Kept>): void {
    this.kept = { ...this.kept, ...change };
    localStorage.setItem(this.key, JSON.stringify(this.kept));
    this.update(state => ({ ...state, waiting: this.kept.waiting }));
  }
}

/** Refusals that say nothing about what was sent: signed out, too many at once, starting or stopping. */
const isPassing = (refused: Refused): boolean => refused.status === 401 || refused.status === 429 || refused.status >= 500;

const now = (): string => new Date(serverNow()).toISOString();

/** The dates of answers are whole seconds: the server's clock may be one ahead of what is known of it. */
const clockStepMilliseconds = 1_000;

const justAfter = (): string => new Date(serverNow() + 2 * clockStepMilliseconds).toISOString();

function read(key: string): Kept {
  const none: Kept = { device: crypto.randomUUID().slice(0, 8), nextId: 1, nextNumber: 1, waiting: [] };
  try {
    return (JSON.parse(localStorage.getItem(key) ?? "null") as Kept | null) ?? none;
  } catch {
    return none;
  }
}
