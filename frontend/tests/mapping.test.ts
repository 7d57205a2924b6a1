import { expect, test } from "vitest";

import type { ImportAnalysis } from "@/api/types";
import {
  columnsShown,
  keyFor,
  mappingFaults,
  mappingOf,
  sameMapping,
  typeFor,
} from "@/features/imports/mapping";
import { bytes } from "@/format/format";
import { fieldWord, importWord } from "@/words/import";

const analysis: ImportAnalysis = {
  format: "csv",
  encoding: "utf-8",
  sample_rows: 1,
  notes: [],
  delimiter: ";",
  has_header: true,
  columns: [
    { number: 0, header: "E-Mail", samples: ["a@x.example"], field: "email", confidence: 1 },
    { number: 1, header: " ", samples: ["12"], field: "", confidence: 0 },
  ],
  fields: ["email", "first_name"],
};

test("what was chosen before wins over what the columns seem to hold", () => {
  expect(mappingOf(analysis, {})).toEqual({ "0": "email", "1": "" });
  expect(mappingOf(analysis, { "1": "email" })).toEqual({ "0": "", "1": "email" });
});

test("a first line that is a guest is shown among the samples", () => {
  expect(columnsShown(analysis, true)).toEqual([
    { number: 0, name: "E-Mail", samples: ["a@x.example"] },
    { number: 1, name: "Column 2", samples: ["12"] },
  ]);
  expect(columnsShown(analysis, false)[0]).toEqual({
    number: 0,
    name: "Column 1",
    samples: ["E-Mail", "a@x.example"],
  });
  expect(columnsShown({ ...analysis, has_header: false }, true)[0]).toEqual({
    number: 0,
    name: "a@x.example",
    samples: [],
  });
});

test("a mapping needs addresses, and no field twice", () => {
  expect(mappingFaults({ "0": "email", "1": "" }, fieldWord)).toEqual([]);
  expect(mappingFaults({ "0": "phone", "1": "phone" }, fieldWord)).toEqual([
    "Say which column holds the e-mail addresses.",
    "Two columns go to “Phone”. Leave one of them out.",
  ]);
});

test("a column that is left out is the same as one that is not named", () => {
  expect(sameMapping({ "0": "email", "1": "" }, { "0": "email" })).toBe(true);
  expect(sameMapping({ "0": "email" }, { "0": "email", "1": "phone" })).toBe(false);
});

test.each([
  ["Größe (cm)", [], "grosse_cm"],
  ["2nd name", [], "nd_name"],
  ["好き", [], "field"],
  ["Room", ["room", "room_2"], "room_3"],
])("a field called %s beside %j gets the key %s", (label, keys, key) => {
  expect(
    keyFor(
      label,
      keys.map((taken) => ({ key: taken })),
    ),
  ).toBe(key);
});

test.each([
  [["12", "7,5", ""], "number"],
  [["0043 55", "0664"], "text"],
  [["0664"], "text"],
  [["2025-03-01", "1.3.2025"], "date"],
  [["ja", "Nein"], "boolean"],
  [["12", "suite"], "text"],
  [[], "text"],
] as const)("samples %j are proposed as %s", (samples, type) => {
  expect(typeFor([...samples])).toBe(type);
});

test("a check is not told as an import", () => {
  expect(importWord({ state: "done", dry_run: true }).word).toBe("Checked, not imported");
  expect(importWord({ state: "running", dry_run: true }).word).toBe("Being checked");
  expect(importWord({ state: "done", dry_run: false }).word).toBe("Imported");
});

test("sizes read as file managers write them", () => {
  expect([0, 999, 8_400_000, 4_000_000_000].map(bytes)).toEqual([
    "0 bytes",
    "999 bytes",
    "8.4 MB",
    "4 GB",
  ]);
});
