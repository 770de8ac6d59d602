import { useState, type FormEvent } from "react";
import { call } from "../api/client.ts";
import { useWords } from "../language/words.ts";
import { useStore } from "../live/store.ts";
import { PlacePicker } from "../patient/PlacePicker.tsx";
import { places } from "../patient/place.ts";
import { Button, Field, Message, useAction } from "../parts/parts.tsx";
import { Page } from "../parts/Page.tsx";
import { useCounterParts } from "./useCounter.ts";
import "../style/patient.css";

/** A pharmacy that the grid does not know yet says who and where it is. */
export function Profile() {
  const words = useWords();
  const { store, pharmacy } = useCounterParts();
  const place = useStore(places);
  const action = useAction();
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [phone, setPhone] = useState("");
  const [hours, setHours] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      await call("PUT", `/v1/pharmacies/${pharmacy}`, {
        name, latitude: place!.latitude, longitude: place!.longitude,
        ...(address ? { address } : {}), ...(phone ? { phone } : {}),
        ...(hours ? { hours, zone: Intl.DateTimeFormat().resolvedOptions().timeZone } : {}),
      });
      await store.refresh();
    });
  };
  return (
    <Page title={words.counter.newTitle} lead={<p>{words.counter.newText(pharmacy)}</p>}>
      <PlacePicker />
      <form className="card" onSubmit={submit}>
        <Field label={words.counter.name} value={name} onChange={event => setName(event.target.value)} required maxLength={200} autoComplete="organization" />
        <Field label={`${words.counter.address} (${words.common.optional})`} value={address} onChange={event => setAddress(event.target.value)} maxLength={300} autoComplete="street-address" />
        <Field label={`${words.counter.phone} (${words.common.optional})`} type="tel" value={phone} onChange={event => setPhone(event.target.value)} maxLength={40} autoComplete="tel" />
        <Field label={`${words.held.hours} (${words.common.optional})`} hint={words.counter.hoursHint} value={hours} onChange={event => setHours(event.target.value)} maxLength={300} />
        {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
        <Button kind="main" className="large" type="submit" busy={action.busy} disabled={place === null}>{words.counter.create}</Button>
      </form>
    </Page>
  );
}
