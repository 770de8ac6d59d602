import { defineConfig } from "vite";
import { firstLoad } from "./build/firstLoad.ts";
import { towns } from "./build/towns.ts";

export default defineConfig({
  base: "/app/",
  plugins: [towns(), firstLoad(250_000)],
  worker: { format: "es" },
  build: { target: "es2022", sourcemap: false, assetsInlineLimit: 0, chunkSizeWarningLimit: 1500, modulePreload: { polyfill: false } },
  server: { proxy: { "/v1": "http://127.0.0.1:5080", "/hubs": { target: "http://127.0.0.1:5080", ws: true } } },
});
