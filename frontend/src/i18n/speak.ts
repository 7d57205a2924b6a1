import { i18n, type Messages } from "@lingui/core";

import english from "./en/core.json";

/** The languages of the dashboard, each by its own name. */
export const LANGUAGES = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  it: "Italiano",
  es: "Español",
} as const;
export type Language = keyof typeof LANGUAGES;

const KEPT = "bellhop.language";
// English is at hand before the first drawing; every other language is fetched when it is spoken.
const others = import.meta.glob<Messages>("./{de,fr,it,es}/core.json", { import: "default" });
i18n.load("en", english);

export const isLanguage = (code: string): code is Language => Object.hasOwn(LANGUAGES, code);

export const language = (): Language => (isLanguage(i18n.locale) ? i18n.locale : "en");

const baseOf = (tag: string): string => tag.toLowerCase().split("-")[0] ?? "";

const browserTags = (): string[] => [navigator.language, ...navigator.languages];

/** For Intl: the language spoken, as it is written in the reader's region where the browser tells it. */
const localeOf = (spoken: Language): string =>
  browserTags().find((tag) => baseOf(tag) === spoken) ?? spoken;

export const locale = (): string => (i18n.locale ? localeOf(language()) : navigator.language);

/** The language kept from the last visit, else the browser's, else English. */
export function likelyLanguage(): Language {
  const known = [localStorage.getItem(KEPT) ?? "", ...browserTags().map(baseOf)];
  return known.find(isLanguage) ?? "en";
}

/** From now on all texts, numbers and dates are in this language. */
export async function speak(spoken: Language): Promise<void> {
  const fetchWords = others[`./${spoken}/core.json`];
  if (fetchWords) i18n.load(spoken, await fetchWords());
  i18n.activate(spoken, [localeOf(spoken), spoken]);
  document.documentElement.lang = spoken;
}

/** The language a person chose for themselves: spoken now, and on this device from the first moment on. */
export async function speakAsChosen(chosen: string): Promise<void> {
  if (!isLanguage(chosen)) return;
  localStorage.setItem(KEPT, chosen);
  if (chosen !== i18n.locale) await speak(chosen);
}
