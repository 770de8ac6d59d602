import { call, get } from "../api/client.ts";
import type { ConfirmationLine } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { usePolled } from "../live/usePolled.ts";
import { Button, Message, useAction } from "../parts/parts.tsx";
import { useCounterParts } from "./useCounter.ts";

const lookEvery = 20_000;
const shown = 8;

/** Packs that somebody counts on and nobody looked at for long: one look, one tap. */
export function Confirmations() {
  const words = useWords();
  const format = useFormat();
  const { store, pharmacy } = useCounterParts();
  const action = useAction();
  const { value, again } = usePolled(`confirm/${pharmacy}`, () => get<{ lines: ConfirmationLine[] }>(`/v1/pharmacies/${pharmacy}/confirmations?limit=${shown}`), lookEvery);
  if (!value?.lines.length) return null;
  const confirm = (sku: string, onHand: number): Promise<boolean> => action.run(async () => {
    await call("POST", `/v1/pharmacies/${pharmacy}/stock/${encodeURIComponent(sku)}/confirm`, { onHand });
    again();
    store.refreshSoon();
  });
  return (
    <section className="card">
      <h2>{words.counter.confirm}</h2>
      <p className="hint">{words.counter.confirmHint}</p>
      <ul className="cards">
        {value.lines.map(line => (
          <li key={line.sku} className="confirm">
            <span><strong>{line.name ?? line.sku}</strong> {line.seenAt && <span className="soft">{words.counter.lastSeen(format.dayAndClock(line.seenAt))}</span>}</span>
            <span className="actions">
              <Button busy={action.busy} onClick={() => void confirm(line.sku, line.onHand)}>{words.counter.confirmYes(line.onHand)}</Button>
              <Button kind="quiet" busy={action.busy} onClick={() => void confirm(line.sku, 0)}>{words.counter.confirmNone}</Button>
            </span>
          </li>
        ))}
      </ul>
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
    </section>
  );
}
