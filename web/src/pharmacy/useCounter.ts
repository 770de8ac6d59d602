import { createContext, useContext } from "react";
import { useWords } from "../language/words.ts";
import { useStore } from "../live/store.ts";
import type { CounterState, CounterStore } from "./counterStore.ts";
import type { Outbox, OutboxState } from "./outbox.ts";

export interface CounterParts {
  pharmacy: string;
  store: CounterStore;
  outbox: Outbox;
}

export const CounterContext = createContext<CounterParts>(null as never);

export const useCounterParts = (): CounterParts => useContext(CounterContext);

export const useCounter = (): CounterState => useStore(useCounterParts().store);

export const useOutbox = (): OutboxState => useStore(useCounterParts().outbox);

/** A medicine's name, or its code where the name is not known. */
export function useNameOf(): (sku: string) => string {
  const { names } = useCounter();
  const words = useWords();
  return sku => names[sku] ?? (sku || words.common.unknownMedicine);
}
