import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { answer, json, problem, type Asked } from "./border";
import { open } from "./open";
import { audience, draft, gate, list, me, ORG, progress } from "./world";

const CAMPAIGN = `${ORG}/campaigns/3`;
const PAGE = "/app/alpenblick/campaigns/3/review";

const world = {
  "GET /api/v1/me": () => json(me),
  [`GET ${CAMPAIGN}`]: () => json(draft),
  [`GET ${CAMPAIGN}/audience`]: () => json(audience),
  [`GET ${CAMPAIGN}/gate`]: () => json(gate),
  [`GET ${CAMPAIGN}/progress`]: () => json(progress),
  [`GET ${CAMPAIGN}/recipients`]: () => json(list([])),
  [`GET ${CAMPAIGN}/preview`]: () =>
    json({ subject: draft.subject, preview_text: "", text: "Dear Anna,", url: "about:blank" }),
  [`GET ${ORG}/guests`]: () => json(list([])),
};

const sends = (log: Asked[]) => log.filter(({ path }) => path.endsWith("/send"));

test("the button names its size and waits for the acknowledgement", async () => {
  let status = "draft";
  const log = answer({
    ...world,
    [`GET ${CAMPAIGN}`]: () => json({ ...draft, status }),
    [`POST ${CAMPAIGN}/send`]: () => {
      status = "sending";
      return json({ ...draft, status });
    },
  });
  const { history } = open(PAGE);
  const button = await screen.findByRole("button", { name: "Send to 1,204 guests" });
  const grounds = within(screen.getByRole("list", { name: "Allowed because" }));
  expect(grounds.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
    "1,000 The guest agreed",
    "204 Existing guest, similar offers",
  ]);
  expect(button).toBeDisabled();
  const user = userEvent.setup();
  await user.click(screen.getByRole("checkbox"));
  await user.click(button);
  await waitFor(() => expect(history.location.pathname).toBe("/app/alpenblick/campaigns/3"));
  expect(sends(log).map(({ body }) => body)).toEqual([{ at: null, acknowledged: 1204 }]);
  expect(sends(log)[0]?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/);
  expect(await screen.findByText("204 letters still to leave.")).toBeVisible();
});

test("when the number changed meanwhile nothing is sent, and the new number is asked about", async () => {
  let allowed = 1204;
  const log = answer({
    ...world,
    [`GET ${CAMPAIGN}/audience`]: () => json({ ...audience, allowed }),
    [`POST ${CAMPAIGN}/send`]: () => {
      allowed = 1203;
      return problem(409, "audience_changed", "1,203 guests are allowed now.");
    },
  });
  open(PAGE);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("checkbox"));
  await user.click(screen.getByRole("button", { name: "Send to 1,204 guests" }));
  expect(await screen.findByRole("button", { name: "Send to 1,203 guests" })).toBeDisabled();
  expect(screen.getByRole("alert")).toHaveTextContent("Nothing was sent.");
  expect(screen.getByRole("checkbox")).not.toBeChecked();
  expect(sends(log)).toHaveLength(1);
});

test("a press repeated after a lost answer is the same order", async () => {
  const log = answer({
    ...world,
    [`POST ${CAMPAIGN}/send`]: () => problem(502, "gateway", "No answer."),
  });
  open(PAGE);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("checkbox"));
  const button = screen.getByRole("button", { name: "Send to 1,204 guests" });
  await user.click(button);
  await screen.findByRole("alert");
  await waitFor(() => expect(button).toBeEnabled());
  await user.click(button);
  await waitFor(() => expect(sends(log)).toHaveLength(2));
  const keys = sends(log).map(({ headers }) => headers.get("Idempotency-Key"));
  expect(keys[0]).toBe(keys[1]);
});

test("who may not send is told whom to ask, and gets no button", async () => {
  const [org] = me.organizations;
  answer({
    ...world,
    "GET /api/v1/me": () => json({ ...me, organizations: [{ ...org, permissions: [] }] }),
  });
  open(PAGE);
  expect(await screen.findByText(/Ask a manager of your organisation/)).toBeVisible();
  expect(screen.queryByRole("button", { name: /^Send to/ })).not.toBeInTheDocument();
});

test("a choice without one allowed guest cannot be sent", async () => {
  answer({ ...world, [`GET ${CAMPAIGN}/audience`]: () => json({ ...audience, allowed: 0 }) });
  open(PAGE);
  expect(await screen.findByText("No guest of this choice may be written to.")).toBeVisible();
  expect(screen.queryByRole("checkbox")).not.toBeInTheDocument();
});

test("what keeps a campaign back is said with how to mend it, and there is no button", async () => {
  const problems = [
    {
      code: "subject_honest",
      place: "campaign",
      problem: "It begins with 'Re:'.",
      mend: "Say more.",
    },
    { code: "domain_verified", place: "sending", problem: "No DKIM.", mend: "Publish the record." },
  ].map((row) => ({ ...row, ok: false, blocks: true, field: "" }));
  const checks = [...problems, ...gate.checks];
  answer({ ...world, [`GET ${CAMPAIGN}/gate`]: () => json({ ready: false, checks }) });
  open(PAGE);
  expect(await screen.findByText("This campaign cannot be sent yet.")).toBeVisible();
  expect(screen.getByText("It begins with 'Re:'.").closest("li")).toHaveTextContent("Say more.");
  expect(screen.getByRole("link", { name: "Open Sending" })).toHaveAttribute(
    "href",
    "/app/alpenblick/sending",
  );
  expect(screen.queryByRole("button", { name: /^Send to/ })).not.toBeInTheDocument();
});
