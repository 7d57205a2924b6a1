import type { Page } from "@playwright/test";

import { seriousFaults } from "./axe";
import { at, expect, logIn, ORG, test } from "./product";

const stamp = Date.now();
const address = (name: string) => `${name}.${stamp}@mailbox.example`;

/** As a spreadsheet of an Austrian house has it: semicolons, a code column, mistakes among the rows. */
const FILE = [
  "E-Mail;Vorname;Nachname;Anmeldedatum;Lieblingszimmer",
  `${address("anna")};Anna;Moser;2025-03-01;12`,
  `${address("ben")};Ben;Huber;;14`,
  `${address("cara")};Cara;Rössi;2025-04-02;7`,
  `${address("anna")};Anna;Moser;2025-03-01;12`,
  "nobody;Dora;Berg;2025-03-01;3",
  ";Emil;Koch;2025-03-01;4",
  "",
].join("\r\n");

const tile = (page: Page, label: string) =>
  page.getByText(label, { exact: true }).locator("xpath=following-sibling::dd[1]");

test("a file becomes guests by way of its columns and a check, and is taken back", async ({
  page,
}) => {
  await logIn(page, "imports");
  await page.getByRole("link", { name: "Import a file" }).first().click();
  const upload = page.getByRole("button", { name: "Upload and look at the columns" });
  await expect(upload, "source and ground must be stated first").toBeDisabled();
  await page.getByLabel(/Choose a file, or drop it here/).setInputFiles({
    name: `stammgaeste-${stamp}.csv`,
    mimeType: "text/csv",
    buffer: Buffer.from(FILE, "utf8"),
  });
  await page.getByLabel("Where the addresses come from").fill("Guest book of the house");
  await page.getByRole("radio", { name: /They agreed to receive offers/ }).check();
  expect(await seriousFaults(page), "file").toEqual([]);
  await upload.click();

  await expect(page.getByText("semicolons")).toBeVisible();
  await expect(page.getByLabel("Field for E-Mail")).toHaveValue("email");
  await expect(page.getByLabel("Field for Anmeldedatum")).toHaveValue("opt_in_at");
  await expect(page.getByLabel("Field for Lieblingszimmer")).toHaveValue("");
  await page.getByLabel("Field for Lieblingszimmer").selectOption({ label: "Make a new field…" });
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("What it holds")).toHaveValue("number");
  await dialog.getByLabel("Name").fill(`Favourite room ${stamp}`);
  expect(await seriousFaults(page), "own field").toEqual([]);
  await dialog.getByRole("button", { name: "Make the field" }).click();
  await expect(page.getByLabel("Field for Lieblingszimmer")).toHaveValue(/^custom:favourite_room/);
  expect(await seriousFaults(page), "columns").toEqual([]);

  await page.getByLabel("Field for E-Mail").selectOption({ label: "Leave out" });
  const check = page.getByRole("button", { name: "Check what would happen" });
  await expect(check, "no addresses, no import").toBeDisabled();
  await page.getByLabel("Field for E-Mail").selectOption({ label: "E-mail address" });
  await check.click();

  await expect(tile(page, "Would be new")).toHaveText("3", { timeout: 30_000 });
  await expect(tile(page, "Would be refused")).toHaveText("2");
  await expect(page.getByText("The row has no e-mail address.")).toBeVisible();
  await expect(page.getByText(/3 \+ 0 \+ 1 \+ 2 = 6 rows, every row of the file/)).toBeVisible();
  expect(await guestsCalled(page, String(stamp)), "the check wrote nothing").toBe(0);
  expect(await seriousFaults(page), "check").toEqual([]);
  await page.reload();
  await expect(page.getByLabel("Field for Lieblingszimmer")).toHaveValue(/^custom:/);

  await page.getByRole("button", { name: "Import 4 rows" }).click();
  await expect(tile(page, "New guests")).toHaveText("3", { timeout: 30_000 });
  await expect(page.getByText(/2 guests with a consent of their own/)).toBeVisible();
  expect(await guestsCalled(page, String(stamp))).toBe(3);
  expect(await seriousFaults(page), "result").toEqual([]);

  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the refused rows" }).click();
  const refused = (await (await coming).createReadStream().then(textOf)).split(/\r?\n/);
  expect(refused.filter(Boolean)).toHaveLength(3);
  expect(refused[1]).toMatch(/^6,The e-mail address is not written as one\.,nobody,Dora/);

  await page.getByRole("button", { name: "Take this import back" }).click();
  await expect(page.getByRole("dialog").getByText(/Up to 3 new guests/)).toBeVisible();
  expect(await seriousFaults(page), "undo").toEqual([]);
  await page.getByRole("button", { name: "Take 3 guests back" }).click();
  await expect(tile(page, "Guests removed")).toHaveText("3", { timeout: 30_000 });
  expect(await guestsCalled(page, String(stamp))).toBe(0);

  await page.goto(at("imports"));
  await expect(
    page.getByRole("row", { name: new RegExp(`stammgaeste-${stamp}`) }).getByText("Taken back"),
  ).toBeVisible();
  await page.goto(at("imports/fields"));
  await page.getByRole("button", { name: `Remove Favourite room ${stamp}` }).click();
  await page.getByRole("button", { name: "Remove the field" }).click();
  await expect(page.getByText(`Favourite room ${stamp}`)).toHaveCount(0);
});

