import { expect, test } from "vitest";

import { sentenceOf } from "@/features/campaigns/report/Delivery";
import { allowedOf, wholeLedger } from "@/features/campaigns/parts/ledger";
import { actionsFor } from "@/features/campaigns/actions";
import { campaignWords } from "@/words/campaign";
import { MESSAGE_STATES, messageWords, openOf, totalOf } from "@/words/message";
import { permissionWord, reasonWord } from "@/words/permission";
import { subjectInWords } from "@/words/letter";
import { stayWords } from "@/words/stay";

import { draft, none, progress } from "./world";

test.each([
  ["campaign", campaignWords],
  ["letter", messageWords],
  ["stay", stayWords],
])("every state of a %s has its own word and an icon", (_, words) => {
  const all = Object.values(words);
  expect(new Set(all.map(({ word }) => word)).size).toBe(all.length);
  expect(all.every(({ icon }) => Boolean(icon))).toBe(true);
});

test("no letter state is left out of a bar", () => {
  expect([...MESSAGE_STATES].sort()).toEqual(Object.keys(none).sort());
});

test("the bar's parts make the whole audience, whichever way the excluded are counted", () => {
  expect(totalOf(wholeLedger(progress))).toBe(1592);
  const apart = { ...progress, counts: { ...progress.counts, skipped: 0 } };
  expect(totalOf(wholeLedger(apart))).toBe(1592);
  expect(wholeLedger(apart).skipped).toBe(388);
});

test("numbers that do not add up are shown as they are, not mended", () => {
  const odd = { ...progress, counts: { ...progress.counts, handed: 999 } };
  expect(totalOf(wholeLedger(odd))).toBe(1591);
});

test("the allowed are the audience without the excluded", () => {
  expect(allowedOf(progress)).toBe(1204);
  expect(openOf(progress.counts)).toBe(204);
});

test.each([
  ["sending", "204 letters still to leave."],
  ["paused", "Paused with 204 letters still to leave."],
  ["cancelled", "Cancelled. 1,000 letters had left before."],
] as const)("a %s campaign says where it stands", (status, words) => {
  expect(sentenceOf(draft, { ...progress, status })).toBe(words);
});

test("a pause is under way as long as a sender holds letters", () => {
  const counts = { ...none, claimed: 3, queued: 50 };
  expect(sentenceOf(draft, { ...progress, status: "paused", counts })).toBe(
    "Pausing: up to a few seconds, until 3 letters on the way have left or come back.",
  );
});

test("only the steps that a state allows are offered", () => {
  expect(actionsFor("sending").map(({ step }) => step)).toEqual(["pause", "cancel"]);
  expect(actionsFor("paused").map(({ step }) => step)).toEqual(["resume", "cancel"]);
  expect(actionsFor("sent")).toEqual([]);
});

test("a reason that is new to the dashboard is still readable", () => {
  expect(reasonWord("ota_alias")).toBe("Booking site's address");
  expect(reasonWord("held_by_court")).toBe("Held by court");
  expect(permissionWord({ allowed: false, reason: "no_consent", text: "" }).word).toBe(
    "Never agreed",
  );
});

test("a subject is shown as it reads, not as it is written", () => {
  expect(
    subjectInWords("{{ guest.first_name | default: 'Dear guest' }}, spring at {{hotel.name}}"),
  ).toBe("Dear guest, spring at ‹hotel name›");
  expect(subjectInWords("New wine")).toBe("New wine");
});
