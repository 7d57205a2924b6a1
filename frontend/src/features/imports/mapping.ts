import type { CustomField, CustomFieldType, Import, ImportAnalysis } from "@/api/types";

/** Column numbers, as text, and the field each goes to; "" leaves a column out. */
export type Mapping = Record<string, string>;

const OWN = "custom:";
export const ownField = (key: string): string => `${OWN}${key}`;
export const ownKey = (field: string): string | null =>
  field.startsWith(OWN) ? field.slice(OWN.length) : null;

/** What was chosen before, or else what the columns seem to hold. */
export function mappingOf(analysis: ImportAnalysis, earlier: Import["mapping"]): Mapping {
  const chosen = Object.keys(earlier).length > 0;
  return Object.fromEntries(
    analysis.columns.map(({ number, field }) => [
      String(number),
      chosen ? (earlier[String(number)] ?? "") : field,
    ]),
  );
}

export interface Shown {
  number: number;
  name: string;
  samples: string[];
}

/** The columns as they read when the first line is headings, or is a guest. */
export function columnsShown(analysis: ImportAnalysis, hasHeader: boolean): Shown[] {
  return analysis.columns.map(({ number, header, samples }) => {
    const place = `Column ${number + 1}`;
    const named = (text: string) => (text.trim() === "" ? place : text.trim());
    if (hasHeader === analysis.has_header)
      return { number, name: hasHeader ? named(header) : place, samples };
    return hasHeader
      ? { number, name: named(samples[0] ?? ""), samples: samples.slice(1) }
      : { number, name: place, samples: [header, ...samples] };
  });
}

/** What must be mended before the file can be read so. */
export function mappingFaults(mapping: Mapping, nameOf: (field: string) => string): string[] {
  const used = Object.values(mapping).filter(Boolean);
  const twice = [...new Set(used.filter((field, i) => used.indexOf(field) !== i))];
  return [
    ...(used.includes("email") ? [] : ["Say which column holds the e-mail addresses."]),
    ...twice.map((field) => `Two columns go to “${nameOf(field)}”. Leave one of them out.`),
  ];
}

export const sameMapping = (a: Mapping, b: Mapping): boolean =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].every(
    (number) => (a[number] ?? "") === (b[number] ?? ""),
  );

const KEY_LENGTH = 50;

/** A key for a field of one's own out of its name: 'Größe (cm)' → 'grosse_cm', never one in use. */
export function keyFor(label: string, fields: Pick<CustomField, "key">[]): string {
  const plain = label
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[_0-9]+|_+$/g, "")
    .slice(0, KEY_LENGTH - 4);
  const key = plain || "field";
  const taken = new Set(fields.map((field) => field.key));
  if (!taken.has(key)) return key;
  let next = 2;
  while (taken.has(`${key}_${next}`)) next += 1;
  return `${key}_${next}`;
}

const NUMBER = /^[+-]?\d{1,12}([.,]\d+)*$/;
const DATE = /^(\d{4}-\d\d?-\d\d?|\d\d?[./-]\d\d?[./-]\d{4})\b/;
const YES_OR_NO = /^(yes|no|true|false|ja|nein|oui|non|si|sì|sí)$/i;

/** The type that all samples fit; text where they do not, or where there are none. */
export function typeFor(samples: string[]): CustomFieldType {
  const said = samples.map((sample) => sample.trim()).filter(Boolean);
  if (said.length === 0) return "text";
  if (said.every((sample) => YES_OR_NO.test(sample))) return "boolean";
  if (said.every((sample) => DATE.test(sample))) return "date";
  // A leading zero is a code or a phone number, and would be lost.
  if (said.every((sample) => NUMBER.test(sample) && !/^0\d/.test(sample))) return "number";
  return "text";
}
