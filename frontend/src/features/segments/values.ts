/** What stands right of an operator: its shape by the field's type, a first value, what is missing. */
import type { SegmentField, SegmentSchema } from "@/api/types";

import { nameNode, type Condition, type Node, type StayTest } from "./tree";

export type Shape =
  | "none"
  | "many"
  | "text"
  | "number"
  | "numbers"
  | "days"
  | "date"
  | "dates"
  | "boolean"
  | "cohort";

const DAY_OPERATORS = new Set([
  "in_last_days",
  "not_in_last_days",
  "more_than_days_ago",
  "in_next_days",
]);
const LIST_TYPES = new Set(["choice", "tags", "lists"]);

/** What kind of input an operator of a field asks for. */
export function shapeOf(type: string, op: string): Shape {
  if (op === "is_known" || op === "is_unknown") return "none";
  if (LIST_TYPES.has(type)) return "many";
  if (DAY_OPERATORS.has(op)) return "days";
  if (type === "date") return op === "between" ? "dates" : "date";
  if (type === "number" || type === "decimal" || type === "money")
    return op === "between" ? "numbers" : "number";
  if (type === "boolean") return "boolean";
  return type === "cohort" ? "cohort" : "text";
}

const FIRST_DAYS: Record<string, number> = { in_next_days: 30, more_than_days_ago: 365 };

/** A value to begin with; null and empty ones are still to be filled in. */
export function firstValue(shape: Shape, op: string): unknown {
  switch (shape) {
    case "many":
      return [];
    case "days":
      return FIRST_DAYS[op] ?? 90;
    case "numbers":
      return [null, null];
    case "dates":
      return ["", ""];
    case "boolean":
      return true;
    case "cohort":
      return { seed: Math.random().toString(36).slice(2, 10), from: 0, to: 10 };
    case "none":
    case "number":
      return null;
    default:
      return "";
  }
}

/** The value that is kept when the operator changes but asks for the same kind of thing. */
export const valueFor = (type: string, op: string, before: { op: string; value: unknown }) => {
  const shape = shapeOf(type, op);
  return shape === shapeOf(type, before.op) ? before.value : firstValue(shape, op);
};

export function conditionNew(field: SegmentField): Condition {
  const op = field.operators[0] ?? "";
  return {
    id: nameNode(),
    kind: "condition",
    not: false,
    field: field.name,
    op,
    value: firstValue(shapeOf(field.type, op), op),
    where: [],
    currency: "",
  };
}

export function testNew(field: SegmentField): StayTest {
  const op = field.operators[0] ?? "";
  return {
    id: nameNode(),
    name: field.name,
    op,
    value: firstValue(shapeOf(field.type, op), op),
  };
}

/** What is still to be filled in, in words; '' when nothing is. */
export function gapOf(type: string, op: string, value: unknown): string {
  const shape = shapeOf(type, op);
  const pair = Array.isArray(value) ? (value as unknown[]) : [];
  if (shape === "many" && pair.length === 0) return "Choose at least one.";
  if (shape === "text" && (typeof value !== "string" || !value.trim())) return "Enter some text.";
  if ((shape === "number" || shape === "days") && typeof value !== "number")
    return shape === "days" ? "Enter a number of days." : "Enter a number.";
  if (shape === "numbers" && !pair.every((each) => typeof each === "number"))
    return "Enter the lowest and the highest number.";
  if (shape === "date" && !value) return "Choose a day.";
  if (shape === "dates" && !pair.every(Boolean)) return "Choose the first and the last day.";
  return "";
}

export const fieldIn = (fields: SegmentField[], name: string): SegmentField | undefined =>
  fields.find((field) => field.name === name);

/** Every place that is not filled in yet, by the name of its row. */
export function gapsOf(root: Node, schema: SegmentSchema): Map<string, string> {
  const gaps = new Map<string, string>();
  const look = (id: string, field: SegmentField | undefined, op: string, value: unknown) => {
    const gap = field
      ? gapOf(field.type, op, value)
      : "This is not asked of guests any more. Take it out.";
    if (gap) gaps.set(id, gap);
  };
  const walk = (node: Node): void => {
    if (node.kind === "group") {
      if (node.children.length === 0) gaps.set(node.id, "Add a condition.");
      node.children.forEach(walk);
      return;
    }
    look(node.id, fieldIn(schema.fields, node.field), node.op, node.value);
    for (const test of node.where)
      look(test.id, fieldIn(schema.stay_fields, test.name), test.op, test.value);
  };
  walk(root);
  return gaps;
}
