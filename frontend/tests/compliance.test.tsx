import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import type { DataRequest } from "@/api/types";
import { keyOf, moved, placesToChange } from "@/features/compliance/topicOrder";

import { answer, json, problem, type Asked } from "./border";
import { privacy, request, retention, topics, withRights } from "./complianceWorld";
import { open } from "./open";
import { guestRow, list, ORG } from "./world";

const PAGE = "/app/alpenblick/compliance";
const manager = withRights("request.handle", "hotel.edit", "campaign.edit", "guest.edit");
const REQUESTS = `${ORG}/data-requests`;

const sent = (log: Asked[], method: string) =>
  log
    .filter((asked) => asked.method === method)
    .map(({ path, body }) => [path.replace(`${ORG}/`, ""), body]);

/** One request that each step changes, as the server would. */
function requestWorld(begin: DataRequest) {
  let now = begin;
  const step = (change: Partial<DataRequest>) => () => {
    now = { ...now, ...change };
    return json(now);
  };
  return {
    "GET /api/v1/me": () => json(manager),
    [`GET ${REQUESTS}`]: () => json(list([now])),
    [`GET ${REQUESTS}/4`]: () => json(now),
    [`POST ${REQUESTS}/4/verify`]: step({ state: "open", verified_by: "called back" }),
    [`POST ${REQUESTS}/4/carry-out`]: step({ state: "done", has_file: true }),
    [`POST ${REQUESTS}/4/refuse`]: step({
      state: "refused",
      closed_at: "2026-11-24T08:00:00Z",
      outcome: "It was not you.",
    }),
    [`POST ${REQUESTS}/4/file`]: () => new Response("PK", { status: 200 }),
  };
}

const openRequest = async () => {
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /^Open: / }));
  return { user, dialog: await screen.findByRole("dialog") };
};

test("requests that wait are shown first of all, an overdue one marked as such", async () => {
  const log = answer(requestWorld(request));
  open(PAGE);
  const table = await screen.findByRole("table", { name: "Requests" });
  expect(within(table).getByText("Overdue")).toBeVisible();
  expect(within(table).getByText("20 Nov 2026")).toBeVisible();
  expect(screen.getByText("1 request, 1 overdue")).toBeVisible();
  await userEvent.setup().selectOptions(screen.getByLabelText("Show"), "Refused");
  await waitFor(() => {
    const asked = log.filter(({ path }) => path === REQUESTS).map(({ query }) => query.toString());
    expect(asked).toEqual(["limit=50&unanswered=true", "limit=50&state=refused"]);
  });
});

test("a request goes its whole way: identity, file, hand-over", async () => {
  const saved = vi.fn(() => "blob:file");
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: saved, revokeObjectURL: vi.fn() }));
  const log = answer(requestWorld({ ...request, state: "unverified", verified_by: "" }));
  open(PAGE);
  const { user, dialog } = await openRequest();
  expect(within(dialog).getByText("Everything since 2019, please.")).toBeVisible();
  expect(within(dialog).getByRole("button", { name: "I know who asks" })).toBeDisabled();
  await user.type(within(dialog).getByLabelText("How you made sure of who asks"), "called back");
  await user.click(within(dialog).getByRole("button", { name: "I know who asks" }));
  await user.click(await within(dialog).findByRole("button", { name: "Make the file" }));
  await user.click(await within(dialog).findByRole("button", { name: "Save the file" }));
  await waitFor(() => expect(saved).toHaveBeenCalledTimes(1));
  expect(sent(log, "POST")).toEqual([
    ["data-requests/4/verify", { verified_by: "called back" }],
    ["data-requests/4/carry-out", { outcome: "" }],
    ["data-requests/4/file", ""],
  ]);
});

test("a person is erased only by someone who said to know that it is for good", async () => {
  const log = answer(requestWorld({ ...request, kind: "erasure" }));
  open(PAGE);
  const { user, dialog } = await openRequest();
  const erase = within(dialog).getByRole("button", { name: "Erase this person" });
  expect(erase).toBeDisabled();
  await user.click(within(dialog).getByRole("checkbox"));
  await user.click(erase);
  await waitFor(() => expect(sent(log, "POST")).toHaveLength(1));
});

