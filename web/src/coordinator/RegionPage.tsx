import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Feature, FeatureCollection } from "geojson";
import { call, get } from "../api/client.ts";
import type { Alarm, CurvePoint, RegionCell, RegionFigures, SkuFigures } from "../api/types.ts";
import { useFormat } from "../language/format.ts";
import { useTag, useWords } from "../language/words.ts";
import { useStore } from "../live/store.ts";
import { usePolled } from "../live/usePolled.ts";
import { Button, Choice, Message, Sure, useAction } from "../parts/parts.tsx";
import { Page } from "../parts/Page.tsx";
import { go } from "../parts/route.tsx";
import { saveCsv, savePicture } from "../parts/save.ts";
import type { Box } from "./GridMap.tsx";
import { Forecast } from "./Forecast.tsx";
import { RegionStore } from "./regionStore.ts";

const GridMap = lazy(() => import("./GridMap.tsx"));
const Curve = lazy(() => import("./Curve.tsx"));

const cellsEvery = 4_000;
const historyEvery = 15_000;
const points = 240;
const spans = { hour: 3_600_000, day: 86_400_000, fortnight: 1_209_600_000 } as const;
const metresPerDegree = 111_320;

type Span = keyof typeof spans;
type Colour = "unmet" | "rate";

/** A crisis region as it is this second, or as it was: figures, map, curve, medicines, alarms. */
export function RegionPage({ id }: { id: string }) {
  const words = useWords();
  const [store, setStore] = useState<RegionStore | null>(null);
  useEffect(() => {
    const made = new RegionStore(id);
    setStore(made);
    return () => made.dispose();
  }, [id]);
  return store ? <Inside store={store} id={id} /> : <Page wide title={words.common.loading} back="/coordinator"><p className="loading" role="status">{words.common.loading}</p></Page>;
}

function Inside({ store, id }: { store: RegionStore; id: string }) {
  const words = useWords();
  const format = useFormat();
  const { region, figures, alarms } = useStore(store);
  const [sku, setSku] = useState<string | null>(null);
  const [span, setSpan] = useState<Span>("hour");
  const [then, setThen] = useState<number | null>(null);
  const filter = sku ? `&sku=${encodeURIComponent(sku)}` : "";
  const history = usePolled(`${id}/${sku}/${span}`, () => get<{ points: CurvePoint[] }>(
    `/v1/regions/${id}/history?from=${new Date(Date.now() - spans[span]).toISOString()}&points=${points}${filter}`), historyEvery);
  if (!region || !figures) return <Page wide title={words.common.loading} back="/coordinator"><p className="loading" role="status">{words.common.loading}</p></Page>;
  const curve = history.value?.points ?? [];
  const past = then === null ? null : (curve[Math.min(then, curve.length - 1)] ?? null);
  const shown = sku ? (figures.skus.find(one => one.sku === sku) ?? figures.total) : figures.total;
  return (
    <Page wide title={region.name} back="/coordinator" actions={<Close id={id} open={region.open} onClosed={() => store.refresh()} />}
      lead={<p className="soft">{[words.region.tier(region.tier), region.open ? words.region.isOpen : words.region.isClosed, region.coarse && words.region.coarse].filter(Boolean).join(" · ")}</p>}>
      <Alarms id={id} alarms={alarms} onChanged={() => store.refresh()} />
      {sku && <p className="place"><span>{shown.name ?? sku}</span><Button kind="quiet" onClick={() => setSku(null)}>{words.region.allMedicines}</Button></p>}
      {past ? <PastFigures point={past} /> : <Figures figures={figures} shown={shown} />}
      <div className="wall">
        <div>
          <Where id={id} region={region} sku={sku} />
          <section className="card">
            <h2>{words.region.curve}</h2>
            <Choice<Span> label={words.region.span} value={span} onChange={value => {
              setSpan(value);
              setThen(null);
            }} options={(Object.keys(spans) as Span[]).map(value => ({ value, label: words.region.spans[value] }))} />
            <History points={curve} />
            {curve.length > 1 && (
              <div className="slider">
                <label htmlFor="then">{words.region.slider} <output>{past ? format.dayAndClock(past.at) : words.region.now}</output></label>
                <input id="then" type="range" min={0} max={curve.length} value={then ?? curve.length} aria-valuetext={past ? format.dayAndClock(past.at) : words.region.now}
                  onChange={event => setThen(Number(event.target.value) === curve.length ? null : Number(event.target.value))} />
              </div>
            )}
            <Button kind="quiet" onClick={() => saveCsv("matchgrid-history.csv", ["at", "open", "asked", "matched", "made", "collected", "broken", "onHand", "held", "available"],
              curve.map(one => [one.at, one.open, one.asked, one.matched, one.made, one.collected, one.broken, one.onHand, one.held, one.available]))}>{words.watch.saveTable}</Button>
          </section>
        </div>
        <div><Medicines figures={figures} onChoose={setSku} /><Forecast id={id} sku={sku} /></div>
      </div>
    </Page>
  );
}

