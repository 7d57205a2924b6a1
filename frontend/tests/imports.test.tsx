import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Import, ImportAnalysis, Me } from "@/api/types";

import { answer, json, problem } from "./border";
import { open } from "./open";
import { list, me, ORG } from "./world";

const MB = 1024 * 1024;

const batch: Import = {
  id: 5,
  file_name: "guests.csv",
  source: "Guest book",
  basis: "consent",
  state: "ready",
  message: "",
  dry_run: false,
  mapping: {},
  has_header: true,
  size: 9 * MB,
  received: 9 * MB,
  bytes_done: 0,
  percent: 0,
  total: 0,
  imported: 0,
  updated: 0,
  duplicate: 0,
  rejected: 0,
  reasons: [],
  notes: [],
  suppressed: 0,
  consented: 0,
  unread_values: 0,
  removed: 0,
  restored: 0,
  kept: 0,
  created_at: "2026-11-24T08:00:00Z",
  finished_at: null,
  rejections_url: null,
};

const done: Import = {
  ...batch,
  state: "done",
  total: 10,
  imported: 6,
  updated: 1,
  duplicate: 1,
  rejected: 2,
  notes: [{ reason: "cell_error", text: "A cell shows an error.", rows: 2, first_line: 9 }],
  reasons: [
    { reason: "no_address", text: "The row has no e-mail address.", rows: 2, first_line: 4 },
  ],
};

const analysis: ImportAnalysis = {
  format: "csv",
  encoding: "utf-8",
  sample_rows: 1,
  notes: [],
  delimiter: ",",
  has_header: true,
  columns: [
    { number: 0, header: "mail", samples: ["a@x.example"], field: "email", confidence: 1 },
    { number: 1, header: "room", samples: ["12"], field: "", confidence: 0 },
  ],
  fields: ["email", "first_name"],
};

const importer: Me = {
  ...me,
  organizations: me.organizations.map((group) => ({
    ...group,
    permissions: [...group.permissions, "guest.import"],
  })),
};

const common = {
  "GET /api/v1/me": () => json(importer),
  [`GET ${ORG}/imports`]: () => json(list([])),
  [`GET ${ORG}/custom-fields`]: () => json(list([])),
  [`GET ${ORG}/imports/5/analysis`]: () => json(analysis),
};

const file = new File([new Uint8Array(9 * MB)], "guests.csv");

test("a file goes in parts, with its source and ground, and the page then asks for the columns", async () => {
  let state: Import = { ...batch, state: "uploading", received: 0 };
  const part = (received: number) => () => {
    state = { ...state, received, state: received === 9 * MB ? "ready" : "uploading" };
    return json(state);
  };
  const log = answer({
    ...common,
    [`POST ${ORG}/imports/uploads`]: () => json(state, 201),
    [`GET ${ORG}/imports/5`]: () => json(state),
    [`PUT ${ORG}/imports/5/parts/0`]: part(4 * MB),
    [`PUT ${ORG}/imports/5/parts/1`]: part(8 * MB),
    [`PUT ${ORG}/imports/5/parts/2`]: part(9 * MB),
  });
  open("/app/alpenblick/imports/new");
  const user = userEvent.setup();
  const begin = await screen.findByRole("button", { name: "Upload and look at the columns" });
  fireEvent.change(screen.getByLabelText(/Choose a file/), { target: { files: [file] } });
  await user.type(screen.getByLabelText("Where the addresses come from"), "Guest book");
  expect(begin).toBeDisabled();
  await user.click(screen.getByRole("radio", { name: /They agreed/ }));
  await user.click(begin);
  expect(await screen.findByLabelText("Field for mail")).toHaveValue("email");
  const sent = log.filter(({ method }) => method === "PUT").map(({ path }) => path.slice(-7));
  expect(sent).toEqual(["parts/0", "parts/1", "parts/2"]);
  expect(log.find(({ path }) => path.endsWith("/uploads"))?.body).toEqual({
    file_name: "guests.csv",
    size: 9 * MB,
    source: "Guest book",
    basis: "consent",
  });
}, 40_000);