test("an upload that broke off goes on after a reload, with what is missing only", async ({
  page,
}) => {
  // Two parts and a little: the second is refused until the page is loaded anew.
  const row = "padding to fill the parts,";
  const body = Buffer.from(`email,notes\n${address("dora")},${row.repeat(340_000)}\n`);
  const file = { name: `large-${stamp}.csv`, mimeType: "text/csv", buffer: body };
  const sent: number[] = [];
  page.on("request", (request) => {
    const part = /\/parts\/(\d+)$/.exec(new URL(request.url()).pathname);
    if (part) sent.push(Number(part[1]));
  });
  await page.route("**/parts/1", (route) =>
    route.fulfill({
      status: 409,
      json: { code: "conflict", message: "The line broke.", fields: {} },
    }),
  );
  await logIn(page, "imports/new");
  await page.getByLabel(/Choose a file, or drop it here/).setInputFiles(file);
  await page.getByLabel("Where the addresses come from").fill("A large list");
  await page.getByRole("radio", { name: /Neither/ }).check();
  await page.getByRole("button", { name: "Upload and look at the columns" }).click();
  await expect(page.getByText("The upload broke off.")).toBeVisible();
  expect(await seriousFaults(page), "broken off").toEqual([]);

  await page.unroute("**/parts/1");
  await page.reload();
  const again = page.getByLabel(/Choose large-.* again to go on/);
  await again.setInputFiles({ ...file, buffer: Buffer.from("another file") });
  await expect(page.getByText(/This is another file/)).toBeVisible();
  await again.setInputFiles(file);
  await expect(page.getByLabel("Field for email")).toHaveValue("email");
  expect(sent).toEqual([0, 1, 1, 2]);
  await page.getByRole("button", { name: "Discard this file" }).click();
  await expect(page.getByText("No guest was imported.")).toBeVisible();
});

test("all guests can be taken out as a file", async ({ page }) => {
  await logIn(page, "imports");
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export all guests" }).click();
  const file = await coming;
  expect(file.suggestedFilename()).toMatch(/^guests-alpenblick-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await file.createReadStream().then(textOf)).trim().split("\n");
  const answer = await page.request.get(`/api/v1/orgs/${ORG}/guests?limit=1`);
  const { total } = (await answer.json()) as { total: number };
  expect(lines).toHaveLength(total + 1);
});

async function guestsCalled(page: Page, search: string): Promise<number> {
  const answer = await page.request.get(`/api/v1/orgs/${ORG}/guests?search=${search}`);
  return ((await answer.json()) as { results: unknown[] }).results.length;
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const piece of stream) text += String(piece);
  return text;
}
