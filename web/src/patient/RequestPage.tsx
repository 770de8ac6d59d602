import { useEffect, useState } from "react";
import { call, get } from "../api/client.ts";
import type { PlaceInLine, Reason, Request, WhyReason } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useWords } from "../language/words.ts";
import { useStore } from "../live/store.ts";
import { line } from "../live/line.ts";
import { useNow } from "../live/useNow.ts";
import { usePolled } from "../live/usePolled.ts";
import { Button, Message, Sure, useAction } from "../parts/parts.tsx";
import { Page } from "../parts/Page.tsx";
import { Link } from "../parts/route.tsx";
import { Beyond } from "./Beyond.tsx";
import { MatchCard } from "./MatchCard.tsx";
import { NotifyMe } from "./NotifyMe.tsx";
import { Remind } from "./Remind.tsx";
import { liveMatch, usePatient, usePatientStore } from "./usePatient.ts";

const placeEvery = 10_000;
const reasonsShown = 6;
const whyEvery = 15_000;
const whyShown = 6;
const expectedEvery = 60_000;

/** One request, alive: in line, held, accepted, over. */
export function RequestPage({ id }: { id: string }) {
  const words = useWords();
  const store = usePatientStore();
  const { requests, readAt } = usePatient();
  const request = requests.find(one => one.id === id);
  useEffect(() => {
    if (!request && readAt !== null) void get<Request>(`/v1/requests/${id}`).then(found => store.put(found)).catch(() => undefined);
  }, [request, readAt, id, store]);
  if (!request) return <Page title={words.common.loading} back="/patient"><p className="loading" role="status">{words.common.loading}</p></Page>;
  const match = liveMatch(request);
  const live = request.matches.filter(one => one.status === "held" || one.status === "accepted").sort((a, b) => Number(b === match) - Number(a === match));
  const name = request.skus[0]?.name ?? words.common.unknownMedicine;
  const over = request.status === "fulfilled" || request.status === "cancelled" || request.status === "expired";
  return (
    <Page title={name} back="/patient" lead={<p className="soft">{words.common.packs(request.quantity)}</p>}>
      {live.map(one => <MatchCard key={one.id} request={request} match={one} />)}
      {over && <Over request={request} />}
      {request.status === "open" && <Waiting request={request} />}
      <Progress reasons={request.reasons} />
      {!over && <Cancel request={request} />}
    </Page>
  );
}

function Waiting({ request }: { request: Request }) {
  const words = useWords();
  const format = useFormat();
  const now = useNow();
  const { stage } = useStore(line);
  const { value } = usePolled(`place/${request.id}/${request.radiusMetres}/${request.since}`, () => get<{ places: PlaceInLine[] }>(`/v1/requests/${request.id}/place`), placeEvery);
  const places = value?.places ?? [];
  // A circle lies in up to four markets of each SKU: the best of them is where a pack comes from first.
  const ahead = places.length ? Math.min(...places.map(one => one.ahead)) : null;
  const waiting = places.length ? Math.max(...places.map(one => one.waiting)) : null;
  const pharmacies = places.length ? Math.max(...places.map(one => one.pharmaciesKnown)) : null;
  return (
    <>
      <section className="card waiting">
        <div className={`pulse ${stage}`} aria-hidden="true"><i /><i /><i /></div>
        <h2>{words.wait.lookingTitle}</h2>
        <p>{words.wait.lookingText(format.distance(request.radiusMetres))}</p>
        <p className="soft">{words.wait.waitingSince(format.span((now - Date.parse(request.since)) / 1000))} · {words.wait.keepPlace}</p>
        <dl className="facts">
          <div>
            <dt>{words.wait.place}</dt>
            <dd className="big">{ahead === null ? "–" : ahead === 0 ? words.wait.first : format.number(ahead + 1)}</dd>
            <dd className="soft">{ahead === null ? "" : ahead === 0 ? words.wait.nobodyAhead : words.wait.ahead(ahead)}{waiting !== null && waiting > 1 ? ` · ${words.wait.ofWaiting(waiting)}` : ""}</dd>
          </div>
          <div>
            <dt>{words.wait.supply}</dt>
            <dd className="big">{pharmacies === null ? "–" : format.number(pharmacies)}</dd>
            <dd className="soft">{pharmacies ? words.wait.pharmaciesKnown(pharmacies) : words.wait.noPharmacies}</dd>
          </div>
        </dl>
      </section>
      <WhyNot request={request} />
      <NotifyMe />
      <Beyond request={request} />
    </>
  );
}

