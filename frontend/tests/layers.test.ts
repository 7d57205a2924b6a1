import { Linter } from "eslint";
import { expect, test } from "vitest";

import { layers } from "../eslint.layers.js";

function complaints(file: string, source: string): string[] {
  const linter = new Linter();
  return linter
    .verify(
      source,
      [
        {
          files: ["**/*.ts"],
          plugins: { bellhop: { rules: { layers } } },
          rules: { "bellhop/layers": "error" },
        },
      ],
      { filename: `${process.cwd()}/src/${file}` },
    )
    .map(({ message }) => message);
}

test.each([
  [
    "features/home/a.ts",
    "@/features/guests/b",
    'feature "home" may not import from feature "guests".',
  ],
  ["features/home/a.ts", "../guests/b", 'feature "home" may not import from feature "guests".'],
  ["ui/a.ts", "@/features/guests/b", '"ui" may not import from "features".'],
  ["api/a.ts", "@/ui/b", '"api" may not import from "ui".'],
  ["features/home/a.ts", "@/app/b", '"features" may not import from "app".'],
  ["ui/a.ts", "@/common/b", '"common" is not a folder of the dashboard.'],
])("%s may not import %s", (file, source, complaint) => {
  expect(complaints(file, `import x from "${source}"; x();`)).toEqual([complaint]);
});

test.each([
  ["features/home/a.ts", "@/ui/b"],
  ["features/campaigns/list/a.ts", "../parts/b"],
  ["app/a.ts", "@/features/home/b"],
  ["ui/a.ts", "react"],
])("%s may import %s", (file, source) => {
  expect(complaints(file, `import x from "${source}"; x();`)).toEqual([]);
});
