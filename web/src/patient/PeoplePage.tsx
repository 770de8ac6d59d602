import { useState, type FormEvent } from "react";
import { call, get } from "../api/client.ts";
import type { Person, RelativeView } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { useStore } from "../live/store.ts";
import { usePolled } from "../live/usePolled.ts";
import { Button, Field, Message, Sure, useAction } from "../parts/parts.tsx";
import { Page } from "../parts/Page.tsx";
import { go } from "../parts/route.tsx";
import { session } from "../session/session.ts";
import { TellElsewhere } from "./TellElsewhere.tsx";

const lookEvery = 30_000;

/** Who may act for this person, and for whom this one may. */
export function PeoplePage() {
  const words = useWords();
  return <Page title={words.people.title} back="/patient"><Relatives /><CaredFor /><TellElsewhere /></Page>;
}

function CaredFor() {
  const words = useWords();
  const action = useAction();
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const who = useStore(session);
  const { value, again } = usePolled("patients", () => get<{ patients: Person[] }>("/v1/me/patients"), lookEvery);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await call("POST", "/v1/me/patients", { code: code.trim(), name: name.trim() });
      setCode("");
      setName("");
      again();
    });
  };
  const act = (person: Person): void => {
    session.actFor({ patient: person.patient, name: person.name });
    go("/patient");
  };
  return (
    <section className="card">
      <h2>{words.people.caredFor}</h2>
      <p className="hint">{words.people.caredForHint}</p>
      <ul className="cards">
        {value?.patients.map(person => (
          <li key={person.patient} className="page-head">
            <strong>{person.name}</strong>
            <div className="actions">
              {person.may ? <Button kind="main" disabled={who?.acting?.patient === person.patient} aria-label={words.people.actFor(person.name)} onClick={() => act(person)}>{words.people.act}</Button> : <span className="tag">{words.people.takenBack}</span>}
              <Button kind="quiet" busy={action.busy} aria-label={words.region.remove(person.name)} onClick={() => void action.run(async () => {
                await call("DELETE", `/v1/me/patients/${person.patient}`);
                if (who?.acting?.patient === person.patient) session.actFor(null);
                again();
              })}>{words.people.remove}</Button>
            </div>
          </li>
        ))}
      </ul>
      <details className="quiet">
        <summary>{words.people.haveCode}</summary>
        <form onSubmit={submit} className="cards">
          <Field label={words.people.code} value={code} onChange={event => setCode(event.target.value)} required maxLength={200} autoComplete="off" autoCapitalize="off" spellCheck={false} />
          <Field label={words.people.theirName} value={name} onChange={event => setName(event.target.value)} required maxLength={100} autoComplete="off" />
          <Button type="submit" busy={action.busy}>{words.people.join}</Button>
        </form>
      </details>
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
    </section>
  );
}

function Relatives() {
  const words = useWords();
  const format = useFormat();
  const action = useAction();
  const [name, setName] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [ending, setEnding] = useState<RelativeView | null>(null);
  const { value, again } = usePolled("relatives", () => get<{ relatives: RelativeView[] }>("/v1/me/relatives"), lookEvery);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      setCode((await call<{ code: string }>("POST", "/v1/me/relatives", { name: name.trim() })).code);
      setName("");
      again();
    });
  };
  return (
    <section className="card">
      <h2>{words.people.relatives}</h2>
      <p className="hint">{words.people.relativesHint}</p>
      <ul className="cards">
        {value?.relatives.map(one => (
          <li key={one.id} className="page-head">
            <div><strong>{one.name}</strong><p className="soft">{one.joined ? words.people.since(format.dayAndClock(one.joined)) : words.people.codeUntil(format.dayAndClock(one.codeUntil!))}</p></div>
            <Button kind="quiet" busy={action.busy} aria-label={words.people.takeBackFrom(one.name)} onClick={() => setEnding(one)}>{words.people.takeBack}</Button>
          </li>
        ))}
      </ul>
      {code && <Message tone="good"><p>{words.people.codeOnce}</p><code className="secret">{code}</code></Message>}
      <form onSubmit={submit}>
        <Field label={words.people.invite} hint={words.people.inviteHint} value={name} onChange={event => setName(event.target.value)} required maxLength={100} autoComplete="off">
          <Button type="submit" busy={action.busy}>{words.people.makeCode}</Button>
        </Field>
      </form>
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
      <Sure open={ending !== null} title={words.people.endSure(ending?.name ?? "")} text={words.people.endText} yes={words.people.takeBack} no={words.common.cancel} onNo={() => setEnding(null)} onYes={() => {
        const id = ending!.id;
        setEnding(null);
        void action.run(async () => {
          await call("DELETE", `/v1/me/relatives/${id}`);
          again();
        });
      }} />
    </section>
  );
}
