import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/static/",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    manifest: true,
    outDir: "dist",
    target: "es2022",
    // A `data:` font or image would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    rolldownOptions: { input: "src/main.tsx" },
  },
  test: {
    environment: "jsdom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    css: false,
    restoreMocks: true,
    testTimeout: 15_000,
  },
});