test("a refusal needs a reason, and a step that fails says so in place", async () => {
  const log = answer({
    ...requestWorld(request),
    [`POST ${REQUESTS}/4/carry-out`]: () =>
      problem(409, "mailbox_shared", "Several guests share this mailbox."),
  });
  open(PAGE);
  const { user, dialog } = await openRequest();
  await user.click(within(dialog).getByRole("button", { name: "Make the file" }));
  expect(await within(dialog).findByText("Several guests share this mailbox.")).toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Refuse" }));
  const refuse = within(dialog).getByRole("button", { name: "Refuse the request" });
  expect(refuse).toBeDisabled();
  await user.type(within(dialog).getByLabelText("Why it is refused"), "It was not you.");
  await user.click(refuse);
  expect(await within(dialog).findByText(/It was not you\./)).toBeVisible();
  expect(sent(log, "POST").at(-1)).toEqual([
    "data-requests/4/refuse",
    { reason: "It was not you." },
  ]);
});

test("staff add a request for a guest whom they look for", async () => {
  const log = answer({
    ...requestWorld(request),
    [`GET ${ORG}/guests`]: () => json(list([guestRow(12)])),
    [`POST ${REQUESTS}`]: () => json(request, 201),
  });
  open(PAGE);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Add a request" }));
  const dialog = await screen.findByRole("dialog", { name: "Add a request" });
  await user.type(within(dialog).getByLabelText("Which guest asks?"), "gruber");
  await user.click(await within(dialog).findByRole("button", { name: /Anna Gruber 12/ }));
  await user.click(within(dialog).getByRole("radio", { name: /Be forgotten/ }));
  await user.type(within(dialog).getByLabelText("In the guest's own words"), "Forget me.");
  await user.click(within(dialog).getByRole("button", { name: "Add the request" }));
  await waitFor(() =>
    expect(sent(log, "POST")).toEqual([
      ["data-requests", { kind: "erasure", guest_id: 12, verified_by: "", wish: "Forget me." }],
    ]),
  );
  // What was added is open at once, for the next step.
  expect(await screen.findByRole("dialog", { name: "See what we know" })).toBeVisible();
});

test("who does not answer requests is told who does", async () => {
  const log = answer({ ...requestWorld(request), "GET /api/v1/me": () => json(withRights()) });
  open(PAGE);
  expect(await screen.findByText("Your role does not show this")).toBeVisible();
  expect(log.some(({ path }) => path === REQUESTS)).toBe(false);
});

const policyWorld = {
  "GET /api/v1/me": () => json(manager),
  [`GET ${ORG}/privacy-policy`]: () => json(privacy),
};

test("the policy is previewed as guests will read it, and published after a question", async () => {
  let now = privacy;
  const log = answer({
    ...policyWorld,
    [`GET ${ORG}/privacy-policy`]: () => json(now),
    [`PUT ${ORG}/privacy-policy`]: ({ body }) => {
      now = { ...now, draft: (body as { texts: Record<string, string> }).texts };
      return json(now);
    },
    [`POST ${ORG}/privacy-policy/publish`]: () => {
      const [last] = now.versions;
      if (!last) throw new Error("One is published");
      const next = { ...last, version: 3, texts: now.draft };
      now = { ...now, versions: [next, last] };
      return json(next, 201);
    },
  });
  open(`${PAGE}/policy`);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "English" }));
  await user.type(await screen.findByLabelText("The policy in English"), " Really.");
  await user.click(screen.getByRole("button", { name: "Preview" }));
  const paragraphs = within(screen.getByRole("article", { name: "Preview" })).getAllByText(/./);
  expect(paragraphs.map(({ textContent }) => textContent)).toEqual([
    "We keep little.",
    "Ask us. Really.",
  ]);
  await user.click(screen.getByRole("button", { name: "Publish version 3" }));
  const dialog = await screen.findByRole("dialog");
  expect(dialog).toHaveTextContent("in English, German");
  await user.click(within(dialog).getByRole("button", { name: "Publish version 3" }));
  expect(await screen.findByRole("link", { name: "Version 3" })).toHaveAttribute(
    "href",
    "/privacy/alpenblick/3",
  );
  expect(screen.getByText("This is what guests read now")).toBeVisible();
  expect(log.filter(({ method }) => method !== "GET").map(({ method }) => method)).toEqual([
    "PUT",
    "POST",
  ]);
});

test("a draft that says what is published already has nothing to publish", async () => {
  const texts = { en: "We keep much." };
  answer({
    ...policyWorld,
    [`GET ${ORG}/privacy-policy`]: () => json({ ...privacy, draft: texts }),
  });
  open(`${PAGE}/policy`);
  expect(await screen.findByRole("button", { name: "Publish version 3" })).toBeDisabled();
  expect(screen.getByRole("link", { name: "Read it as guests do" })).toHaveAttribute(
    "href",
    "/privacy/alpenblick",
  );
});

const topicWorld = {
  "GET /api/v1/me": () => json(manager),
  [`GET ${ORG}/topics`]: () => json(list(topics)),
};

