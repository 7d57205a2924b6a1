import { i18n } from "@lingui/core";

import type core from "./en/core.json";

/** Each text of the dashboard by its name in `<language>/<area>.json`, in ICU MessageFormat. */
export type Key = keyof typeof core;

/** The text in the language spoken, with its values in their places. Looked up at each drawing. */
export const t = (key: Key, values?: Record<string, string | number>): string =>
  i18n._(key, values);
