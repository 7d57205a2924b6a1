import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Domain, DomainRow, Relay } from "@/api/types";
import { turnOf } from "@/features/sending/Relays";
import { domainWord, recordWord, relayWord } from "@/words/sending";

import { answer, json, problem, type Asked } from "./border";
import { open } from "./open";
import { domain, list, me, ORG, policy, relay } from "./world";

const PAGE = "/app/alpenblick/sending";
const NOW = new Date("2026-11-24T08:00:00Z");

const world = (domains: DomainRow[] = [domain], relays: Relay[] = []) => ({
  "GET /api/v1/me": () => json(me),
  [`GET ${ORG}/domains`]: () => json(list(domains)),
  [`GET ${ORG}/domains/5`]: () => json(domain),
  [`GET ${ORG}/relays`]: () => json(list(relays)),
  [`GET ${ORG}/sending-policy`]: () => json(policy),
});

const bodies = (log: Asked[], method: string) =>
  log.filter((asked) => asked.method === method).map(({ body }) => body);

test("a verified domain shows its records when asked, each with a way to copy it", async () => {
  answer(world());
  open(PAGE);
  expect(await screen.findByText("Verified")).toBeVisible();
  expect(screen.queryByText("v=spf1 a:mail.example ~all")).not.toBeInTheDocument();
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Records of seehof.example" }));
  expect(await screen.findByText("v=spf1 a:mail.example ~all")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Copy SPF value" }));
  expect(await navigator.clipboard.readText()).toBe("v=spf1 a:mail.example ~all");
});

test("a blocked domain is open, says what is missing, and is checked again on request", async () => {
  const [spf] = domain.records;
  if (!spf) throw new Error("The world's domain has a record");
  const missing = { ...spf, state: "missing" as const, found: [], advice: "Add the record." };
  let now: Domain = {
    ...domain,
    verified_at: null,
    blocked: "SPF is missing.",
    records: [missing],
  };
  answer({
    ...world(),
    [`GET ${ORG}/domains`]: () => json(list([now])),
    [`GET ${ORG}/domains/5`]: () => json(now),
    [`POST ${ORG}/domains/5/check`]: () => {
      now = domain;
      return json(now);
    },
  });
  open(PAGE);
  expect(await screen.findByText("Add the record.")).toBeVisible();
  expect(screen.getByText("SPF is missing.")).toBeVisible();
  await userEvent.setup().click(screen.getByRole("button", { name: "Check seehof.example again" }));
  expect(await screen.findByText("Right")).toBeVisible();
  expect(await screen.findByText("Verified")).toBeVisible();
});

test("a relay that is refused keeps what was typed, with the reason at its field", async () => {
  const log = answer({
    ...world(),
    [`POST ${ORG}/relays`]: () =>
      problem(400, "invalid", "smtp.nowhere.example does not exist.", {
        host: ["smtp.nowhere.example does not exist."],
      }),
  });
  open(PAGE);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Add a relay" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText("Name"), "House post");
  await user.type(within(dialog).getByLabelText("Host"), "smtp.nowhere.example");
  await user.selectOptions(within(dialog).getByLabelText("Encryption"), "tls");
  await user.click(within(dialog).getByRole("button", { name: "Add relay" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("The relay was not saved.");
  expect(within(dialog).getByLabelText("Host")).toHaveAccessibleDescription(/does not exist/);
  expect(within(dialog).getByLabelText("Host")).toHaveValue("smtp.nowhere.example");
  expect(bodies(log, "POST")).toEqual([
    {
      name: "House post",
      host: "smtp.nowhere.example",
      port: 465,
      security: "tls",
      username: "",
      streams: "both",
      priority: 10,
      letters_per_hour: 0,
      signs: false,
      enabled: true,
    },
  ]);
});

test("changing a relay sends no password unless one was typed, and shows none", async () => {
  const log = answer({
    ...world([domain], [relay]),
    [`PATCH ${ORG}/relays/9`]: () => json(relay),
  });
  open(PAGE);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Change House post" }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByLabelText("Password")).toHaveValue("");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  expect(bodies(log, "PATCH")).toHaveLength(1);
  expect(bodies(log, "PATCH")[0]).not.toHaveProperty("password");
});

test("a test of a relay says how it went", async () => {
  answer({
    ...world([domain], [relay]),
    [`POST ${ORG}/relays/9/test`]: () =>
      json({ works: false, message: "Nobody answers.", offers: [] }),
  });
  open(PAGE);
  await userEvent.setup().click(await screen.findByRole("button", { name: "Test House post" }));
  expect(await screen.findByText("House post: Nobody answers.")).toBeVisible();
});

test("a hold is lifted after a question", async () => {
  let held = { ...policy, hold_reason: "Too many complaints.", held_at: "2026-11-24T07:00:00Z" };
  const log = answer({
    ...world(),
    [`GET ${ORG}/sending-policy`]: () => json(held),
    [`POST ${ORG}/sending-policy/lift-hold`]: () => {
      held = { ...held, hold_reason: "" };
      return json(held);
    },
  });
  open(PAGE);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Lift the hold" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Lift the hold" }));
  await waitFor(() => expect(screen.queryByText("Too many complaints.")).not.toBeInTheDocument());
  expect(bodies(log, "POST")).toHaveLength(1);
});

test("limits are saved as numbers, an empty one takes its limit away", async () => {
  const log = answer({
    ...world(),
    [`GET ${ORG}/sending-policy`]: () => json({ ...policy, provider_limits: { google: 500 } }),
    [`PATCH ${ORG}/sending-policy`]: () => json(policy),
  });
  open(PAGE);
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Of all your hotels"), "2000");
  await user.clear(screen.getByLabelText("To Gmail"));
  await user.type(screen.getByLabelText("To Yahoo and AOL"), "300");
  await user.type(screen.getByLabelText("Marketing letters to one inbox, of all hotels"), "2");
  await user.click(screen.getByRole("button", { name: "Save limits" }));
  await waitFor(() =>
    expect(bodies(log, "PATCH")).toEqual([
      { letters_per_hour: 2000, provider_limits: { yahoo: 300 }, cap_letters: 2, cap_days: 7 },
    ]),
  );
});

test("how much is noted of guests is one choice, saved at once", async () => {
  const log = answer({
    ...world(),
    [`PATCH ${ORG}/sending-policy`]: () => json({ ...policy, tracking: "full" }),
  });
  open(PAGE);
  const choice = await screen.findByLabelText("At most");
  expect(choice).toHaveValue("hygiene");
  await userEvent.setup().selectOptions(choice, "Each open and click");
  await waitFor(() => expect(choice).toHaveValue("full"));
  expect(bodies(log, "PATCH")).toEqual([{ tracking: "full" }]);
});

test("who may only look gets no buttons", async () => {
  const [org] = me.organizations;
  answer({
    ...world([domain], [relay]),
    "GET /api/v1/me": () => json({ ...me, organizations: [{ ...org, permissions: [] }] }),
  });
  open(PAGE);
  expect(await screen.findByRole("article", { name: "House post" })).toBeVisible();
  for (const name of [/^Add/, /^Check/, /^Test/, /^Change/, /^Remove/, /^Save/])
    expect(screen.queryByRole("button", { name })).not.toBeInTheDocument();
});

test("the order of relays is told in words", () => {
  const second = { ...relay, id: 10, name: "Spare", priority: 20 };
  const equal = { ...relay, id: 11, name: "Twin" };
  const service = { ...relay, id: 12, name: "Stays", streams: "service" as const, priority: 1 };
  const campaigns = { ...relay, id: 13, name: "News", streams: "marketing" as const, priority: 2 };
  expect(turnOf(relay, [relay, second])).toBe("Used first");
  expect(turnOf(second, [relay, second])).toBe("Steps in while House post cannot be reached");
  expect(turnOf(relay, [relay, equal])).toBe("Used first, sharing the letters with Twin");
  expect(turnOf({ ...second, enabled: false }, [relay, second])).toBe("Not used");
  expect(turnOf(campaigns, [service, campaigns])).toBe("Used first");
});

test("each state has its word", () => {
  expect(relayWord(relay, NOW).word).toBe("In use");
  expect(relayWord({ ...relay, enabled: false, last_error: "x" }, NOW).word).toBe("Switched off");
  expect(relayWord({ ...relay, down_until: "2026-11-24T08:01:00Z" }, NOW).word).toBe("Down");
  expect(relayWord({ ...relay, last_error: "x" }, NOW).word).toBe("Failed last time");
  expect(domainWord({ ...domain, verified_at: null }).word).toBe("Not verified");
  expect(domainWord({ ...domain, failed_checks: 1 }).tone).toBe("wait");
  expect(recordWord({ state: "missing", needed: false }).tone).toBe("wait");
  expect(recordWord({ state: "missing", needed: true }).tone).toBe("bad");
});
