import { call } from "../api/client.ts";
import type { Pharmacy } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { Button, Message, useAction } from "../parts/parts.tsx";
import { Page } from "../parts/Page.tsx";
import { Confirmations } from "./Confirmations.tsx";
import { Demand } from "./Demand.tsx";
import { Holds } from "./Holds.tsx";
import { Ring } from "./Ring.tsx";
import { Scan } from "./Scan.tsx";
import { Stock } from "./Stock.tsx";
import { useCounter, useCounterParts, useNameOf, useOutbox } from "./useCounter.ts";

/** The counter: one field for the scanner, what is held, the stock, what is missing around. */
export function Counter({ profile }: { profile: Pharmacy }) {
  const words = useWords();
  const { holds } = useCounter();
  const firm = holds.filter(hold => hold.status !== "pending").length;
  return (
    <Page wide title={profile.name} documentTitle={`${firm > 0 ? `(${firm}) ` : ""}${profile.name} · MatchGrid`} actions={<Ring />}
      lead={<p className="soft">{[profile.address, profile.openNow ? words.ask.openNow : words.ask.closed].filter(Boolean).join(" · ")}</p>}>
      <Pause profile={profile} />
      <Unsent />
      <Scan />
      <div className="counter">
        <div><Holds /><Confirmations /></div>
        <div><Stock /><Demand /></div>
      </div>
    </Page>
  );
}

function Pause({ profile }: { profile: Pharmacy }) {
  const words = useWords();
  const { store, pharmacy } = useCounterParts();
  const action = useAction();
  const change = (): Promise<boolean> => action.run(async () => {
    await call("POST", `/v1/pharmacies/${pharmacy}/${profile.paused ? "resume" : "pause"}`);
    await store.refresh();
  });
  return (
    <div className={profile.paused ? "pause on" : "pause"}>
      <p>{profile.paused ? words.counter.paused : words.counter.open}</p>
      <Button kind={profile.paused ? "main" : "quiet"} busy={action.busy} onClick={() => void change()}>{profile.paused ? words.counter.resume : words.counter.pause}</Button>
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
    </div>
  );
}

/** What the grid has not answered yet, and what it refused. */
function Unsent() {
  const words = useWords();
  const format = useFormat();
  const nameOf = useNameOf();
  const { outbox } = useCounterParts();
  const { waiting, complaints } = useOutbox();
  return (
    <div role="status" className="unsent">
      {waiting.length > 0 && <Message tone="warn">{words.counter.unsent(waiting.length, format.clock(waiting[0]!.at))}</Message>}
      {complaints.map(one => (
        <Message key={one.id} tone="bad">
          {one.about && <strong>{nameOf(one.about)}: </strong>}{one.text} <Button kind="quiet" onClick={() => outbox.dismiss(one.id)}>{words.common.close}</Button>
        </Message>
      ))}
    </div>
  );
}
