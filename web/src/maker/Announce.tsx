import { useDeferredValue, useEffect, useRef, useState, type FormEvent } from "react";
import { call, get } from "../api/client.ts";
import type { SkuFacts } from "../api/types.ts";
import { useWords } from "../language/words.ts";
import { useStore } from "../live/store.ts";
import { usePolled } from "../live/usePolled.ts";
import { Button, Field, Message, useAction } from "../parts/parts.tsx";
import type { SignalStore } from "./signalStore.ts";

export interface Draft {
  sku: string;
  name: string;
  region: string | null;
}

const mostFound = 6;
const day = 86_400_000;

/** Says which packs will come, when and where. */
export function Announce({ draft, store, onAnnounced }: { draft: Draft | null; store: SignalStore; onAnnounced: (sku: string) => void }) {
  const words = useWords();
  const action = useAction();
  const [medicine, setMedicine] = useState(draft);
  const [quantity, setQuantity] = useState("");
  const [from, setFrom] = useState(() => new Date(Date.now() + 7 * day).toISOString().slice(0, 10));
  const [region, setRegion] = useState(draft?.region ?? "");
  const [name, setName] = useState("");
  const [done, setDone] = useState(false);
  const first = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (draft) first.current?.focus();
  }, [draft]);
  const regions = new Map((useStore(store) ?? []).map(one => [one.unmet.region, one.unmet.regionName]));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!medicine) return;
    setDone(false);
    void action.run(async () => {
      await call("PUT", `/v1/skus/${encodeURIComponent(medicine.sku)}/announcements/${encodeURIComponent(name.trim())}`, {
        quantity: Number(quantity), from: new Date(`${from}T12:00:00Z`).toISOString(), ...(region ? { regions: [region] } : {}),
      });
      setDone(true);
      onAnnounced(medicine.sku);
    });
  };
  return (
    <form className="card" onSubmit={submit} aria-labelledby="announce">
      <h2 id="announce" ref={first} tabIndex={-1}>{words.maker.announce}</h2>
      <p className="hint">{words.maker.announceHint}</p>
      {medicine ? <p className="place"><span>{medicine.name}</span><Button kind="quiet" onClick={() => setMedicine(null)}>{words.ask.change}</Button></p> : <Find onFound={setMedicine} />}
      <Field label={words.maker.packs} type="number" inputMode="numeric" min={1} max={1_000_000_000} value={quantity} onChange={event => setQuantity(event.target.value)} required />
      <Field label={words.maker.expected} type="date" value={from} onChange={event => setFrom(event.target.value)} required />
      <div className="field">
        <label htmlFor="announce-region">{words.maker.where}</label>
        <select id="announce-region" value={region} onChange={event => setRegion(event.target.value)}>
          <option value="">{words.maker.everywhere}</option>
          {[...regions].map(([id, text]) => <option key={id} value={id}>{text}</option>)}
        </select>
      </div>
      <Field label={words.maker.batch} hint={words.maker.batchHint} value={name} maxLength={64} onChange={event => setName(event.target.value)} required autoComplete="off" />
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
      {done && <Message tone="good">{words.maker.announcedNow}</Message>}
      <Button kind="main" className="large" type="submit" busy={action.busy} disabled={!medicine}>{words.maker.send}</Button>
    </form>
  );
}

function Find({ onFound }: { onFound: (draft: Draft) => void }) {
  const words = useWords();
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const found = usePolled(wanted.length > 1 ? `skus/${wanted}` : null, () => get<{ skus: SkuFacts[] }>(`/v1/skus?q=${encodeURIComponent(wanted)}`)).value?.skus ?? [];
  return (
    <>
      <Field label={words.counter.medicine} hint={words.patient.searchHint} type="search" value={text} onChange={event => setText(event.target.value)} autoComplete="off" />
      <ul className="chips">
        {found.slice(0, mostFound).map(facts => (
          <li key={facts.sku}><Button onClick={() => onFound({ sku: facts.sku, name: facts.name, region: null })}>{facts.name}</Button></li>
        ))}
      </ul>
    </>
  );
}
