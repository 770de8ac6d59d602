import { useMemo, useState } from "react";
import { renderSVG } from "uqr";
import { post, Refused } from "../api/client.ts";
import type { Match, Request } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { useNow } from "../live/useNow.ts";
import { Button, Message, Sure, useAction } from "../parts/parts.tsx";
import { usePatientStore } from "./usePatient.ts";

/** A pack that is held: how long, where, how to get there, the code; accept, decline, more time. */
export function MatchCard({ request, match }: { request: Request; match: Match }) {
  const words = useWords();
  const format = useFormat();
  const store = usePatientStore();
  const action = useAction();
  const [declining, setDeclining] = useState(false);
  const [extended, setExtended] = useState(false);
  const accepted = match.status === "accepted";
  const price = format.money(match.priceMinor, match.currency);

  const answer = (what: "accept" | "decline" | "extend"): Promise<boolean> => action.run(async () => {
    try {
      const changed = await post<Match>(`/v1/requests/${request.id}/matches/${match.id}/${what}`);
      store.put({ ...request, matches: request.matches.map(one => (one.id === match.id ? changed : one)) });
      setExtended(what === "extend");
    } catch (cause) {
      // What was sent before a loss may have been taken: what stands is shown.
      await store.refresh().catch(() => undefined);
      if (!(cause instanceof Refused && cause.code === "already_accepted")) throw cause;
    }
  });

  return (
    <section className={`card match ${match.status}`} aria-labelledby={`match-${match.id}`}>
      <div className="match-head">
        <h2 id={`match-${match.id}`}>{accepted ? words.held.acceptedTitle : words.held.title}</h2>
        <p className={match.setAside ? "tag good" : "tag"}>{match.setAside ? words.held.setAside : words.held.reserved}</p>
      </div>
      <TimeLeft from={match.matchedAt} until={match.until} label={accepted ? words.held.leftCollect : words.held.left} />
      <p className="what">{match.quantity > 1 ? `${words.common.packs(match.quantity)} · ` : ""}{match.sku.name ?? words.common.unknownMedicine}{price && <span className="soft"> · {price}</span>}</p>
      <Where match={match} />
      {accepted && <Code code={match.code} />}
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
      {extended && !action.error && <Message tone="good">{words.held.extended}</Message>}
      <div className="actions">
        {!accepted && <Button kind="main" className="large" busy={action.busy} onClick={() => void answer("accept")}>{words.held.accept}</Button>}
        {accepted && <Button busy={action.busy} onClick={() => void answer("extend")}>{words.held.extend}</Button>}
        <Button kind={accepted ? "quiet" : "plain"} busy={action.busy} onClick={() => setDeclining(true)}>{words.held.decline}</Button>
      </div>
      <Sure open={declining} title={words.held.declineSure} text={words.held.declineText} yes={words.held.declineYes} no={words.common.cancel}
        onNo={() => setDeclining(false)} onYes={() => {
          setDeclining(false);
          void answer("decline");
        }} />
    </section>
  );
}

function TimeLeft({ from, until, label }: { from: string; until: string; label: string }) {
  const words = useWords();
  const format = useFormat();
  const now = useNow();
  const end = Date.parse(until);
  const left = Math.max(0, (end - now) / 1000);
  const share = Math.max(0, Math.min(1, left / Math.max(1, (end - Date.parse(from)) / 1000)));
  return (
    <div className={`time-left ${left < 120 ? "short" : ""}`}>
      <p role="timer" aria-label={`${format.span(left)} ${label}`}><strong>{format.countdown(left)}</strong> <span>{label}</span> <span className="soft">({words.held.until(format.dayAndClock(until))})</span></p>
      <progress max={1} value={share} aria-hidden="true" />
    </div>
  );
}

function Where({ match }: { match: Match }) {
  const words = useWords();
  const format = useFormat();
  const { pharmacy } = match;
  const known = pharmacy.latitude !== undefined && pharmacy.longitude !== undefined;
  return (
    <div className="where">
      <p><strong>{pharmacy.name ?? pharmacy.id}</strong><br />{pharmacy.address}</p>
      <p className="soft">
        {words.held.away(format.distance(match.distanceMetres))}
        {pharmacy.hours && <> · {words.held.hours}: {pharmacy.hours}</>}
        {pharmacy.openNow !== undefined && <> · <span className={pharmacy.openNow ? "good-text" : ""}>{pharmacy.openNow ? words.ask.openNow : words.ask.closed}</span></>}
      </p>
      <p className="links">
        {known && <a className="button plain" href={way(pharmacy.latitude!, pharmacy.longitude!)} target="_blank" rel="noreferrer">{words.held.way}</a>}
        {pharmacy.phone && <a className="button plain" href={`tel:${pharmacy.phone.replaceAll(/[^+\d]/g, "")}`}>{words.held.call(pharmacy.phone)}</a>}
      </p>
    </div>
  );
}

/** Opens the device's own maps; on others a page with the way from where one is. */
const way = (latitude: number, longitude: number): string => /android/i.test(navigator.userAgent)
  ? `geo:${latitude},${longitude}?q=${latitude},${longitude}`
  : `https://www.openstreetmap.org/directions?to=${latitude}%2C${longitude}`;

function Code({ code }: { code: string }) {
  const words = useWords();
  const picture = useMemo(() => `data:image/svg+xml;utf8,${encodeURIComponent(renderSVG(code, { border: 2 }))}`, [code]);
  return (
    <div className="code">
      <img src={picture} alt="" width={168} height={168} />
      <p>
        <span className="soft">{words.held.code}</span>
        <strong>{code}</strong>
        <span className="soft">{words.held.codeHint}</span>
      </p>
    </div>
  );
}
