import { useState } from "react";
import type { Signal } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { useStore } from "../live/store.ts";
import { Button, Field } from "../parts/parts.tsx";
import { saveCsv } from "../parts/save.ts";
import type { Draft } from "./Announce.tsx";
import type { SignalStore } from "./signalStore.ts";

const key = "matchgrid.signals.filter";

/** Unmet demand by drug and region, the largest first. What one looks for is remembered on this device. */
export function Signals({ store, onAnswer }: { store: SignalStore; onAnswer: (draft: Draft) => void }) {
  const words = useWords();
  const signals = useStore(store);
  const [text, setText] = useState(() => localStorage.getItem(key) ?? "");
  const wanted = text.trim().toLowerCase();
  const shown = (signals ?? []).filter(one => [one.sku, one.name, one.inn, one.group, one.unmet.regionName].some(part => part?.toLowerCase().includes(wanted)));
  const header = [words.counter.medicine, words.maker.region, words.region.asked, words.maker.dayAgo, words.region.available, words.region.stockOut];
  return (
    <section className="card">
      <div className="page-head">
        <h2>{words.maker.unmet}</h2>
        <Button kind="quiet" onClick={() => saveCsv("matchgrid-unmet.csv", header, shown.map(one => [
          one.name ?? one.sku, one.unmet.regionName, one.unmet.asked, one.unmet.askedDayAgo, one.unmet.available, one.unmet.stockOutAt,
        ]))}>{words.watch.saveTable}</Button>
      </div>
      <Field label={words.counter.filter} hint={words.maker.filterHint} type="search" value={text} autoComplete="off" onChange={event => {
        setText(event.target.value);
        localStorage.setItem(key, event.target.value);
      }} />
      {signals === null ? <p className="loading" role="status">{words.common.loading}</p> : shown.length === 0 ? <p className="empty">{words.maker.quiet}</p> : (
        <ul className="unmet">
          {shown.map(one => <Row key={`${one.unmet.region}/${one.sku}`} one={one} onAnswer={onAnswer} />)}
        </ul>
      )}
      <p className="hint">{words.maker.rounded}</p>
    </section>
  );
}

function Row({ one, onAnswer }: { one: Signal; onAnswer: (draft: Draft) => void }) {
  const words = useWords();
  const format = useFormat();
  const { unmet } = one;
  const before = unmet.askedDayAgo ?? unmet.askedHourAgo;
  const change = before === undefined ? null : unmet.asked - before;
  const out = unmet.stockOutAt !== undefined && Date.parse(unmet.stockOutAt) <= Date.parse(one.at);
  return (
    <li className="card" data-sku={one.sku}>
      <div>
        <h3>{one.name ?? one.sku}</h3>
        <p className="soft">{[one.inn, unmet.regionName, format.dayAndClock(one.at)].filter(Boolean).join(" · ")}</p>
      </div>
      <dl>
        <div><dt>{words.region.asked}</dt><dd>{format.number(unmet.asked)}</dd></div>
        <div><dt>{words.maker.trend}</dt><dd>{change === null ? "–" : `${change > 0 ? "+" : ""}${format.number(change)}`}</dd></div>
        <div><dt>{words.region.available}</dt><dd>{format.number(unmet.available)}</dd></div>
        <div><dt>{words.region.stockOut}</dt><dd>{out ? words.maker.out : unmet.stockOutAt ? format.dayAndClock(unmet.stockOutAt) : "–"}</dd></div>
      </dl>
      <Button aria-label={`${words.maker.answer}: ${one.name ?? one.sku}, ${unmet.regionName}`} onClick={() => onAnswer({ sku: one.sku, name: one.name ?? one.sku, region: unmet.region })}>{words.maker.answer}</Button>
    </li>
  );
}
