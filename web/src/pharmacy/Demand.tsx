import { get } from "../api/client.ts";
import type { DemandLine } from "../api/types.ts";
import { useWords } from "../language/words.ts";
import { usePolled } from "../live/usePolled.ts";
import { useCounterParts } from "./useCounter.ts";

const lookEvery = 15_000;
const shown = 12;

/** What people around wait for, without names and without small numbers. */
export function Demand() {
  const words = useWords();
  const { pharmacy } = useCounterParts();
  const { value } = usePolled(`demand/${pharmacy}`, () => get<{ demand: DemandLine[] }>(`/v1/pharmacies/${pharmacy}/demand`), lookEvery);
  const most = Math.max(1, ...(value?.demand ?? []).map(one => one.open ?? 0));
  return (
    <section className="card">
      <h2>{words.counter.demand}</h2>
      <p className="hint">{words.counter.demandHint}</p>
      {value?.demand.length === 0 && <p className="empty">{words.counter.noDemand}</p>}
      <ul className="demand">
        {value?.demand.slice(0, shown).map(one => (
          <li key={one.sku}>
            <span>{one.name ?? one.sku}</span>
            <meter min={0} max={most} value={one.open ?? 0} aria-hidden="true" />
            <span className="number">{words.counter.waiting(one.openText)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
