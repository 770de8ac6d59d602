import { createHash } from "node:crypto";
import type { Plugin, Rollup } from "vite";

/** Tells the service worker which files to keep: all that patients and pharmacies need. The map and the curves come when they are looked at. */
export function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file): file is Rollup.OutputChunk => file.type === "chunk");
      const worker = chunks.find(chunk => chunk.name === "worker")!;
      const wanted = new Set<string>(["manifest.webmanifest", "icon.svg", "icon-192.png", "index.html"]);
      const add = (name: string): void => {
        const chunk = chunks.find(one => one.fileName === name);
        if (!chunk || wanted.has(name)) return;
        wanted.add(name);
        chunk.imports.forEach(add);
      };
      for (const chunk of chunks) {
        if (chunk === worker) continue;
        if (chunk.isEntry || /\/(words|patient|pharmacy)\//.test(chunk.facadeModuleId ?? "")) add(chunk.fileName);
      }
      for (const name of Object.keys(bundle)) if (name.endsWith(".css") && !name.includes("GridMap")) wanted.add(name);
      const files = [...wanted].sort().map(name => `/app/${name}`);
      const version = createHash("sha256").update(chunks.map(chunk => chunk.fileName).sort().join()).digest("hex").slice(0, 12);
      worker.code = worker.code.replaceAll("APP_FILES", JSON.stringify({ version, files }));
    },
  };
}