/** Why nothing is held yet, in the words of the page's language. */
function WhyNot({ request }: { request: Request }) {
  const words = useWords();
  const format = useFormat();
  const { value } = usePolled(`why/${request.id}/${request.radiusMetres}`, () => get<{ reasons: WhyReason[] }>(`/v1/requests/${request.id}/why`), whyEvery);
  const say = (reason: WhyReason): string => {
    switch (reason.code) {
      case "nothing_in_reach": return words.why.nothingInReach;
      case "in_hand": return words.why.inHand;
      case "too_few": return words.why.tooFew(request.quantity);
      case "had_their_turn": return words.why.hadTheirTurn;
      case "out_of_reach": return words.why.outOfReach(format.distance(reason.distanceMetres ?? 0));
      case "first_in_line": return words.why.firstInLine;
      case "others_before": return reason.count === undefined ? words.why.fewBefore : words.why.othersBefore(reason.count);
      case "recalled": return words.patient.recalled;
      default: return reason.sentence;
    }
  };
  const expected = usePolled(`expected/${request.id}`, () => get<Request>(`/v1/requests/${request.id}`), expectedEvery).value?.expected ?? [];
  const several = request.skus.length > 1;
  const lines = [...new Set((value?.reasons ?? []).map(reason => (several && reason.sku?.name ? `${reason.sku.name}: ${say(reason)}` : say(reason))))].slice(0, whyShown);
  const announced = expected.map(one => words.why.expected(one.quantity, format.dayAndClock(one.from)));
  if (lines.length + announced.length === 0) return null;
  return <section className="progress"><h2>{words.why.title}</h2><ul className="why">{[...lines, ...announced].map(text => <li key={text}>{text}</li>)}</ul></section>;
}

function Over({ request }: { request: Request }) {
  const words = useWords();
  const format = useFormat();
  const fulfilled = request.status === "fulfilled";
  return (
    <section className={`card over ${request.status}`}>
      <h2>{words.held.endedTitles[request.status as "fulfilled" | "cancelled" | "expired"]}</h2>
      {fulfilled && <p>{words.held.collectedText}</p>}
      {fulfilled && <Remind request={request} />}
      {request.renewsAt && <p>{words.held.renews(format.dayAndClock(request.renewsAt))}</p>}
      {!request.renewsAt && request.skus[0] && <Link className="button plain" to={`/patient/medicine/${encodeURIComponent(request.skus[0].sku)}`}>{words.held.again}</Link>}
    </section>
  );
}

function Progress({ reasons }: { reasons: readonly Reason[] }) {
  const words = useWords();
  const format = useFormat();
  const texts = words.wait.reasons as Record<string, string>;
  const last = [...reasons].reverse().slice(0, reasonsShown);
  return (
    <section className="progress">
      <h2>{words.wait.whyNot}</h2>
      {last.length === 0 ? <p className="soft">{words.wait.nothingYet}</p> : (
        <ol>{last.map((reason, index) => <li key={`${reason.at}/${index}`}><time dateTime={reason.at}>{format.dayAndClock(reason.at)}</time> {texts[reason.code] ?? texts["other"]}</li>)}</ol>
      )}
    </section>
  );
}

function Cancel({ request }: { request: Request }) {
  const words = useWords();
  const store = usePatientStore();
  const action = useAction();
  const [asking, setAsking] = useState(false);
  return (
    <div className="end">
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
      <Button kind="quiet" busy={action.busy} onClick={() => setAsking(true)}>{words.wait.cancelRequest}</Button>
      <Sure open={asking} title={words.wait.cancelSure} text={words.wait.cancelText} yes={words.wait.cancelYes} no={words.wait.cancelNo}
        onNo={() => setAsking(false)} onYes={() => {
          setAsking(false);
          void action.run(async () => store.put(await call<Request>("DELETE", `/v1/requests/${request.id}`)));
        }} />
    </div>
  );
}
