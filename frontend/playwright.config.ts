import { defineConfig } from "@playwright/test";

const QUIET_FLAGS =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run " +
  "--disable-background-networking --disable-component-update --disable-sync";

/** Against a running product; `make test-e2e` starts one and sets the addresses. */
export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  timeout: 120_000,
  expect: { timeout: 15_000 },
  // One product with one campaign engine behind all tests: they tell one story, in order.
  workers: 1,
  fullyParallel: false,
  reporter: [["list"]],
  forbidOnly: Boolean(process.env["CI"]),
  use: {
    baseURL: process.env["BELLHOP_URL"] ?? "http://localhost:8000",
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/Vienna",
    viewport: { width: 1280, height: 860 },
    screenshot: "only-on-failure",
    // A dialog that is still fading in has no contrast yet, and no event says when the fade begins.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
      args: QUIET_FLAGS.split(" "),
    },
  },
});
