import { useMemo, useState } from "react";
import { call, get, Refused } from "../api/client.ts";
import type { AvailabilityLine, Request, SkuFacts, Urgency } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { useStore } from "../live/store.ts";
import { usePolled } from "../live/usePolled.ts";
import { Button, Choice, Field, Message, Stepper, useAction } from "../parts/parts.tsx";
import { Page } from "../parts/Page.tsx";
import { go, Link } from "../parts/route.tsx";
import { PharmacyLine } from "./PharmacyLine.tsx";
import { places, type Place } from "./place.ts";
import { PlacePicker } from "./PlacePicker.tsx";
import { usePatient, usePatientStore } from "./usePatient.ts";

const reaches = [2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000];
const usualReach = 10_000;
const mostPacks = 20;
const mostSkus = 16;
const lookEvery = 20_000;

/** One medicine: who has it near me, and one more tap to ask for it. */
export function MedicinePage({ sku }: { sku: string }) {
  const words = useWords();
  const place = useStore(places);
  const facts = usePolled(sku, () => get<SkuFacts>(`/v1/skus/${encodeURIComponent(sku)}`)).value;
  const [reach, setReach] = useState(usualReach);
  const { requests } = usePatient();
  const asked = requests.find(one => (one.status === "open" || one.status === "matched") && one.group === (facts?.group ?? sku));
  return (
    <Page title={facts?.name ?? words.common.loading} back="/patient"
      lead={facts && <p className="soft">{[facts.inn, facts.strength, facts.form, facts.maker].filter(Boolean).join(" · ")}</p>}>
      {facts?.suspended && <Message tone="bad">{words.patient.recalled}</Message>}
      {asked && <Message>{words.ask.already} <Link to={`/patient/request/${asked.id}`}>{words.ask.show}</Link></Message>}
      <PlacePicker />
      {place && facts && !facts.suspended && (
        <>
          <Reach value={reach} onChange={setReach} />
          <Nearby facts={facts} place={place} reach={reach} />
          {!asked && <Ask facts={facts} place={place} reach={reach} />}
        </>
      )}
      {facts?.dosageText && <section className="card"><h2>{words.ask.dose}</h2><p>{facts.dosageText}</p></section>}
    </Page>
  );
}

function Reach({ value, onChange }: { value: number; onChange: (metres: number) => void }) {
  const words = useWords();
  const format = useFormat();
  const index = Math.max(0, reaches.indexOf(value));
  return (
    <div className="reach">
      <label htmlFor="reach">{words.ask.reach} <output>{format.distance(value)}</output></label>
      <input id="reach" type="range" min={0} max={reaches.length - 1} step={1} value={index} aria-valuetext={format.distance(value)}
        onChange={event => onChange(reaches[Number(event.target.value)]!)} />
    </div>
  );
}

function Nearby({ facts, place, reach }: { facts: SkuFacts; place: Place; reach: number }) {
  const words = useWords();
  const format = useFormat();
  const sought = facts.group ? `group=${encodeURIComponent(facts.group)}` : `sku=${encodeURIComponent(facts.sku)}`;
  const path = `/v1/availability?${sought}&lat=${place.latitude}&lon=${place.longitude}&radiusMetres=${reach}&limit=20`;
  const { value, error, again } = usePolled(path, () => get<{ places: AvailabilityLine[] }>(path), lookEvery);
  const [all, setAll] = useState(false);
  if (!value) return error ? <Message tone="warn">{words.common.notSent} <Button kind="quiet" onClick={again}>{words.common.retry}</Button></Message> : <p className="loading" role="status">{words.common.loading}</p>;
  const shown = all ? value.places : value.places.slice(0, 4);
  const pharmacies = new Set(value.places.map(one => one.pharmacy.id)).size;
  return (
    <section className="card nearby">
      <h2>{words.ask.nearTitle}</h2>
      <p role="status" className={pharmacies ? "good-text" : ""}>{pharmacies ? words.ask.nearFound(pharmacies) : words.ask.nearNone(format.distance(reach))}</p>
      {pharmacies === 0 && <p className="soft">{words.ask.nearNoneHint}</p>}
      <ul className="lines">{shown.map(one => <PharmacyLine key={one.pharmacy.id + one.sku} line={one} />)}</ul>
      {value.places.length > shown.length && <Button kind="quiet" onClick={() => setAll(true)}>{words.common.more}</Button>}
    </section>
  );
}

/** The pack and those that may replace it, as many as a request takes. */
async function equivalents(facts: SkuFacts): Promise<string[]> {
  if (!facts.group) return [facts.sku];
  const { skus } = await get<{ skus: SkuFacts[] }>(`/v1/skus?q=${encodeURIComponent(facts.inn ?? facts.name)}&limit=100`);
  const others = skus.filter(one => one.group === facts.group && one.sku !== facts.sku && !one.suspended);
  return [facts.sku, ...others.map(one => one.sku)].slice(0, mostSkus);
}

function Ask({ facts, place, reach }: { facts: SkuFacts; place: Place; reach: number }) {
  const words = useWords();
  const store = usePatientStore();
  const action = useAction();
  const [quantity, setQuantity] = useState(1);
  const [split, setSplit] = useState(false);
  const [urgency, setUrgency] = useState<Urgency>("soon");
  const [substitutes, setSubstitutes] = useState(facts.group !== undefined);
  const [neededBy, setNeededBy] = useState("");
  const [recur, setRecur] = useState(0);
  // Sent again after a loss, it is the same request.
  const id = useMemo(() => crypto.randomUUID(), []);

  const send = (): Promise<boolean> => action.run(async () => {
    try {
      const request = await call<Request>("POST", "/v1/requests", {
        id, quantity, maySplit: split, urgency, radiusMetres: reach, latitude: place.latitude, longitude: place.longitude, recurEveryDays: recur,
        skus: substitutes ? await equivalents(facts) : [facts.sku],
        ...(neededBy ? { neededBy: new Date(neededBy).toISOString() } : {}),
      });
      store.put(request);
      go(`/patient/request/${request.id}`);
    } catch (cause) {
      if (cause instanceof Refused && cause.code === "group_already_requested") await store.refresh();
      throw cause;
    }
  });

  return (
    <section className="card ask">
      <Stepper label={words.ask.quantity} value={quantity} least={1} most={mostPacks} onChange={setQuantity} />
      {quantity > 1 && <label className="check"><input type="checkbox" checked={split} onChange={event => setSplit(event.target.checked)} /> {words.ask.split}</label>}
      <Choice<Urgency> label={words.ask.urgency} value={urgency} onChange={setUrgency} hint={words.ask.urgencyHint}
        options={(["routine", "soon", "urgent", "critical"] as const).map(value => ({ value, label: words.ask.urgencies[value] }))} />
      {facts.group && <label className="check"><input type="checkbox" checked={substitutes} onChange={event => setSubstitutes(event.target.checked)} /> {words.ask.substitutes}</label>}
      <details className="quiet">
        <summary>{words.common.more}</summary>
        <Field label={`${words.ask.neededBy} (${words.common.optional})`} type="datetime-local" value={neededBy} onChange={event => setNeededBy(event.target.value)} />
        <Field label={words.ask.recur} hint={words.ask.recurHint} type="number" min={0} max={366} value={recur} onChange={event => setRecur(Number(event.target.value))} />
      </details>
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
      <Button kind="main" className="large" busy={action.busy} onClick={() => void send()}>{action.busy ? words.ask.sending : words.ask.send}</Button>
    </section>
  );
}
