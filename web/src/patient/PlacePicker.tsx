import { useEffect, useId, useState, type FormEvent } from "react";
import { useWords } from "../language/words.ts";
import { useStore } from "../live/store.ts";
import { Button, Field, Message } from "../parts/parts.tsx";
import { locate, placeOf, places, readTowns, type Town } from "./place.ts";

const mostSuggestions = 8;

/** Where are you? By the device, by a town's name, or by degrees. */
export function PlacePicker() {
  const words = useWords();
  const place = useStore(places);
  const list = useId();
  const [changing, setChanging] = useState(false);
  const [text, setText] = useState("");
  const [known, setKnown] = useState<readonly Town[]>([]);
  const [state, setState] = useState<"idle" | "locating" | "unknown">("idle");
  const open = place === null || changing;
  useEffect(() => {
    if (open) void readTowns().then(setKnown);
  }, [open]);

  const choose = (chosen: typeof place): void => {
    places.choose(chosen);
    setChanging(false);
    setState("idle");
    setText("");
  };
  const device = async (): Promise<void> => {
    setState("locating");
    try {
      choose(await locate());
    } catch {
      setState("unknown");
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const found = placeOf(text, known);
    if (found) choose(found);
    else setState("unknown");
  };

  if (!open)
    return (
      <p className="place">
        <span>{place.name ? words.ask.placeOf(place.name) : words.ask.here}</span>
        <Button kind="quiet" onClick={() => setChanging(true)}>{words.ask.change}</Button>
      </p>
    );
  const wanted = text.trim().toLowerCase();
  return (
    <form className="card" onSubmit={submit}>
      <h2>{words.ask.where}</h2>
      <Button kind="main" busy={state === "locating"} onClick={() => void device()}>{state === "locating" ? words.ask.locating : words.ask.useDevice}</Button>
      <Field label={words.ask.town} hint={<>{words.ask.townSource} {words.ask.rounded}</>} list={list} value={text} placeholder={words.ask.townHint}
        onChange={event => setText(event.target.value)} required autoComplete="off">
        <Button type="submit">OK</Button>
      </Field>
      <datalist id={list}>
        {wanted.length > 1 && known.filter(town => town[0].toLowerCase().startsWith(wanted)).slice(0, mostSuggestions).map(town => <option key={town[0]} value={town[0]} />)}
      </datalist>
      {state === "unknown" && <Message tone="warn" role="alert">{words.ask.noLocation}</Message>}
    </form>
  );
}