test("an upload is taken up where it stopped, by the same file only", async () => {
  const half: Import = { ...batch, state: "uploading", received: 8 * MB };
  const log = answer({
    ...common,
    [`GET ${ORG}/imports/5`]: () => json(half),
    [`PUT ${ORG}/imports/5/parts/2`]: () => json(batch),
  });
  open("/app/alpenblick/imports/5");
  const again = await screen.findByLabelText(/Choose guests.csv again/);
  fireEvent.change(again, { target: { files: [new File(["x"], "guests.csv")] } });
  expect(await screen.findByText(/This is another file: it has 1 byte,/)).toBeVisible();
  fireEvent.change(again, { target: { files: [file] } });
  expect(await screen.findByLabelText("Field for mail")).toBeVisible();
  expect(log.filter(({ method }) => method === "PUT")).toHaveLength(1);
});

test("a part that is refused stops the upload with its reason", async () => {
  const half: Import = { ...batch, id: 6, state: "uploading", received: 8 * MB };
  answer({
    ...common,
    [`GET ${ORG}/imports/6`]: () => json(half),
    [`PUT ${ORG}/imports/6/parts/2`]: () => problem(409, "conflict", "It was given up."),
  });
  open("/app/alpenblick/imports/6");
  fireEvent.change(await screen.findByLabelText(/Choose guests.csv again/), {
    target: { files: [file] },
  });
  expect(await screen.findByText(/It was given up. What arrived is kept/)).toBeVisible();
});

test("the check sends the columns as they were chosen, and the import follows it", async () => {
  let state: Import = batch;
  const log = answer({
    ...common,
    [`GET ${ORG}/imports/5`]: () => json(state),
    [`POST ${ORG}/imports/5/start`]: ({ body }) => {
      const { dry_run, mapping } = body as { dry_run: boolean; mapping: Import["mapping"] };
      state = { ...done, dry_run, mapping };
      return json(state, 202);
    },
  });
  open("/app/alpenblick/imports/5");
  const user = userEvent.setup();
  await user.selectOptions(await screen.findByLabelText("Field for room"), "First name");
  await user.click(screen.getByRole("button", { name: "Check what would happen" }));
  expect(
    await screen.findByText(/6 \+ 1 \+ 1 \+ 2 = 10 rows, every row of the file/),
  ).toBeVisible();
  expect(screen.getByText("The row has no e-mail address.")).toBeVisible();
  expect(screen.getByText("A cell shows an error.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Import 8 rows" }));
  expect(await screen.findByText("Was this a mistake?")).toBeVisible();
  expect(log.filter(({ method }) => method === "POST").map(({ body }) => body)).toEqual([
    { mapping: { "0": "email", "1": "first_name" }, has_header: true, dry_run: true },
    { mapping: { "0": "email", "1": "first_name" }, has_header: true, dry_run: false },
  ]);
});

test("changed columns must be checked again before the import", async () => {
  answer({
    ...common,
    [`GET ${ORG}/imports/5`]: () => json({ ...done, dry_run: true, mapping: { "0": "email" } }),
  });
  open("/app/alpenblick/imports/5");
  const user = userEvent.setup();
  expect(await screen.findByRole("button", { name: "Import 8 rows" })).toBeVisible();
  await user.selectOptions(screen.getByLabelText("Field for room"), "First name");
  expect(screen.queryByRole("button", { name: "Import 8 rows" })).not.toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Check again" })).toBeEnabled();
});

test("an import is taken back once it was said what that does", async () => {
  let state: Import = { ...done, rejections_url: `${ORG}/imports/5/rejections` };
  answer({
    ...common,
    [`GET ${ORG}/imports/5`]: () => json(state),
    [`POST ${ORG}/imports/5/undo`]: () => {
      const begun: Import = { ...state, state: "undoing", removed: 2 };
      state = { ...state, state: "undone", removed: 5, restored: 1, kept: 1 };
      return json(begun);
    },
  });
  open("/app/alpenblick/imports/5");
  const user = userEvent.setup();
  expect(await screen.findByRole("link", { name: "Download the refused rows" })).toHaveAttribute(
    "href",
    `${ORG}/imports/5/rejections`,
  );
  await user.click(screen.getByRole("button", { name: "Take this import back" }));
  expect(await screen.findByText(/Up to 6 new guests will be deleted/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Take 7 guests back" }));
  expect(await screen.findByText(/So far 2 guests removed/)).toBeVisible();
  expect(
    await screen.findByText("This import was taken back.", {}, { timeout: 5000 }),
  ).toBeVisible();
  await waitFor(() =>
    expect(screen.queryByRole("button", { name: "Take this import back" })).not.toBeInTheDocument(),
  );
});
