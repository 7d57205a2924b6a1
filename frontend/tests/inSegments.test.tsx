import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { SegmentVerdict } from "@/api/types";

import { answer, json } from "./border";
import { common } from "./guestWorld";
import { open } from "./open";
import { ORG } from "./world";

const rule = (path: string, holds: boolean, text: string, children: SegmentVerdict[] = []) => ({
  path,
  holds,
  text,
  found: null,
  children,
});

const out = rule("rule", false, "not all of these hold", [
  rule("rule.all[0]", true, "Language is one of de (found: de)"),
  rule("rule.all[1]", false, "Number of stays is at least 2 (found: 1)"),
]);

const segments = (results: unknown[], total = results.length) => ({
  ...common,
  [`GET ${ORG}/guests/1/segments`]: () => json({ results, total }),
});

test("each segment says whether the guest is in, and opens to the reasons", async () => {
  const inIt = rule("rule", true, "Country is one of AT (found: AT)");
  answer(
    segments([
      { id: 1, name: "Regulars", verdict: out },
      { id: 2, name: "Neighbours", verdict: inIt },
      { id: 3, name: "Collectors", verdict: null },
    ]),
  );
  open("/app/alpenblick/guests/1");
  const user = userEvent.setup();
  await user.click(await screen.findByText("Regulars"));
  expect(screen.getByText("Out, because:")).toBeVisible();
  const failed = screen.getByText(/^Number of stays is at least 2/).closest("li");
  expect(failed && within(failed).getByRole("img")).toHaveAccessibleName("Does not hold:");
  expect(screen.getByText("In, because:")).not.toBeVisible();
  await user.click(screen.getByText("Collectors"));
  expect(screen.getByText(/Open the segment and mend it/)).toBeVisible();
  expect(["In", "Out", "Cannot tell"].map((word) => screen.getAllByText(word).length)).toEqual([
    1, 1, 1,
  ]);
}, 40_000);

test("segments beyond those read are counted, not hidden", async () => {
  answer(segments([{ id: 1, name: "Regulars", verdict: out }], 130));
  open("/app/alpenblick/guests/1");
  expect(await screen.findByText("The newest 1 of 130 segments.")).toBeVisible();
}, 40_000);