function Figures({ figures, shown }: { figures: RegionFigures; shown: SkuFigures }) {
  const words = useWords();
  const format = useFormat();
  const open = shown.open.routine + shown.open.soon + shown.open.urgent + shown.open.critical;
  const all: [name: string, value: string, of?: string][] = [
    [words.region.waiting, format.number(open)],
    [words.region.pressing, format.number(shown.open.urgent + shown.open.critical)],
    [words.region.asked, format.number(shown.asked)],
    [words.region.available, format.number(shown.available)],
    [words.region.matched, format.number(shown.matched)],
    [words.watch.collected, format.number(shown.collected)],
    [words.region.fillRate, shown.fillRate === undefined ? "–" : format.percent(shown.fillRate)],
    [words.watch.waited, shown.waitP50Seconds === undefined ? "–" : format.shortSpan(shown.waitP50Seconds)],
    [words.region.reporting, format.number(figures.reporting), format.number(figures.pharmacies)],
    [words.region.stockOut, shown.stockOutAt ? format.dayAndClock(shown.stockOutAt) : "–"],
  ];
  return <dl className="figures" data-at={figures.at}>{all.map(([name, value, of]) => <div key={name}><dt>{name}</dt><dd className="big">{value}{of !== undefined && <span className="of"> / {of}</span>}</dd></div>)}</dl>;
}

function PastFigures({ point }: { point: CurvePoint }) {
  const words = useWords();
  const format = useFormat();
  const all: [string, number][] = [
    [words.region.waiting, point.open], [words.region.asked, point.asked], [words.region.available, point.available], [words.region.matched, point.matched],
    [words.watch.collected, point.collected],
  ];
  return <dl className="figures past" data-at={point.at}>{all.map(([name, value]) => <div key={name}><dt>{name}</dt><dd className="big">{format.number(value)}</dd></div>)}</dl>;
}

function Where({ id, region, sku }: { id: string; region: { latitude: number; longitude: number; radiusMetres: number }; sku: string | null }) {
  const words = useWords();
  const [colour, setColour] = useState<Colour>("unmet");
  const picture = useRef<(() => string) | null>(null);
  const shape = usePolled(`${id}/shape`, () => get<Feature>(`/v1/regions/${id}/shape`)).value;
  const cells = usePolled(`${id}/cells/${sku}`, () => get<RegionCell[]>(`/v1/regions/${id}/cells${sku ? `?sku=${encodeURIComponent(sku)}` : ""}`), cellsEvery).value;
  const shown = useMemo(() => ({
    points: none, cells: cellsOf(cells ?? [], colour),
    areas: { type: "FeatureCollection" as const, features: shape ? [{ ...shape, properties: { chosen: true } }] : [] },
  }), [shape, cells, colour]);
  const bounds = useMemo((): Box => {
    const north = Math.min(60, region.radiusMetres / metresPerDegree);
    const east = Math.min(170, north / Math.max(0.1, Math.cos((region.latitude * Math.PI) / 180)));
    return [[region.longitude - east, Math.max(-85, region.latitude - north)], [region.longitude + east, Math.min(85, region.latitude + north)]];
  }, [region.latitude, region.longitude, region.radiusMetres]);
  const keepPicture = useCallback((take: () => string) => {
    picture.current = take;
  }, []);
  return (
    <section className="card map-card">
      <Suspense fallback={<p className="loading" role="status">{words.common.loading}</p>}><GridMap shown={shown} bounds={bounds} onPicture={keepPicture} /></Suspense>
      <div className="legend">
        <Choice<Colour> label={words.region.colour} value={colour} onChange={setColour}
          options={[{ value: "unmet", label: words.region.byUnmet }, { value: "rate", label: words.region.byRate }]} />
        <span><i className="met" aria-hidden="true" />{words.region.low}</span><span><i className="unmet" aria-hidden="true" />{words.region.high}</span>
        <Button kind="quiet" onClick={() => picture.current && savePicture("matchgrid-region.png", picture.current())}>{words.watch.savePicture}</Button>
      </div>
    </section>
  );
}

const none: FeatureCollection = { type: "FeatureCollection", features: [] };

