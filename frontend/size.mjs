/** The JavaScript and CSS that the first page after the log-in needs, gzipped, from the manifest. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 170;
const FIRST = ["src/main.tsx", "src/app/Shell.tsx", "src/features/home/HomePage.tsx"];
const dist = new URL("./dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const seen = new Set();
const css = new Set();
function walk(key) {
  if (seen.has(key)) return;
  seen.add(key);
  manifest[key].css?.forEach((file) => css.add(file));
  manifest[key].imports?.forEach(walk);
}
FIRST.forEach(walk);

const kilobytes = (files) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0) / 1000;

const first_route_kb = Math.round(kilobytes([...seen].map((key) => manifest[key].file)) * 10) / 10;
const first_route_css_kb = Math.round(kilobytes([...css]) * 10) / 10;
process.stdout.write(
  `${JSON.stringify({ first_route_kb, first_route_css_kb, limit_kb: LIMIT_KB })}\n`,
);
process.exitCode = first_route_kb <= LIMIT_KB ? 0 : 1;
