import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

/** Fails the build when the pages' first load, with whatever its entry imports, the styles and a language, is larger than this when compressed. */
export function firstLoad(mostBytes: number): Plugin {
  return {
    name: "first-load",
    apply: "build",
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file): file is Rollup.OutputChunk => file.type === "chunk");
      const needed = new Set<string>();
      const add = (name: string): void => {
        const chunk = chunks.find(one => one.fileName === name);
        if (!chunk || needed.has(name)) return;
        needed.add(name);
        chunk.imports.forEach(add);
      };
      for (const chunk of chunks) if ((chunk.isEntry && chunk.name !== "worker") || chunk.facadeModuleId?.includes("/words/") || chunk.facadeModuleId?.includes("/patient/")) add(chunk.fileName);
      let bytes = 0;
      for (const file of Object.values(bundle)) {
        if (file.type === "chunk" && needed.has(file.fileName)) bytes += gzipSync(file.code).length;
        else if (file.type === "asset" && file.fileName.endsWith(".css") && !file.fileName.includes("GridMap")) bytes += gzipSync(file.source).length;
      }
      if (bytes > mostBytes) this.error(`The first load has ${bytes} bytes compressed; at most ${mostBytes} are allowed.`);
      this.info(`first load: ${bytes} bytes compressed, of ${mostBytes}`);
    },
  };
}
