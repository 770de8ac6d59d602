import { useEffect, useState, type FormEvent } from "react";
import { get } from "../api/client.ts";
import type { Request, SkuFacts } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { usePolled } from "../live/usePolled.ts";
import { useNow } from "../live/useNow.ts";
import { Button, Field, Message } from "../parts/parts.tsx";
import { Page } from "../parts/Page.tsx";
import { go, Link, useRoute } from "../parts/route.tsx";
import { liveMatch, usePatient } from "./usePatient.ts";
import { canScan, Scanner } from "./Scanner.tsx";

const results = 40;

/** The search, and what is asked for. */
export function PatientHome() {
  const words = useWords();
  const { requests } = usePatient();
  const query = useRoute().query.get("q") ?? "";
  const [text, setText] = useState(query);
  const [scanning, setScanning] = useState(false);
  useEffect(() => setText(query), [query]);
  const search = (wanted: string): void => go(wanted ? `/patient?q=${encodeURIComponent(wanted)}` : "/patient");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    search(text.trim());
  };
  const active = requests.filter(request => request.status === "open" || request.status === "matched");
  const earlier = requests.filter(request => !active.includes(request)).slice(0, 8);

  return (
    <Page title={words.patient.title}>
      <form role="search" className="search" onSubmit={submit}>
        <Field label={words.patient.searchLabel} hint={words.patient.searchHint} type="search" value={text} onChange={event => setText(event.target.value)}
          enterKeyHint="search" autoComplete="off" autoCapitalize="off" spellCheck={false} maxLength={200}>
          {canScan && <Button onClick={() => setScanning(true)}>{words.patient.scan}</Button>}
          <Button kind="main" type="submit">{words.patient.search}</Button>
        </Field>
      </form>
      {scanning && <Scanner onFound={code => {
        setScanning(false);
        search(code);
      }} onClose={() => setScanning(false)} />}
      {query && <Found query={query} />}
      {!query && active.length === 0 && <p className="empty">{words.patient.none}</p>}
      {active.length > 0 && <section><h2>{words.patient.active}</h2><ul className="cards">{active.map(one => <RequestCard key={one.id} request={one} />)}</ul></section>}
      {!query && earlier.length > 0 && <section><h2>{words.patient.earlier}</h2><ul className="cards old">{earlier.map(one => <RequestCard key={one.id} request={one} />)}</ul></section>}
      <Link to="/patient/people" className="button quiet">{words.people.link}</Link>
    </Page>
  );
}

/** Medicines that a search found; packs that may replace each other stand together. */
function Found({ query }: { query: string }) {
  const words = useWords();
  const { value, error, again } = usePolled(query, () => get<{ skus: SkuFacts[] }>(`/v1/skus?q=${encodeURIComponent(query)}&limit=${results}`));
  if (error && !value) return <Message tone="warn">{words.common.notSent} <Button kind="quiet" onClick={again}>{words.common.retry}</Button></Message>;
  if (!value) return <p className="loading" role="status">{words.common.loading}</p>;
  const groups = new Map<string, SkuFacts[]>();
  for (const facts of value.skus) groups.set(facts.group ?? facts.sku, [...(groups.get(facts.group ?? facts.sku) ?? []), facts]);
  return (
    <section>
      <div role="status"><h2>{words.patient.results(groups.size)}</h2></div>
      {groups.size === 0 && <p className="empty">{words.patient.nothing}</p>}
      <ul className="cards">
        {[...groups.values()].map(([first, ...others]) => (
          <li key={first!.sku}>
            <Link to={`/patient/medicine/${encodeURIComponent(first!.sku)}`} className="card link">
              <strong>{first!.name}</strong>
              <span className="soft">{[first!.inn, first!.strength, first!.form].filter(Boolean).join(" · ")}</span>
              {others.length > 0 && <span className="soft">{words.patient.equivalents(others.length)}</span>}
              {first!.suspended && <span className="tag bad">{words.patient.recalled}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function RequestCard({ request }: { request: Request }) {
  const words = useWords();
  const format = useFormat();
  const now = useNow();
  const match = liveMatch(request);
  const status = match ? (match.status === "held" ? "held" : "accepted") : request.status;
  const left = match ? (Date.parse(match.until) - now) / 1000 : 0;
  return (
    <li>
      <Link to={`/patient/request/${request.id}`} className={`card link request ${status}`}>
        <strong>{request.skus[0]?.name ?? words.common.unknownMedicine}</strong>
        <span className="soft">{words.common.packs(request.quantity)}</span>
        {match ? <span className="tag good">{match.status === "held" ? words.held.title : words.held.acceptedTitle} · {format.countdown(left)}</span>
          : request.status === "open" ? <span className="tag wait">{words.wait.waitingSince(format.span((now - Date.parse(request.since)) / 1000))}</span>
            : request.status === "matched" ? <span className="tag">{words.common.loading}</span>
              : <span className="tag">{words.held.endedTitles[request.status]}</span>}
      </Link>
    </li>
  );
}
