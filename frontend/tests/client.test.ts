import { expect, test, vi } from "vitest";

import { client, onLoggedOut, unwrap } from "@/api/client";
import { ApiError, fieldError, OfflineError, sentence } from "@/api/errors";
import { logIn } from "@/api/session";

import { answer, json, problem } from "./border";
import { ORG } from "./world";

const create = () =>
  unwrap(
    client.POST("/api/v1/orgs/{org}/templates", {
      params: { path: { org: "alpenblick" } },
      body: { name: "Offer", mjml: "<mjml></mjml>" },
    }),
  );

test("a change carries the CSRF token of the cookie", async () => {
  document.cookie = "csrftoken=t0ken";
  const log = answer({ [`POST ${ORG}/templates`]: () => json({ id: 1 }, 201) });
  await create();
  expect(log[0]?.headers.get("X-CSRFToken")).toBe("t0ken");
});

test("a refusal becomes an error with its sentence, its fields and its number", async () => {
  answer({
    [`POST ${ORG}/templates`]: () =>
      problem(400, "invalid", "The letter has a broken tag.", { mjml: ["Line 3: mj-txt"] }),
  });
  const error = await create().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ApiError);
  expect(sentence(error)).toBe("The letter has a broken tag.");
  expect(fieldError(error, "mjml")).toBe("Line 3: mj-txt");
  expect((error as ApiError).requestId).toBe("req-1");
});

test("an answer that is no JSON still becomes a sentence", async () => {
  answer({
    [`POST ${ORG}/templates`]: () => new Response("<h1>Bad gateway</h1>", { status: 502 }),
  });
  const error = await create().catch((reason: unknown) => reason);
  expect(sentence(error)).toMatch(/^Something failed on our side and nothing was changed/);
});

test("a dead network says that nothing is lost", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed to fetch")));
  const error = await create().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(OfflineError);
  expect(sentence(error)).toMatch(/Nothing you typed is lost/);
});

test("each answer 'not logged in' is told to who listens", async () => {
  answer({ [`POST ${ORG}/templates`]: () => problem(401, "not_authenticated", "Log in.") });
  const listener = vi.fn();
  const stop = onLoggedOut(listener);
  await create().catch(() => undefined);
  stop();
  expect(listener).toHaveBeenCalledOnce();
});

const LOGIN = "POST /_allauth/browser/v1/auth/login";

test.each([
  [200, {}, { kind: "in" }],
  [409, {}, { kind: "in" }],
  [
    401,
    { data: { flows: [{ id: "mfa_authenticate", is_pending: true }] } },
    { kind: "second-step" },
  ],
  [400, { errors: [{ message: "Wrong." }] }, { kind: "refused", message: "Wrong." }],
])("a log-in answered %i is understood", async (status, body, outcome) => {
  answer({ [LOGIN]: () => json(body, status) });
  expect(await logIn("a@example.com", "x")).toEqual(outcome);
});

test("a locked account says how long to wait", async () => {
  answer({ [LOGIN]: () => json({}, 429) });
  expect(await logIn("a@example.com", "x")).toMatchObject({
    kind: "refused",
    message: expect.stringMatching(/fifteen minutes/) as string,
  });
});
