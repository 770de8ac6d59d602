import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Plugin } from "vite";

const address = "hubei.json";

/** Outlines of the counties of Hubei, as `samples/areas` has them. */
export function hubei(): Plugin {
  const read = (): string => gunzipSync(readFileSync(new URL("../../samples/areas/hubei.topo.json.gz", import.meta.url))).toString("utf8");
  return {
    name: "hubei",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: address, source: read() });
    },
    configureServer(server) {
      server.middlewares.use(`/app/${address}`, (_, answer) => void answer.end(read()));
    },
  };
}