function cellsOf(cells: readonly RegionCell[], colour: Colour): FeatureCollection {
  const most = Math.max(1, ...cells.map(cell => cell.asked));
  return {
    type: "FeatureCollection",
    features: cells.map(cell => {
      const all = cell.asked + cell.matched;
      const value = colour === "unmet" ? Math.sqrt(cell.asked / most) : all === 0 ? 0 : cell.asked / all;
      return { type: "Feature", properties: { value }, geometry: { type: "Polygon", coordinates: [[...cell.corners, cell.corners[0]!]] } };
    }),
  };
}

function History({ points: curve }: { points: readonly CurvePoint[] }) {
  const words = useWords();
  const tag = useTag();
  const lines = useMemo(() => {
    const of = (value: (point: CurvePoint) => number): [number, number][] => curve.map(point => [Date.parse(point.at), value(point)]);
    return [
      { name: words.region.asked, tone: "asked" as const, points: of(point => point.asked) },
      { name: words.region.matched, tone: "held" as const, points: of(point => point.matched) },
      { name: words.region.available, tone: "free" as const, points: of(point => point.available) },
    ];
  }, [curve, words]);
  return <Suspense fallback={<p className="loading" role="status">{words.common.loading}</p>}><Curve lines={lines} label={words.region.curve} tag={tag} /></Suspense>;
}

function Medicines({ figures, onChoose }: { figures: RegionFigures; onChoose: (sku: string) => void }) {
  const words = useWords();
  const format = useFormat();
  const header = [words.counter.medicine, words.region.waiting, words.region.asked, words.region.available, words.region.matched, words.region.fillRate];
  const waiting = (one: SkuFigures): number => one.open.routine + one.open.soon + one.open.urgent + one.open.critical;
  return (
    <section className="card">
      <div className="page-head">
        <h2>{words.watch.medicines}</h2>
        <Button kind="quiet" onClick={() => saveCsv("matchgrid-region.csv", header, figures.skus.map(one => [one.name ?? one.sku, waiting(one), one.asked, one.available, one.matched, one.fillRate]))}>
          {words.watch.saveTable}
        </Button>
      </div>
      {figures.skus.length === 0 ? <p className="empty">{words.region.quiet}</p> : (
        <div className="scroll" role="region" aria-label={words.watch.medicines} tabIndex={0}>
          <table>
            <thead><tr>{header.map((name, index) => <th key={name} scope="col" className={index ? "number" : ""}>{name}</th>)}</tr></thead>
            <tbody>
              {figures.skus.map(one => (
                <tr key={one.sku}>
                  <th scope="row"><button type="button" className="link" onClick={() => onChoose(one.sku!)}>{one.name ?? one.sku}</button></th>
                  {[waiting(one), one.asked, one.available, one.matched].map((value, index) => <td key={index} className="number">{format.number(value)}</td>)}
                  <td className="number">{one.fillRate === undefined ? "–" : format.percent(one.fillRate)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Alarms({ id, alarms, onChanged }: { id: string; alarms: readonly Alarm[]; onChanged: () => Promise<void> }) {
  const words = useWords();
  const format = useFormat();
  const action = useAction();
  const raised = alarms.filter(alarm => !alarm.clearedAt);
  return (
    <div className="alarms" role="status">
      {raised.map(alarm => (
        <Message key={alarm.id} tone={alarm.acknowledgedAt ? "info" : "bad"}>
          <strong>{words.region.alarms[alarm.kind]}</strong> {alarm.name ?? alarm.pharmacy ?? ""} · {format.dayAndClock(alarm.raisedAt)}{" "}
          {alarm.acknowledgedAt ? words.region.acknowledged : (
            <Button kind="quiet" busy={action.busy} onClick={() => void action.run(async () => {
              await call("POST", `/v1/regions/${id}/alarms/${alarm.id}/acknowledge`);
              await onChanged();
            })}>{words.region.acknowledge}</Button>
          )}
        </Message>
      ))}
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
    </div>
  );
}

function Close({ id, open, onClosed }: { id: string; open: boolean; onClosed: () => Promise<void> }) {
  const words = useWords();
  const action = useAction();
  const [asking, setAsking] = useState(false);
  if (!open) return null;
  return (
    <div>
      <Button busy={action.busy} onClick={() => setAsking(true)}>{words.region.close}</Button>
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
      <Sure open={asking} title={words.region.closeSure} text={words.region.closeText} yes={words.region.close} no={words.common.cancel} onNo={() => setAsking(false)} onYes={() => {
        setAsking(false);
        void action.run(async () => {
          await call("POST", `/v1/regions/${id}/close`);
          await onClosed();
          go("/coordinator");
        });
      }} />
    </div>
  );
}
