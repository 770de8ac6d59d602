import { useState } from "react";
import type { Hold } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { useNow } from "../live/useNow.ts";
import { Button, Sure } from "../parts/parts.tsx";
import { useCounter, useCounterParts, useNameOf, useOutbox } from "./useCounter.ts";

const soonSeconds = 300;

/** What is held, the first to end first: a code, never a person. */
export function Holds() {
  const words = useWords();
  const { holds } = useCounter();
  const { waiting } = useOutbox();
  const ended = new Set(waiting.flatMap(task => (task.kind === "act" && task.act.act !== "set-aside" ? [task.act.hold] : [])));
  const shown = holds.filter(hold => hold.status !== "pending").sort((a, b) => a.until.localeCompare(b.until));
  return (
    <section>
      <h2>{words.counter.held(shown.length)}</h2>
      {shown.length === 0 && <p className="empty">{words.counter.noneHeld}</p>}
      <ul className="cards">{shown.map(hold => <HoldCard key={hold.id} hold={hold} unsent={ended.has(hold.id)} />)}</ul>
    </section>
  );
}

function HoldCard({ hold, unsent }: { hold: Hold; unsent: boolean }) {
  const words = useWords();
  const format = useFormat();
  const nameOf = useNameOf();
  const { outbox } = useCounterParts();
  const { waiting } = useOutbox();
  const now = useNow();
  const [asking, setAsking] = useState(false);
  const left = (Date.parse(hold.until) - now) / 1000;
  const aside = hold.setAside || waiting.some(task => task.kind === "act" && task.act.act === "set-aside" && task.act.hold === hold.id);
  return (
    <li className={`card hold ${hold.status} ${left < soonSeconds ? "soon" : ""}`}>
      <div className="hold-head">
        <strong>{words.common.packs(hold.quantity)} · {nameOf(hold.sku)}</strong>
        <span className="left">{format.countdown(left)}</span>
      </div>
      <p className="tags">
        <span className={hold.status === "accepted" ? "tag good" : "tag wait"}>{hold.status === "accepted" ? words.counter.coming : words.counter.notAnswered}</span>
        {aside && <span className="tag good">{words.counter.isAside}</span>}
        {hold.code && <span className="hold-code">{hold.code}</span>}
        {unsent && <span className="tag warn">{words.counter.notSentYet}</span>}
      </p>
      {!unsent && (
        <div className="actions">
          {!aside && <Button onClick={() => outbox.act({ act: "set-aside", hold: hold.id, sku: hold.sku })}>{words.counter.setAside}</Button>}
          <Button kind="quiet" onClick={() => setAsking(true)}>{words.counter.notThere}</Button>
        </div>
      )}
      <Sure open={asking} title={words.counter.notThereSure} text={words.counter.notThereText} yes={words.counter.notThere} no={words.common.cancel}
        onNo={() => setAsking(false)} onYes={() => {
          setAsking(false);
          outbox.act({ act: "not-there", hold: hold.id, sku: hold.sku, ...(hold.code ? { code: hold.code } : {}) });
        }} />
    </li>
  );
}
