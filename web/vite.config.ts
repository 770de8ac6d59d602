import { defineConfig } from "vite";
import { firstLoad } from "./build/firstLoad.ts";
import { hubei } from "./build/hubei.ts";
import { serviceWorker } from "./build/serviceWorker.ts";
import { towns } from "./build/towns.ts";

export default defineConfig({
  base: "/app/",
  plugins: [towns(), hubei(), firstLoad(250_000), serviceWorker()],
  worker: { format: "es" },
  build: { target: "es2022", sourcemap: false, assetsInlineLimit: 0, chunkSizeWarningLimit: 1500, modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: "index.html", worker: "src/worker/worker.ts" },
      output: { entryFileNames: chunk => (chunk.name === "worker" ? "worker.js" : "assets/[name]-[hash].js") },
    },
  },
  server: { proxy: { "/v1": "http://127.0.0.1:5080", "/hubs": { target: "http://127.0.0.1:5080", ws: true } } },
});
