import { Store } from "../live/store.ts";

export interface Place {
  latitude: number;
  longitude: number;
  /** As the person named it; null when the device told it. */
  name: string | null;
}

const key = "matchgrid.place";
const decimals = 3;

class Places extends Store<Place | null> {
  constructor() {
    super(JSON.parse(localStorage.getItem(key) ?? "null") as Place | null);
  }

  choose(place: Place | null): void {
    // About a hundred metres: more is nobody's business.
    const round = (value: number): number => Number(value.toFixed(decimals));
    const kept = place && { ...place, latitude: round(place.latitude), longitude: round(place.longitude) };
    if (kept) localStorage.setItem(key, JSON.stringify(kept));
    this.set(kept);
  }
}

/** Where the person is, as last said on this device. */
export const places = new Places();

export function locate(): Promise<Place> {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) return reject(new Error("no place"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude, name: null }), reject, { timeout: 12_000, maximumAge: 300_000 });
  });
}

export type Town = readonly [name: string, latitude: number, longitude: number];

let towns: Promise<readonly Town[]> | undefined;

/** Towns by name, read when first asked for. */
export function readTowns(): Promise<readonly Town[]> {
  towns ??= fetch("/app/towns.json").then(answer => answer.json() as Promise<Town[]>).catch(() => {
    towns = undefined;
    return [];
  });
  return towns;
}

/** The place that a person wrote: a known town, or degrees as `52.5, 13.4`. */
export function placeOf(text: string, known: readonly Town[]): Place | null {
  const degrees = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (degrees) {
    const [latitude, longitude] = [Number(degrees[1]), Number(degrees[2])];
    return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude, name: text.trim() } : null;
  }
  const wanted = text.trim().toLowerCase();
  const town = known.find(one => one[0].toLowerCase() === wanted) ?? (wanted.length > 2 ? known.find(one => one[0].toLowerCase().startsWith(wanted)) : undefined);
  return town ? { latitude: town[1], longitude: town[2], name: town[0] } : null;
}
