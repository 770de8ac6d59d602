import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Plugin } from "vite";

const most = 4000;

/** Towns by which a place can be named where the device does not tell its own: the largest of the US Census list in `samples/us-therapeutics`. */
export function towns(): Plugin {
  return {
    name: "towns",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "towns.json", source: JSON.stringify(read()) });
    },
    configureServer(server) {
      server.middlewares.use("/app/towns.json", (_, answer) => void answer.end(JSON.stringify(read())));
    },
  };
}

function read(): [string, number, number][] {
  const file = new URL("../../samples/us-therapeutics/zcta.csv.gz", import.meta.url);
  const [, ...rows] = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  const all = new Map<string, { people: number; latitude: number; longitude: number; largest: number }>();
  for (const row of rows) {
    const cells = row.trim().split(",");
    if (cells.length !== 6) continue;
    const [name, people] = [`${cells[1]}, ${cells[2]}`, Number(cells[5])];
    const town = all.get(name) ?? { people: 0, latitude: 0, longitude: 0, largest: -1 };
    if (people > town.largest) Object.assign(town, { largest: people, latitude: Number(cells[3]), longitude: Number(cells[4]) });
    town.people += people;
    all.set(name, town);
  }
  return [...all].sort((a, b) => b[1].people - a[1].people).slice(0, most)
    .map(([name, town]) => [name, Math.round(town.latitude * 1000) / 1000, Math.round(town.longitude * 1000) / 1000]);
}
