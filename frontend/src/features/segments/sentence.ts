/** A segment read back as one English sentence. */
import type { SegmentField, SegmentSchema } from "@/api/types";
import { count, country, day, language, many, money } from "@/format/format";
import { EMAIL_KINDS, reasonWord } from "@/words/permission";
import { channelWord } from "@/words/stay";

import type { Condition, Group, Node, StayTest } from "./tree";
import { fieldIn, shapeOf } from "./values";

/** The words for one of a field's choices. */
export function choiceWord(schema: SegmentSchema, field: SegmentField, value: string): string {
  switch (field.choices) {
    case "languages":
      return language(value);
    case "countries":
      return country(value);
    case "channels":
      return channelWord(value);
    case "reasons":
      return reasonWord(value);
    case "email_kinds":
      return (EMAIL_KINDS as Record<string, string>)[value] ?? value;
    default:
      return (
        schema.choices[field.choices]?.find((choice) => choice.value === value)?.label ?? value
      );
  }
}

const joined = (items: string[], type: "conjunction" | "disjunction"): string =>
  new Intl.ListFormat("en-GB", { type }).format(items);

const DAYS: Record<string, (days: string) => string> = {
  in_last_days: (days) => `was in the last ${days}`,
  not_in_last_days: (days) => `was not in the last ${days}`,
  more_than_days_ago: (days) => `was more than ${days} ago`,
  in_next_days: (days) => `is in the next ${days}`,
};
const SOME: Record<string, [string, "conjunction" | "disjunction"]> = {
  is_any_of: ["is", "disjunction"],
  is_none_of: ["is neither", "disjunction"],
  has_any: ["include", "disjunction"],
  has_all: ["include", "conjunction"],
  has_none: ["include none of", "conjunction"],
};

interface Asked {
  op: string;
  value: unknown;
}

function some(names: string[], op: string): string {
  const [verb, type] = SOME[op] ?? ["is", "disjunction"];
  if (names.length === 0) return `${verb} …`;
  if (op === "is_none_of")
    return names.length === 1 ? `is not ${joined(names, type)}` : `is none of ${names.join(", ")}`;
  return `${verb} ${joined(names, type)}`;
}

/** 'is at least 3', 'was in the last 90 days': what is asked of a field, from its verb on. */
export function asks(schema: SegmentSchema, field: SegmentField, { op, value }: Asked): string {
  const words = schema.operators.find(({ name }) => name === op)?.label ?? op;
  const parts = (Array.isArray(value) ? value : [value]) as (string | number | null)[];
  const written = (each: string | number | null | undefined): string => {
    if (each === null || each === "" || each === undefined) return "…";
    if (field.type === "money") return money(Number(each), schema.currency || "EUR");
    if (field.type === "date") return day(String(each));
    return typeof each === "number" ? count(each) : each;
  };
  switch (shapeOf(field.type, op)) {
    case "none":
      return words;
    case "many":
      return some(
        parts.map((each) => choiceWord(schema, field, String(each))),
        op,
      );
    case "days":
      return (DAYS[op] ?? String)(typeof value === "number" ? many(value, "day") : "… days");
    case "numbers":
    case "dates":
      return `is between ${parts.map(written).join(" and ")}`;
    case "boolean":
      return value === true ? "is yes" : "is no";
    case "text":
      return `${words} “${written(parts[0])}”`;
    default:
      return shapeOf(field.type, op) === "date"
        ? `is ${words} ${written(parts[0])}`
        : `${words} ${written(parts[0])}`;
  }
}

const lower = (label: string): string =>
  /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;

function stays(schema: SegmentSchema, where: StayTest[]): string {
  const tests = where.map((test) => {
    const field = fieldIn(schema.stay_fields, test.name);
    return field ? `${lower(field.label)} ${asks(schema, field, test)}` : test.name;
  });
  return tests.length > 0 ? ` (counting only stays whose ${tests.join(" and whose ")})` : "";
}

/** 'whose language is German', 'who may get marketing mail'. */
function condition(schema: SegmentSchema, node: Condition): string {
  const field = fieldIn(schema.fields, node.field);
  if (!field) return `for whom “${node.field}” holds`;
  if (field.name === "consent.mailable")
    return node.value === true ? "who may get marketing mail" : "who may not get marketing mail";
  if (field.type === "lists") {
    const values = Array.isArray(node.value) ? node.value.map(String) : [];
    const names = values.map((each) => choiceWord(schema, field, each));
    const on = node.op === "is_none_of" ? "who are not on the list" : "who are on the list";
    return `${on} ${names.length > 0 ? joined(names, "disjunction") : "…"}`;
  }
  if (field.type === "cohort") {
    const { from = 0, to = 0 } = (node.value ?? {}) as { from?: number; to?: number };
    return `who are in a random ${to - from}% of all guests`;
  }
  // A count or sum in a currency of its own is written in that one.
  const own = node.currency ? { ...schema, currency: node.currency } : schema;
  return `whose ${lower(field.label)} ${asks(own, field, node)}${stays(own, node.where)}`;
}

function part(schema: SegmentSchema, node: Node): string {
  if (node.kind === "condition")
    return node.not ? `not those ${condition(schema, node)}` : condition(schema, node);
  const inner = `(${group(schema, node)})`;
  return node.not ? `not those ${inner}` : inner;
}

const group = (schema: SegmentSchema, { mode, children }: Group): string => {
  if (children.length === 0) return "…";
  const word = mode === "all" ? "and" : "or";
  return children
    .map((child) => part(schema, child))
    .join(children.length > 2 ? `, ${word} ` : ` ${word} `);
};

export function sentenceOf(schema: SegmentSchema, root: Group): string {
  if (root.children.length === 0) return "No rule yet.";
  const inner = group(schema, root);
  const begin = root.not
    ? "All guests except those"
    : inner.startsWith("not ")
      ? "All guests, but"
      : "Guests";
  return `${begin} ${inner}.`;
}
