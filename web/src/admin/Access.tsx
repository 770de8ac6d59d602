import { useState, type FormEvent } from "react";
import { call, get } from "../api/client.ts";
import type { Grants } from "../api/types.ts";
import { useWords } from "../language/words.ts";
import { usePolled } from "../live/usePolled.ts";
import { Button, Choice, Field, Message, useAction } from "../parts/parts.tsx";
import { Keys } from "./Keys.tsx";

export type OwnerKind = "pharmacies" | "partners";

/** What machines of a pharmacy or an organisation may do, and what an organisation may see. People have their roles from whoever signs them in. */
export function Access() {
  const words = useWords();
  const [kind, setKind] = useState<OwnerKind>("pharmacies");
  const [text, setText] = useState("");
  const [owner, setOwner] = useState<{ kind: OwnerKind; id: string } | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setOwner({ kind, id: text.trim() });
  };
  return (
    <section className="card">
      <h2>{words.admin.access}</h2>
      <p className="hint">{words.admin.accessHint}</p>
      <form onSubmit={submit} className="cards">
        <Choice<OwnerKind> label={words.admin.owner} value={kind} onChange={setKind}
          options={[{ value: "pharmacies", label: words.admin.pharmacy }, { value: "partners", label: words.admin.organisation }]} />
        <Field label={words.admin.id} value={text} onChange={event => setText(event.target.value)} required maxLength={64} pattern="[A-Za-z0-9._\-]+" autoComplete="off" autoCapitalize="off" spellCheck={false}>
          <Button type="submit">{words.admin.show}</Button>
        </Field>
      </form>
      {owner?.kind === "partners" && <Sees key={`sees/${owner.id}`} id={owner.id} />}
      {owner && <Keys key={`${owner.kind}/${owner.id}`} kind={owner.kind} id={owner.id} />}
    </section>
  );
}

function Sees({ id }: { id: string }) {
  const words = useWords();
  const action = useAction();
  const { value, again } = usePolled(`grants/${id}`, () => get<Grants>(`/v1/partners/${id}/grants`));
  if (!value) return null;
  const change = (part: Partial<Grants>): void => void action.run(async () => {
    await call("PUT", `/v1/partners/${id}/grants`, { cells: value.cells, everything: value.everything, signals: value.signals, ...part });
    again();
  });
  return (
    <fieldset>
      <legend>{words.admin.sees}</legend>
      <label className="check"><input type="checkbox" checked={value.signals} disabled={action.busy} onChange={event => change({ signals: event.target.checked })} /> {words.admin.signals}</label>
      <label className="check"><input type="checkbox" checked={value.everything} disabled={action.busy} onChange={event => change({ everything: event.target.checked })} /> {words.admin.everything}</label>
      <p className="hint">{words.admin.granted(value.pharmacies.length, value.patients.length, value.cells.length)}</p>
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
    </fieldset>
  );
}
