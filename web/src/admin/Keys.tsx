import { useState, type FormEvent } from "react";
import { call, get } from "../api/client.ts";
import type { MachineKey } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { usePolled } from "../live/usePolled.ts";
import { Button, Field, Message, Sure, useAction } from "../parts/parts.tsx";
import type { OwnerKind } from "./Access.tsx";

const scopes: Record<OwnerKind, readonly string[]> = { pharmacies: ["catalogue", "profile", "stock", "holds", "demand"], partners: ["catalogue", "feed", "webhooks"] };
const usualDays = 90;
const overlapSeconds = 86_400;

/** Machines' keys of one owner. A secret is shown once. */
export function Keys({ kind, id }: { kind: OwnerKind; id: string }) {
  const words = useWords();
  const format = useFormat();
  const action = useAction();
  const [secret, setSecret] = useState<string | null>(null);
  const [ending, setEnding] = useState<MachineKey | null>(null);
  const path = `/v1/${kind}/${id}/keys`;
  const { value, again, error } = usePolled(path, () => get<{ keys: MachineKey[] }>(path));
  const change = (work: () => Promise<{ key: string } | void>): void => void action.run(async () => {
    setSecret((await work())?.key ?? null);
    again();
  });
  const header = [words.admin.name, words.admin.scopes, words.admin.expires, words.admin.lastUsed];
  return (
    <>
      <h3>{words.admin.keys}</h3>
      {error !== undefined && <Message tone="bad" role="alert">{words.common.failed(String(error))}</Message>}
      {secret && <Message tone="good"><p>{words.admin.secret}</p><code className="secret">{secret}</code></Message>}
      {value?.keys.length === 0 && <p className="empty">{words.admin.noKeys}</p>}
      {value && value.keys.length > 0 && (
        <div className="scroll" role="region" aria-label={words.admin.keys} tabIndex={0}>
          <table>
            <thead><tr>{header.map(name => <th key={name} scope="col">{name}</th>)}<th scope="col"><span className="hidden">{words.common.more}</span></th></tr></thead>
            <tbody>
              {value.keys.map(one => (
                <tr key={one.number}>
                  <th scope="row">{one.name}</th>
                  <td>{one.scopes.join(", ")}</td>
                  <td>{format.day(one.expiresAt)}</td>
                  <td>{one.lastUsedAt ? format.dayAndClock(one.lastUsedAt) : words.admin.never}</td>
                  <td><div className="actions">
                    <Button kind="quiet" busy={action.busy} aria-label={`${words.admin.rotate}: ${one.name}`} onClick={() => change(() => call("POST", `${path}/${one.number}/rotate`, { overlapSeconds }))}>{words.admin.rotate}</Button>
                    <Button kind="quiet" busy={action.busy} aria-label={`${words.admin.revoke}: ${one.name}`} onClick={() => setEnding(one)}>{words.admin.revoke}</Button>
                  </div></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
      <NewKey kind={kind} busy={action.busy} onMake={body => change(() => call("POST", path, body))} />
      <Sure open={ending !== null} title={words.admin.revokeSure(ending?.name ?? "")} text={words.admin.revokeText} yes={words.admin.revoke} no={words.common.cancel} onNo={() => setEnding(null)} onYes={() => {
        const number = ending!.number;
        setEnding(null);
        change(() => call("DELETE", `${path}/${number}`));
      }} />
    </>
  );
}

function NewKey({ kind, busy, onMake }: { kind: OwnerKind; busy: boolean; onMake: (body: { name: string; scopes: string[]; expiresInDays: number }) => void }) {
  const words = useWords();
  const [name, setName] = useState("");
  const [days, setDays] = useState(String(usualDays));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onMake({ name: name.trim(), scopes: [...chosen], expiresInDays: Number(days) });
    setName("");
  };
  return (
    <details className="quiet">
      <summary>{words.admin.newKey}</summary>
      <form onSubmit={submit} className="cards">
        <Field label={words.admin.name} value={name} onChange={event => setName(event.target.value)} required maxLength={100} autoComplete="off" />
        <fieldset>
          <legend>{words.admin.scopes}</legend>
          {scopes[kind].map(scope => (
            <label key={scope} className="check">
              <input type="checkbox" checked={chosen.includes(scope)} onChange={() => setChosen(last => (last.includes(scope) ? last.filter(one => one !== scope) : [...last, scope]))} /> {words.admin.scopeNames[scope as keyof typeof words.admin.scopeNames]}
            </label>
          ))}
        </fieldset>
        <Field label={words.admin.days} type="number" min={1} max={366} value={days} onChange={event => setDays(event.target.value)} required />
        <Button kind="main" type="submit" busy={busy} disabled={chosen.length === 0}>{words.admin.make}</Button>
      </form>
    </details>
  );
}
