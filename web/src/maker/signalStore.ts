import type { Signal } from "../api/types.ts";
import { line } from "../live/line.ts";
import { Store } from "../live/store.ts";

/** Unmet demand as it stands: the list comes whole, now and with each change. Null until it has come. */
export class SignalStore extends Store<readonly Signal[] | null> {
  private readonly stop: (() => void)[];

  constructor() {
    super(null);
    this.stop = [line.on<{ signals: Signal[] }>("signals", list => this.set(list.signals)), line.follow(hub => hub.invoke("WatchSignals", {}))];
  }

  dispose(): void {
    this.stop.forEach(one => one());
  }
}
