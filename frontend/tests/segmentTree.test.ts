import { expect, test } from "vitest";

import type { SegmentSchema, SegmentTree } from "@/api/types";
import { copyName } from "@/features/segments/copy";
import { sentenceOf } from "@/features/segments/sentence";
import { STARTERS } from "@/features/segments/starters";
import {
  faultsAt,
  nodeAdd,
  nodeChange,
  nodeCopy,
  nodeRemove,
  sizeOf,
  treeRead,
  treeWrite,
  type Condition,
} from "@/features/segments/tree";
import { conditionNew, fieldIn, gapsOf, valueFor } from "@/features/segments/values";

import { segmentSchema } from "./segmentWorld";

const schema: SegmentSchema = segmentSchema;
const of = (rule: Record<string, unknown>): SegmentTree => ({ version: 1, rule });
const german = { field: "profile.language", op: "is_any_of", value: ["de"] };
const often = { field: "stays.count", op: "gte", value: 3 };

const nested = of({
  any: [
    { all: [german, { not: often }] },
    { not: { any: [{ ...often, where: { nights: { op: "gte", value: 2 } } }] } },
  ],
});

test("a tree is written as it was read, with its groups, negations and stays", () => {
  expect(treeWrite(treeRead(nested))).toEqual(nested);
  const first = STARTERS.map(({ tree }) => tree);
  expect(first.map((tree) => treeWrite(treeRead(tree)))).toEqual(first);
});

test("a lone condition gets a group around it, and two negations are none", () => {
  expect(treeWrite(treeRead(of(german)))).toEqual(of({ all: [german] }));
  expect(treeWrite(treeRead(of({ not: { not: { all: [german] } } })))).toEqual(
    of({ all: [german] }),
  );
});

test("what asks whether something is known has no value", () => {
  const rule = { all: [{ field: "profile.language", op: "is_known" }] };
  expect(treeWrite(treeRead(of(rule)))).toEqual(of(rule));
});

test("adding, copying, changing and removing touch one place only", () => {
  const root = treeRead(of({ all: [german, { any: [often] }] }));
  const [first, group] = root.children;
  if (!first || group?.kind !== "group") throw new Error("The tree has two rules");
  const field = fieldIn(schema.fields, "profile.language");
  if (!field) throw new Error("The schema has a language");
  const added = nodeAdd(root, group.id, conditionNew(field));
  expect(sizeOf(added)).toBe(3);
  expect(added.children[0]).toBe(first);
  expect(treeWrite(nodeCopy(root, group.id))).toEqual(
    of({ all: [german, { any: [often] }, { any: [often] }] }),
  );
  expect(treeWrite(nodeRemove(root, first.id))).toEqual(of({ all: [{ any: [often] }] }));
  expect(nodeRemove(root, root.id)).toBe(root);
  const turned = nodeChange(root, first.id, (node) => ({ ...node, not: true }));
  expect(treeWrite(turned)).toEqual(of({ all: [{ not: german }, { any: [often] }] }));
});

test("a fault stands at the innermost row whose place the server named", () => {
  const root = treeRead(nested);
  const [first, second] = root.children;
  if (first?.kind !== "group" || second?.kind !== "group") throw new Error("Two groups");
  const counted = second.children[0] as Condition;
  expect(faultsAt(root, { "rule.any[0].all[1].not.value": ["Enter a number."] })).toEqual(
    new Map([[first.children[1]?.id, "Enter a number."]]),
  );
  expect(faultsAt(root, { "rule.any[1].not.any[0].where.nights.value": ["Whole."] })).toEqual(
    new Map([[counted.where[0]?.id, "Whole."]]),
  );
  expect(faultsAt(root, { "rule.any[10].value": ["Elsewhere."] })).toEqual(
    new Map([[root.id, "Elsewhere."]]),
  );
});

test("the operator's value stays where it fits, and begins anew where it does not", () => {
  expect(valueFor("number", "lte", { op: "gte", value: 3 })).toBe(3);
  expect(valueFor("number", "between", { op: "gte", value: 3 })).toEqual([null, null]);
  expect(valueFor("date", "in_next_days", { op: "on_or_after", value: "2026-01-01" })).toBe(30);
  expect(valueFor("choice", "is_known", { op: "is_any_of", value: ["de"] })).toBeNull();
});

test("what is not filled in is named at its row, an empty group too", () => {
  const root = treeRead(of({ all: [{ ...german, value: [] }, { any: [] }, often] }));
  expect([...gapsOf(root, schema)]).toEqual([
    [root.children[0]?.id, "Choose at least one."],
    [root.children[1]?.id, "Add a condition."],
  ]);
});

test("a rule reads back as a sentence", () => {
  const say = (rule: Record<string, unknown>) => sentenceOf(schema, treeRead(of(rule)));
  expect(say({ all: [{ ...german, value: ["de", "fr"] }, often] })).toBe(
    "Guests whose language is German or French and whose number of stays is at least 3.",
  );
  expect(say({ any: [{ not: german }, { all: [often, german] }] })).toBe(
    "All guests, but not those whose language is German or (whose number of stays is at least 3 and whose language is German).",
  );
  expect(say({ not: { any: [german] } })).toBe("All guests except those whose language is German.");
  expect(
    say({
      all: [
        { field: "stays.revenue", op: "between", value: [50_000, 120_000] },
        { field: "stays.last_departure", op: "more_than_days_ago", value: 365 },
        { field: "consent.mailable", op: "is", value: true },
      ],
    }),
  ).toBe(
    "Guests whose money spent on stays is between €500.00 and €1,200.00, and whose last departure was more than 365 days ago, and who may get marketing mail.",
  );
  expect(say({ all: [{ ...often, where: { hotel: { op: "is_any_of", value: [7] } } }] })).toBe(
    "Guests whose number of stays is at least 3 (counting only stays whose hotel is Seehof Bregenz).",
  );
});

test("a copy has a name that nobody has", () => {
  expect(copyName("Regulars", [])).toBe("Regulars, copy");
  expect(copyName("Regulars", ["Regulars, copy"])).toBe("Regulars, copy 2");
});
