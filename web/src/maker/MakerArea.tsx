import { useEffect, useState } from "react";
import { useWords } from "../language/words.ts";
import { Page } from "../parts/Page.tsx";
import { Announce, type Draft } from "./Announce.tsx";
import { Announced, useAnnounced } from "./Announced.tsx";
import { Signals } from "./Signals.tsx";
import { SignalStore } from "./signalStore.ts";
import "../style/coordinator.css";

/** What is missing where, and what a maker says about it. */
export default function MakerArea() {
  const words = useWords();
  const [store, setStore] = useState<SignalStore | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const announced = useAnnounced();
  useEffect(() => {
    const made = new SignalStore();
    setStore(made);
    return () => made.dispose();
  }, []);
  if (!store) return null;
  return (
    <Page wide title={words.maker.title} lead={<p className="soft">{words.maker.lead}</p>}>
      <div className="wall">
        <div><Signals store={store} onAnswer={setDraft} /></div>
        <div>
          <Announce key={draft ? `${draft.sku}/${draft.region}` : ""} draft={draft} store={store} onAnnounced={announced.add} />
          <Announced list={announced.list} onWithdrawn={announced.again} />
        </div>
      </div>
    </Page>
  );
}
