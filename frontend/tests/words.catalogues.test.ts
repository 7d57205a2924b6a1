import { readFileSync, readdirSync } from "node:fs";

import { compileMessage } from "@lingui/message-utils/compileMessage";
import { expect, test } from "vitest";

import { LANGUAGES } from "@/i18n/speak";

const HERE = `${process.cwd()}/src/i18n`;
const OTHERS = Object.keys(LANGUAGES).filter((code) => code !== "en");
const AREAS = readdirSync(`${HERE}/en`);

type Catalogue = Record<string, string>;
const catalogue = (language: string, area: string): Catalogue =>
  JSON.parse(readFileSync(`${HERE}/${language}/${area}`, "utf8")) as Catalogue;

/** The names that stand in a message's places, however deep. */
function placesOf(message: string): string[] {
  const names = new Set<string>();
  const walk = (token: unknown): void => {
    if (!Array.isArray(token)) return;
    for (const part of token as unknown[]) {
      if (!Array.isArray(part)) continue;
      const [name, , cases] = part as [unknown, unknown, unknown];
      if (typeof name === "string") names.add(name);
      if (typeof cases === "object" && cases !== null) Object.values(cases).forEach(walk);
    }
  };
  walk(compileMessage(message));
  return [...names].sort();
}

/** Markup or code that a translator lost shows as braces in what is drawn. */
const broken = (message: string): boolean =>
  JSON.stringify(compileMessage(message)).includes("{ ") || message.trim() !== message;

test("a message's places are found, within its plurals too", () => {
  expect(placesOf("{hotels}, {days, plural, one {# day of {name}} other {# days}}")).toEqual([
    "days",
    "hotels",
    "name",
  ]);
});

test.each(OTHERS.flatMap((code) => AREAS.map((area) => [code, area] as const)))(
  "%s/%s has every text, with the same places",
  (code, area) => {
    const english = catalogue("en", area);
    const other = catalogue(code, area);
    expect(Object.keys(other)).toEqual(Object.keys(english));
    for (const [key, message] of Object.entries(english)) {
      const said = other[key] ?? "";
      expect(placesOf(said), key).toEqual(placesOf(message));
      expect(said, key).not.toBe("");
      expect(broken(said), key).toBe(false);
    }
  },
);

test("no text is left in English by mistake", () => {
  // Words that are the same in both languages, each looked at.
  const same = new Set(["nav.import", "nav.segments", "nav.home", "login.password", "home.of"]);
  for (const code of OTHERS) {
    const english = catalogue("en", "core.json");
    const left = Object.entries(catalogue(code, "core.json"))
      .filter(([key, text]) => text === english[key] && !same.has(key))
      .map(([key]) => key);
    expect(left, code).toEqual([]);
  }
});
