import type { CounterStore } from "./counterStore.ts";
import type { Outbox } from "./outbox.ts";

/**
 * Reports how many packs are on hand. A line that another source counts, such as the till, keeps that owner: what is sent for it is the difference.
 */
export function reportOnHand(store: CounterStore, outbox: Outbox, sku: string, onHand: number): void {
  const line = store.value.lines.find(one => one.sku === sku);
  const foreign = line?.owner !== undefined && line.owner !== "counter" && !line.unsure;
  const difference = onHand - (line?.onHand ?? 0);
  if (foreign && difference === 0) return;
  if (outbox.report([foreign ? { sku, delta: difference } : { sku, onHand }])) store.show(sku, onHand);
}
