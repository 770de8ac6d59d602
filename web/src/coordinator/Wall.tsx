import { lazy, Suspense, useCallback, useMemo, useRef } from "react";
import type { FeatureCollection } from "geojson";
import { useFormat } from "../language/format.ts";
import { useTag, useWords } from "../language/words.ts";
import { useStore } from "../live/store.ts";
import { Button } from "../parts/parts.tsx";
import { saveCsv, savePicture } from "../parts/save.ts";
import type { FeedState, FeedStore } from "./feedStore.ts";

const GridMap = lazy(() => import("./GridMap.tsx"));
const Curve = lazy(() => import("./Curve.tsx"));

const none: FeatureCollection = { type: "FeatureCollection", features: [] };

/** The grid as it is this second: figures, the map, curves, each medicine, what happened last. */
export function Wall({ store }: { store: FeedStore }) {
  const words = useWords();
  const tag = useTag();
  const feed = useStore(store);
  const picture = useRef<(() => string) | null>(null);
  const points = useMemo(() => placesOf(feed), [feed.places]);
  const shown = useMemo(() => ({ points, cells: none, areas: none }), [points]);
  const keepPicture = useCallback((take: () => string) => {
    picture.current = take;
  }, []);
  const lines = useMemo(() => [
    { name: words.watch.held, tone: "held" as const, points: feed.held }, { name: words.watch.asked, tone: "asked" as const, points: feed.asked },
  ], [words, feed.held, feed.asked]);
  return (
    <>
      <Figures feed={feed} />
      <div className="wall">
        <div>
          <section className="card map-card">
            <Suspense fallback={<p className="loading" role="status">{words.common.loading}</p>}><GridMap shown={shown} onPicture={keepPicture} /></Suspense>
            <div className="legend">
              <span><i className="met" aria-hidden="true" />{words.watch.met}</span><span><i className="partly" aria-hidden="true" />{words.watch.partly}</span>
              <span><i className="unmet" aria-hidden="true" />{words.watch.unmet}</span>
              <Button kind="quiet" onClick={() => picture.current && savePicture("matchgrid-map.png", picture.current())}>{words.watch.savePicture}</Button>
            </div>
          </section>
          <section className="card">
            <h2>{words.watch.curve}</h2>
            <Suspense fallback={<p className="loading" role="status">{words.common.loading}</p>}><Curve lines={lines} label={words.watch.curve} tag={tag} /></Suspense>
          </section>
        </div>
        <div><Medicines feed={feed} /><Latest feed={feed} /></div>
      </div>
    </>
  );
}

/** A pharmacy's packs that reached nobody, as a share of those held there: its colour; how many, its size. */
function placesOf(feed: FeedState): FeatureCollection {
  const most = Math.max(1, ...feed.places.map(place => place.held));
  return {
    type: "FeatureCollection",
    features: feed.places.map(place => ({
      type: "Feature",
      properties: { value: place.held === 0 ? 0 : Math.min(1, place.lost / place.held), size: Math.sqrt(place.held / most) },
      geometry: { type: "Point", coordinates: [place.longitude, place.latitude] },
    })),
  };
}

function Figures({ feed }: { feed: FeedState }) {
  const words = useWords();
  const format = useFormat();
  const sum = (count: (one: FeedState["medicines"][number]) => number): number => feed.medicines.reduce((total, one) => total + count(one), 0);
  const [asked, held, collected, lost] = [sum(one => one.asked), sum(one => one.held), sum(one => one.collected), sum(one => one.lost)];
  const all: [string, string][] = [
    [words.watch.asked, format.number(asked)], [words.watch.held, format.number(held)], [words.watch.collected, format.number(collected)],
    [words.watch.lost, format.number(lost)], [words.watch.places, format.number(feed.places.length)],
  ];
  return <dl className="figures">{all.map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="big">{value}</dd></div>)}</dl>;
}

function Medicines({ feed }: { feed: FeedState }) {
  const words = useWords();
  const format = useFormat();
  const header = [words.counter.medicine, words.watch.asked, words.watch.held, words.watch.collected, words.watch.lost, words.watch.waited];
  return (
    <section className="card">
      <div className="page-head">
        <h2>{words.watch.medicines}</h2>
        <Button kind="quiet" onClick={() => saveCsv("matchgrid-medicines.csv", header, feed.medicines.map(one => [one.name, one.asked, one.held, one.collected, one.lost, one.waited]))}>
          {words.watch.saveTable}
        </Button>
      </div>
      {feed.medicines.length === 0 ? <p className="empty">{words.watch.quiet}</p> : (
        <div className="scroll" role="region" aria-label={words.watch.medicines} tabIndex={0}>
          <table>
            <thead><tr>{header.map((name, index) => <th key={name} scope="col" className={index ? "number" : ""}>{name}</th>)}</tr></thead>
            <tbody>
              {feed.medicines.map(one => (
                <tr key={one.name}>
                  <th scope="row">{one.name || words.common.unknownMedicine}</th>
                  {[one.asked, one.held, one.collected, one.lost].map((value, index) => <td key={index} className="number">{format.number(value)}</td>)}
                  <td className="number">{one.waited === null ? "–" : format.span(one.waited)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Latest({ feed }: { feed: FeedState }) {
  const words = useWords();
  const format = useFormat();
  const kinds = words.watch.kinds as Record<string, string>;
  return (
    <section className="card">
      <h2>{words.watch.latest}</h2>
      {feed.latest.length === 0 && <p className="empty">{words.watch.quiet}</p>}
      <ol className="latest">
        {feed.latest.map((event, index) => (
          <li key={`${event.at}/${index}`} data-kind={event.kind}>
            <time dateTime={event.at}>{format.clock(event.at)}</time>
            <span><strong>{kinds[event.kind] ?? event.kind}</strong> {event.quantity} × {event.name ?? words.common.unknownMedicine}{event.pharmacy && <span className="soft"> · {event.pharmacy}</span>}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