test("a topic is made with its key from its name", async () => {
  const log = answer({
    ...topicWorld,
    [`POST ${ORG}/topics`]: () => json({ ...topics[0], id: 9 }, 201),
  });
  open(`${PAGE}/topics`);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "New topic" }));
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText("Name in English"), "Spa & Wellneß");
  await user.selectOptions(within(dialog).getByLabelText("Add a language to the topic"), "de");
  await user.type(within(dialog).getByLabelText("Name in German"), "Ruhe");
  await user.click(within(dialog).getByRole("button", { name: "Save topic" }));
  await waitFor(() =>
    expect(sent(log, "POST")).toEqual([
      [
        "topics",
        {
          names: { en: "Spa & Wellneß", de: "Ruhe" },
          hotel_id: null,
          retired: false,
          key: "spa-wellne",
          position: 3,
        },
      ],
    ]),
  );
});

test("a topic moves up by writing only the places that change", async () => {
  const log = answer({ ...topicWorld, [`PATCH ${ORG}/topics/2`]: () => json(topics[1]) });
  open(`${PAGE}/topics`);
  const user = userEvent.setup();
  expect(await screen.findByRole("button", { name: "Move Spa up" })).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Move Food up" }));
  await waitFor(() => expect(sent(log, "PATCH")).toEqual([["topics/3", { position: 1 }]]));
});

test("a topic is retired, and one in use is not deleted", async () => {
  const log = answer({
    ...topicWorld,
    [`PATCH ${ORG}/topics/1`]: () => json(topics[0]),
    [`DELETE ${ORG}/topics/1`]: () => problem(409, "topic_in_use", "Campaigns carry this topic."),
  });
  open(`${PAGE}/topics`);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Change Spa" }));
  await user.click(screen.getByRole("checkbox", { name: /Retired/ }));
  await user.click(screen.getByRole("button", { name: "Save topic" }));
  await waitFor(() =>
    expect(sent(log, "PATCH")).toEqual([
      ["topics/1", { names: topics[0]?.names, hotel_id: null, retired: true }],
    ]),
  );
  await user.click(await screen.findByRole("button", { name: "Delete Spa" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Delete Spa" }));
  expect(await within(dialog).findByText("Campaigns carry this topic.")).toBeVisible();
});

test("an order is kept by positions that count up", () => {
  const [spa, winter, food] = topics;
  expect(moved(topics, 2, -1)).toEqual([spa, food, winter]);
  expect(moved(topics, 0, 1)).toEqual([winter, spa, food]);
  expect(placesToChange(moved(topics, 2, -1))).toEqual([
    { id: 3, position: 1 },
    { id: 2, position: 2 },
  ]);
});

test.each([
  ["Spa & Wellness", "spa-wellness"],
  ["  Été à Paris ", "ete-a-paris"],
  [
    "Große Angebote – nur für unsere treuen Gäste im Winter",
    "gro-e-angebote-nur-fur-unsere-treuen-gas",
  ],
  ["旅", ""],
])("the name %s suggests the key %s", (name, key) => {
  expect(keyOf(name)).toBe(key);
});

test("retention says what would go, by which rule, and that the last night was cut short", async () => {
  answer({
    "GET /api/v1/me": () => json(manager),
    [`GET ${ORG}/retention`]: () => json(retention),
  });
  open(`${PAGE}/retention`);
  expect(await screen.findByText("1,204 entries would go tonight")).toBeVisible();
  expect(screen.getByText(/30 entries went/)).toBeVisible();
  expect(screen.getByText("The last night did not reach the end.")).toBeVisible();
  const row = screen.getByRole("row", { name: /Sign-ups/ });
  expect(row).toHaveTextContent("7 days");
  expect(row).toHaveTextContent("GDPR 5(1)(e)");
});

test("a rule on a domain says how many guests are judged anew", async () => {
  const log = answer({
    "GET /api/v1/me": () => json(manager),
    [`GET ${ORG}/address-rules`]: () => json(list([])),
    [`POST ${ORG}/address-rules`]: ({ body }) =>
      json({ ...(body as object), id: 1, created_at: "2026-11-24T08:00:00Z", guests_changed: 12 }),
  });
  open(`${PAGE}/addresses`);
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Domain"), " agency.example ");
  await user.selectOptions(screen.getByLabelText("Its addresses are"), "Travel agency's address");
  await user.click(screen.getByRole("button", { name: "Set the rule" }));
  expect(
    await screen.findByText("agency.example is set. 12 guests on file are judged anew by it."),
  ).toBeVisible();
  expect(sent(log, "POST")).toEqual([
    [
      "address-rules",
      { domain: "agency.example", kind: "agency_shared", disposable: false, note: "" },
    ],
  ]);
});
