import { HubConnection, HubConnectionBuilder, HttpTransportType, LogLevel } from "@microsoft/signalr";
import { session } from "../session/session.ts";
import { Store } from "./store.ts";

export interface LineState {
  stage: "closed" | "connecting" | "live" | "lost" | "refused";
  /** When the connection was lost, by this device's clock. */
  since?: number;
}

type Subscription = (hub: HubConnection) => Promise<void>;

const firstWaitMilliseconds = 300;
const longestWaitMilliseconds = 5_000;

/**
 * The one live connection of this page. It comes back by itself as long as it is wanted: at once when the device says that it is online or the page
 * is looked at again, otherwise after a wait that doubles. After each start every subscription is made anew, with what it has seen.
 */
class Line extends Store<LineState> {
  private hub: HubConnection | null = null;
  private round = 0;
  private wake: () => void = () => undefined;
  private readonly subscriptions = new Set<Subscription>();
  private readonly handlers = new Map<string, Set<(message: never) => void>>();

  constructor() {
    super({ stage: "closed" });
    addEventListener("online", () => this.wake());
    addEventListener("offline", () => void this.hub?.stop());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.wake());
  }

  open(): void {
    this.round++;
    void this.run(this.round);
  }

  close(): void {
    this.round++;
    this.wake();
    void this.hub?.stop();
    this.set({ stage: "closed" });
  }

  /** Makes a subscription now, if connected, and after every start. */
  follow(subscription: Subscription): () => void {
    this.subscriptions.add(subscription);
    if (this.hub && this.value.stage === "live") void subscription(this.hub).catch(() => this.hub?.stop());
    return () => this.subscriptions.delete(subscription);
  }

  /** Says something once, if connected. */
  tell(say: (hub: HubConnection) => Promise<unknown>): void {
    if (this.hub && this.value.stage === "live") void say(this.hub).catch(() => undefined);
  }

  on<T>(method: string, handler: (message: T) => void): () => void {
    const all = this.handlers.get(method) ?? new Set();
    this.handlers.set(method, all);
    all.add(handler as (message: never) => void);
    if (all.size === 1) this.hub?.on(method, this.heard(all));
    return () => all.delete(handler as (message: never) => void);
  }

  private heard(all: Set<(message: never) => void>) {
    return (message: unknown) => all.forEach(handler => handler(message as never));
  }

  private async run(round: number): Promise<void> {
    let wait = firstWaitMilliseconds;
    while (round === this.round) {
      const hub = new HubConnectionBuilder()
        .withUrl("/hubs/live", {
          transport: HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents,
          accessTokenFactory: async () => (await session.token()) ?? "",
        })
        .configureLogging(LogLevel.None)
        .build();
      for (const [method, all] of this.handlers) hub.on(method, this.heard(all));
      const ended = new Promise<void>(resolve => hub.onclose(() => resolve()));
      this.hub = hub;
      if (this.value.stage === "closed") this.set({ stage: "connecting" });
      try {
        await hub.start();
        for (const subscription of this.subscriptions) await subscription(hub);
        if (round !== this.round) return void (await hub.stop());
        this.set({ stage: "live" });
        wait = firstWaitMilliseconds;
        await ended;
      } catch (error) {
        await hub.stop();
        if (round === this.round && /401|403|Unauthorized/.test(String(error))) this.set({ stage: "refused", since: Date.now() });
      }
      this.hub = null;
      if (round !== this.round) return;
      if (this.value.stage !== "refused") this.set({ stage: "lost", since: this.value.since ?? Date.now() });
      await this.pause(wait);
      wait = Math.min(longestWaitMilliseconds, wait * 2);
    }
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds * (0.7 + 0.6 * Math.random()));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

export const line = new Line();
