import { useEffect, useState } from "react";
import { useWords } from "../language/words.ts";
import { Message } from "../parts/parts.tsx";
import { Page } from "../parts/Page.tsx";
import type { Who } from "../session/session.ts";
import { Counter } from "./Counter.tsx";
import { CounterStore } from "./counterStore.ts";
import { Outbox } from "./outbox.ts";
import { Profile } from "./Profile.tsx";
import { CounterContext, useCounter, type CounterParts } from "./useCounter.ts";
import "../style/pharmacy.css";

export default function PharmacyArea({ who }: { who: Who }) {
  const words = useWords();
  const [parts, setParts] = useState<CounterParts | null>(null);
  const pharmacy = who.pharmacy;
  useEffect(() => {
    if (!pharmacy) return;
    const made = { pharmacy, store: new CounterStore(pharmacy), outbox: new Outbox(pharmacy) };
    const stop = made.outbox.onSettled(() => made.store.refreshSoon());
    setParts(made);
    return () => {
      stop();
      made.store.dispose();
      made.outbox.dispose();
    };
  }, [pharmacy]);
  if (!pharmacy) return <Page title={words.counter.title}><Message tone="bad">{words.counter.noPharmacy}</Message></Page>;
  return parts && <CounterContext value={parts}><Inside /></CounterContext>;
}

function Inside() {
  const words = useWords();
  const { profile } = useCounter();
  if (profile === undefined) return <Page title={words.counter.title}><p className="loading" role="status">{words.common.loading}</p></Page>;
  return profile === null ? <Profile /> : <Counter profile={profile} />;
}
