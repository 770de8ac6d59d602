import { useState, type FormEvent } from "react";
import { call, get } from "../api/client.ts";
import type { ContactAnswer } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useTag, useWords } from "../language/words.ts";
import { usePolled } from "../live/usePolled.ts";
import { Button, Choice, Field, Message, useAction } from "../parts/parts.tsx";

type Channel = ContactAnswer["channels"][number];

const shownDeliveries = 5;

/** Text messages and e-mails, where the server sends them: only to an address from which its code came back. */
export function TellElsewhere() {
  const words = useWords();
  const { value, again } = usePolled("contact", () => get<ContactAnswer>("/v1/me/contact"));
  const action = useAction();
  if (!value || value.channels.length === 0) return null;
  const change = (work: () => Promise<unknown>): void => void action.run(work).then(again);
  return (
    <section className="card">
      <h2>{words.tell.title}</h2>
      <p className="hint">{words.tell.hint}</p>
      {value.contact ? (
        <p className="place"><span>{words.tell.there(value.contact.address)}</span><Button kind="quiet" busy={action.busy} onClick={() => change(() => call("DELETE", "/v1/me/contact"))}>{words.tell.stop}</Button></p>
      ) : value.toConfirm ? <Confirm address={value.toConfirm.address} busy={action.busy} onCode={code => change(() => call("POST", "/v1/me/contact/confirm", { code }))} onOther={() => change(() => call("DELETE", "/v1/me/contact"))} />
        : <Ask channels={value.channels} busy={action.busy} onAsk={body => change(() => call("PUT", "/v1/me/contact", body))} />}
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
      <Sent answer={value} />
    </section>
  );
}

function Ask({ channels, busy, onAsk }: { channels: readonly Channel[]; busy: boolean; onAsk: (body: unknown) => void }) {
  const words = useWords();
  const language = useTag();
  const [channel, setChannel] = useState<Channel>(channels[0]!);
  const [address, setAddress] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onAsk({ channel, address: channel === "sms" ? address.replaceAll(/[\s()\-./]/g, "") : address.trim(), language });
  };
  return (
    <form onSubmit={submit} className="cards">
      {channels.length > 1 && <Choice<Channel> label={words.tell.how} value={channel} onChange={setChannel} options={channels.map(value => ({ value, label: words.tell.channels[value] }))} />}
      <Field label={words.tell.address[channel]} type={channel === "sms" ? "tel" : "email"} autoComplete={channel === "sms" ? "tel" : "email"} value={address} maxLength={254} required
        onChange={event => setAddress(event.target.value)}>
        <Button type="submit" busy={busy}>{words.tell.send}</Button>
      </Field>
    </form>
  );
}

function Confirm({ address, busy, onCode, onOther }: { address: string; busy: boolean; onCode: (code: string) => void; onOther: () => void }) {
  const words = useWords();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onCode(code.trim());
  };
  return (
    <form onSubmit={submit}>
      <Field label={words.tell.code(address)} inputMode="numeric" autoComplete="one-time-code" value={code} onChange={event => setCode(event.target.value)} required maxLength={6}>
        <Button kind="main" type="submit" busy={busy}>{words.tell.confirm}</Button>
        <Button kind="quiet" onClick={onOther}>{words.ask.change}</Button>
      </Field>
    </form>
  );
}

function Sent({ answer }: { answer: ContactAnswer }) {
  const words = useWords();
  const format = useFormat();
  if (answer.deliveries.length === 0) return null;
  return (
    <details className="quiet">
      <summary>{words.tell.record}</summary>
      <ul>
        {[...answer.deliveries].reverse().slice(0, shownDeliveries).map(one => <li key={one.number}>{format.dayAndClock(one.at)} · {words.held.notices[one.kind]} · {words.tell.states[one.state]}</li>)}
      </ul>
    </details>
  );
}
