import { expect, linkIn, logIn, mails, ORG, test } from "./product";

interface Form {
  id: number;
  hotel: { name: string };
  public_url: string;
  counts: { confirmed: number; sent: number };
}

test("a visitor signs up on the hosted page, and confirms by the letter's button", async ({
  page,
  browser,
}) => {
  await logIn(page);
  const forms = async (): Promise<Form[]> => {
    const answer = await page.request.get(`/api/v1/orgs/${ORG}/forms`);
    return ((await answer.json()) as { results: Form[] }).results;
  };
  const form = (await forms())[0];
  if (!form) throw new Error("The demo has no sign-up form.");
  const address = `visitor.${Date.now()}@mailbox.example`;

  // Somebody else's browser: it knows no log-in, and must get no cookie.
  const visitor = await browser.newContext({ locale: "en-GB" });
  const sheet = await visitor.newPage();
  const complaints: string[] = [];
  sheet.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await sheet.goto(`${new URL(form.public_url).pathname}?lang=en`);
  await sheet.getByLabel("E-mail address").fill(address);
  await sheet.getByLabel("Last name").fill("Visitor");
  await sheet.getByRole("checkbox").check();
  await sheet.getByRole("button", { name: "Sign up" }).click();
  await expect(sheet.getByRole("heading", { name: "Please look in your mailbox" })).toBeVisible({
    timeout: 60_000,
  });
  expect(complaints, "the browser complained").toEqual([]);

  const letter = (await mails(`Please confirm: news from ${form.hotel.name}`, 1, 60)).find(
    (mail) => mail.to[0]?.address === address,
  );
  if (!letter) throw new Error("No letter came.");
  const link = linkIn(letter, /\/f\/c\//);
  const before = (await forms())[0]?.counts.confirmed ?? 0;
  await sheet.goto(link);
  await expect(sheet.getByText(address)).toBeVisible();
  expect((await forms())[0]?.counts.confirmed, "a look alone confirms nothing").toBe(before);
  await sheet.getByRole("button", { name: "Yes, confirm" }).click();
  await expect(sheet.getByRole("heading", { name: "Thank you" })).toBeVisible();
  expect((await forms())[0]?.counts.confirmed).toBe(before + 1);
  expect(await visitor.cookies()).toEqual([]);
  await visitor.close();
});

test("a form in a hotel's own page is as tall as it needs", async ({ page, baseURL }) => {
  await logIn(page);
  const answer = await page.request.get(`/api/v1/orgs/${ORG}/forms`);
  const { results } = (await answer.json()) as { results: Form[] };
  const path = new URL(results[0]?.public_url ?? "").pathname;
  await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
  await page.goto("/health/live");
  await page.setContent(
    `<html lang="de"><body><script src="${baseURL}/f/embed.js" data-bellhop-form="${baseURL}${path}"></script></body></html>`,
  );
  const frame = page.frameLocator("iframe");
  await expect(frame.getByRole("button", { name: "Anmelden" })).toBeVisible();
  await expect
    .poll(async () => Number(await page.locator("iframe").getAttribute("height")))
    .not.toBe(640);
});
