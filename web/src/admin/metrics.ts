/** Sums of the server's own figures (Prometheus text), by name; labels are added up. */
export function readMetrics(text: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of text.split("\n")) {
    const found = /^([a-z_0-9]+)(?:\{[^}]*\})? ([0-9.e+-]+)/i.exec(row);
    if (found) sums.set(found[1]!, (sums.get(found[1]!) ?? 0) + Number(found[2]));
  }
  return sums;
}

/** A histogram's quantile, by the bucket that it lies in; null for one without entries. */
export function quantile(text: string, name: string, part: number): number | null {
  const buckets = [...text.matchAll(new RegExp(`^${name}_bucket\\{[^}]*le="([^"]+)"[^}]*\\} (\\d+)`, "gm"))].map(found => [found[1] === "+Inf" ? Infinity : Number(found[1]), Number(found[2])] as const);
  const all = buckets.at(-1)?.[1] ?? 0;
  return all === 0 ? null : (buckets.find(([, count]) => count >= all * part)?.[0] ?? null);
}
