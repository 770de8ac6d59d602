import { feature, mesh } from "topojson-client";
import type { FeatureCollection, MultiLineString } from "geojson";
import type { GeometryCollection, Topology } from "topojson-specification";
import states from "us-atlas/states-10m.json?url";
import land from "world-atlas/land-110m.json?url";

export interface Outlines {
  /** All land: Natural Earth, by world-atlas. */
  land: FeatureCollection;
  /** Borders of the states of the US: Census Bureau, by us-atlas. */
  borders: MultiLineString;
  /** Borders of the counties of Hubei. */
  hubei: MultiLineString;
}

/** What the map is drawn on: files of this app, from nowhere else. */
export async function readOutlines(): Promise<Outlines> {
  const read = async <T>(address: string): Promise<T> => (await (await fetch(address)).json()) as T;
  const [world, us, china] = await Promise.all([
    read<Topology<{ land: GeometryCollection }>>(land), read<Topology<{ states: GeometryCollection }>>(states), read<Topology<{ counties: GeometryCollection }>>("/app/hubei.json"),
  ]);
  return { land: feature(world, world.objects.land) as FeatureCollection, borders: mesh(us, us.objects.states), hubei: mesh(china, china.objects.counties) };
}
