import { useEffect, useRef, useState, type FormEvent } from "react";
import { get, Unreachable } from "../api/client.ts";
import type { Hold, SkuFacts } from "../api/types.ts";
import { useWords } from "../language/words.ts";
import { Button, Field, Message } from "../parts/parts.tsx";
import { useCounter, useCounterParts, useNameOf } from "./useCounter.ts";
import { reportOnHand } from "./reportOnHand.ts";

type Outcome =
  | { kind: "hold"; hold: Hold; code: string }
  | { kind: "done"; name: string }
  | { kind: "counted"; sku: string; name: string; onHand: number }
  | { kind: "unknown"; text: string }
  | { kind: "offline" };

/**
 * The scanner's field. A hand scanner types: whatever is typed beside a field goes here. A pick-up code hands over, a pack's code adds a pack.
 */
export function Scan() {
  const words = useWords();
  const nameOf = useNameOf();
  const { holds, lines } = useCounter();
  const { store, outbox } = useCounterParts();
  const field = useRef<HTMLFormElement>(null);
  const [text, setText] = useState("");
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const elsewhere = event.target instanceof Element && event.target.closest("input, textarea, select, button, a, dialog, summary");
      if (!elsewhere && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) field.current?.querySelector("input")?.focus();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const scanned = text.trim();
    if (scanned === "") return;
    setText("");
    const hold = holds.find(one => one.code === scanned.toUpperCase());
    if (hold) return setOutcome({ kind: "hold", hold, code: scanned.toUpperCase() });
    try {
      const [facts] = (await get<{ skus: SkuFacts[] }>(`/v1/skus?q=${encodeURIComponent(scanned)}&limit=1`)).skus;
      if (!facts) return setOutcome({ kind: "unknown", text: scanned });
      store.learn(facts.sku, facts.name);
      const onHand = (store.value.lines.find(one => one.sku === facts.sku)?.onHand ?? 0) + 1;
      reportOnHand(store, outbox, facts.sku, onHand);
      setOutcome({ kind: "counted", sku: facts.sku, name: facts.name, onHand });
    } catch (cause) {
      if (!(cause instanceof Unreachable)) throw cause;
      // Without a network a pack is known by its code alone, where this pharmacy had it before.
      const known = lines.find(one => one.sku.split(":")[1] === scanned);
      if (!known) return setOutcome({ kind: "offline" });
      reportOnHand(store, outbox, known.sku, known.onHand + 1);
      setOutcome({ kind: "counted", sku: known.sku, name: nameOf(known.sku), onHand: known.onHand + 1 });
    }
  };

  const handOver = (hold: Hold, code: string): void => {
    outbox.act({ act: "hand-over", hold: hold.id, sku: hold.sku, code });
    setOutcome({ kind: "done", name: nameOf(hold.sku) });
    field.current?.querySelector("input")?.focus();
  };

  return (
    <section className="card scan">
      <form ref={field} onSubmit={event => void submit(event)}>
        <Field label={words.counter.scan} hint={words.counter.scanHint} value={text} onChange={event => setText(event.target.value)} maxLength={200}
          autoComplete="off" autoCapitalize="characters" spellCheck={false} enterKeyHint="go">
          <Button kind="main" type="submit">{words.counter.check}</Button>
        </Field>
      </form>
      <div role="status">
        {outcome?.kind === "hold" && (
          <div className="hand-over">
            <p><strong>{words.counter.codeRight}</strong> {words.common.packs(outcome.hold.quantity)} · {nameOf(outcome.hold.sku)}</p>
            <div className="actions">
              <Button kind="main" autoFocus onClick={() => handOver(outcome.hold, outcome.code)}>{words.counter.handOver}</Button>
              <Button onClick={() => setOutcome(null)}>{words.common.cancel}</Button>
            </div>
          </div>
        )}
        {outcome?.kind === "done" && <Message tone="good">{words.counter.handedOver(outcome.name)}</Message>}
        {outcome?.kind === "counted" && (
          <Message tone="good">
            {words.counter.counted(outcome.name, outcome.onHand)} <Button kind="quiet" onClick={() => {
              reportOnHand(store, outbox, outcome.sku, Math.max(0, outcome.onHand - 1));
              setOutcome({ ...outcome, onHand: Math.max(0, outcome.onHand - 1) });
            }}>{words.counter.oneFewer}</Button>
          </Message>
        )}
        {outcome?.kind === "unknown" && <Message tone="warn">{words.counter.unknownCode(outcome.text)}</Message>}
        {outcome?.kind === "offline" && <Message tone="warn">{words.common.notSent}</Message>}
      </div>
    </section>
  );
}
