import { lazy, Suspense, useDeferredValue, useMemo, useState, type FormEvent } from "react";
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { call, get } from "../api/client.ts";
import type { AdministrativeArea, Region } from "../api/types.ts";
import { useWords } from "../language/words.ts";
import { usePolled } from "../live/usePolled.ts";
import { Button, Field, Message, Stepper, useAction } from "../parts/parts.tsx";
import { Page } from "../parts/Page.tsx";
import { go } from "../parts/route.tsx";
import type { Box } from "./GridMap.tsx";

const GridMap = lazy(() => import("./GridMap.tsx"));

const highestTier = 9;
const leastCorners = 3;
const none: FeatureCollection = { type: "FeatureCollection", features: [] };

/** A crisis region, drawn on the map or put together from administrative areas. */
export function NewRegion() {
  const words = useWords();
  const action = useAction();
  const [name, setName] = useState("");
  const [tier, setTier] = useState(1);
  const [feeWaiver, setFeeWaiver] = useState(false);
  const [until, setUntil] = useState("");
  const [corners, setCorners] = useState<readonly [number, number][]>([]);
  const [file, setFile] = useState<{ name: string; geometry: Feature | FeatureCollection } | null>(null);
  const [areas, setAreas] = useState<readonly { area: AdministrativeArea; shape: Feature }[]>([]);
  const shown = useMemo(() => ({
    points: none, cells: none, areas: { type: "FeatureCollection" as const, features: [...areas.map(one => one.shape), ...(file ? featuresOf(file.geometry) : [])].map(one => ({ ...one, properties: { chosen: true } })) },
  }), [areas, file]);
  const bounds = useMemo(() => boxOf(shown.areas.features), [shown]);
  const complete = corners.length >= leastCorners || areas.length > 0 || file !== null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void action.run(async () => {
      const region = await call<Region>("POST", "/v1/regions", {
        name, tier, feeWaiver,
        ...(until ? { until: new Date(until).toISOString() } : {}),
        ...(areas.length ? { areas: areas.map(one => one.area.code) } : {}),
        ...(file ? { geometry: file.geometry } : corners.length >= leastCorners ? { geometry: { type: "Polygon", coordinates: [[...corners, corners[0]]] } } : {}),
      });
      go(`/coordinator/region/${region.id}`);
    });
  };
  return (
    <Page wide title={words.region.newTitle} back="/coordinator" lead={<p className="soft">{words.region.newText}</p>}>
      <div className="wall">
        <section className="card map-card">
          <Suspense fallback={<p className="loading" role="status">{words.common.loading}</p>}>
            <GridMap shown={shown} bounds={bounds} corners={corners} onCorner={corner => setCorners(last => [...last, corner])} />
          </Suspense>
          <div className="legend">
            <span role="status">{words.region.corners(corners.length)}</span>
            <Button kind="quiet" disabled={corners.length === 0} onClick={() => setCorners(corners.slice(0, -1))}>{words.region.undo}</Button>
          </div>
        </section>
        <form className="card" onSubmit={submit}>
          <Field label={words.counter.name} value={name} onChange={event => setName(event.target.value)} required maxLength={200} autoComplete="off" />
          <Areas chosen={areas.map(one => one.area)} onAdd={(area, shape) => setAreas(last => [...last, { area, shape }])} onRemove={code => setAreas(last => last.filter(one => one.area.code !== code))} />
          <Upload taken={file?.name ?? null} onTaken={setFile} />
          <Stepper label={words.region.tierLabel} value={tier} least={0} most={highestTier} onChange={setTier} />
          <p className="hint">{words.region.tierHint}</p>
          <Field label={`${words.region.until} (${words.common.optional})`} type="datetime-local" value={until} onChange={event => setUntil(event.target.value)} />
          <label className="check"><input type="checkbox" checked={feeWaiver} onChange={event => setFeeWaiver(event.target.checked)} /> {words.region.feeWaiver}</label>
          {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
          <Button kind="main" className="large" type="submit" busy={action.busy} disabled={!complete}>{words.region.openIt}</Button>
        </form>
      </div>
    </Page>
  );
}

const featuresOf = (geometry: Feature | FeatureCollection): Feature[] => (geometry.type === "FeatureCollection" ? geometry.features : [geometry]);

/** Around everything that was chosen; undefined for nothing. */
function boxOf(features: readonly Feature[]): Box | undefined {
  const box = [180, 90, -180, -90];
  const add = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    if (typeof part[0] !== "number") return part.forEach(add);
    const [east, north] = part as [number, number];
    [box[0], box[1], box[2], box[3]] = [Math.min(box[0]!, east), Math.min(box[1]!, north), Math.max(box[2]!, east), Math.max(box[3]!, north)];
  };
  for (const one of features) if (one.geometry && "coordinates" in one.geometry) add(one.geometry.coordinates);
  return box[0]! > box[2]! ? undefined : [[box[0]!, box[1]!], [box[2]!, box[3]!]];
}

function Upload({ taken, onTaken }: { taken: string | null; onTaken: (file: { name: string; geometry: Feature | FeatureCollection } | null) => void }) {
  const words = useWords();
  const [bad, setBad] = useState(false);
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const geometry = await file.text().then(read).catch(() => null);
    setBad(geometry === null);
    onTaken(geometry && { name: file.name, geometry });
  };
  return (
    <>
      <Field label={`${words.region.file} (${words.common.optional})`} hint={words.region.fileHint} type="file" accept=".json,.geojson,application/geo+json" onChange={event => void take(event.target.files?.[0])} />
      {bad && <Message tone="bad" role="alert">{words.region.fileBad}</Message>}
      {taken && <p className="place"><span role="status">{words.region.fileTaken(taken)}</span><Button kind="quiet" onClick={() => onTaken(null)}>{words.region.fileRemove}</Button></p>}
    </>
  );
}

/** What is not for a map is for nobody; the server looks at it more closely. */
function read(text: string): Feature | FeatureCollection | null {
  const found = JSON.parse(text) as Feature | FeatureCollection | Geometry;
  if (found.type === "Feature" || found.type === "FeatureCollection") return found;
  return found.type === "Polygon" || found.type === "MultiPolygon" ? { type: "Feature", properties: {}, geometry: found } : null;
}

function Areas({ chosen, onAdd, onRemove }: { chosen: readonly AdministrativeArea[]; onAdd: (area: AdministrativeArea, shape: Feature) => void; onRemove: (code: string) => void }) {
  const words = useWords();
  const action = useAction();
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const found = usePolled(wanted.length > 1 ? `areas/${wanted}` : null, () => get<AdministrativeArea[]>(`/v1/areas?q=${encodeURIComponent(wanted)}`)).value ?? [];
  const add = (area: AdministrativeArea): Promise<boolean> => action.run(async () => {
    setText("");
    onAdd(area, await get<Feature>(`/v1/areas/${area.code}`));
  });
  return (
    <div className="areas">
      <Field label={words.region.areas} hint={words.region.areasHint} type="search" value={text} onChange={event => setText(event.target.value)} autoComplete="off" />
      <ul className="chips">
        {found.slice(0, 6).map(area => <li key={area.code}><Button onClick={() => void add(area)}>+ {area.name}</Button></li>)}
      </ul>
      {chosen.length > 0 && (
        <ul className="chips">
          {chosen.map(area => <li key={area.code}><Button kind="main" aria-label={words.region.remove(area.name)} onClick={() => onRemove(area.code)}>{area.name} ×</Button></li>)}
        </ul>
      )}
      {action.error && <Message tone="bad" role="alert">{action.error}</Message>}
    </div>
  );
}
