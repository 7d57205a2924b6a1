import { fileURLToPath } from "node:url";

import { compileMessage } from "@lingui/message-utils/compileMessage";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const CATALOGUE = /\/src\/i18n\/[a-z]{2}\/\w+\.json$/;

/** Parses the catalogues' ICU messages at build, so that no parser is sent to the browser. */
const words = (): Plugin => ({
  name: "bellhop-words",
  enforce: "pre",
  transform(code, id) {
    if (!CATALOGUE.test(id)) return null;
    const messages = Object.entries(JSON.parse(code) as Record<string, string>);
    return JSON.stringify(
      Object.fromEntries(messages.map(([key, message]) => [key, compileMessage(message)])),
    );
  },
});

export default defineConfig({
  base: "/static/",
  plugins: [words(), react()],
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
