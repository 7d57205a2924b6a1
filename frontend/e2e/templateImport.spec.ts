import { seriousFaults } from "./axe";
import { at, expect, logIn, test } from "./product";

const FOREIGN = `<!doctype html>
<html><head><title>Easter at the lake</title><style>.warm { color: #7a1f2b }</style></head>
<body bgcolor="#efe9e1"><table width="600" align="center"><tr><td class="warm">
Dear *|FNAME|*, the terrace is open again.<script>alert(1)</script>
<a href="https://hotel.example/book">Book a table</a></td></tr></table></body></html>`;

test("a foreign letter is pasted, its changes are shown, and it is stored and opened", async ({
  page,
}, testInfo) => {
  await logIn(page, "templates");
  await page.getByRole("link", { name: "Import", exact: true }).last().click();
  await expect(page.getByRole("heading", { name: "Import a template" })).toBeVisible();
  const send = page.getByRole("button", { name: "Import the letter" });
  await expect(send).toBeDisabled();
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    expect(await seriousFaults(page), `the form, ${scheme}`).toEqual([]);
    const body = await page.screenshot();
    await testInfo.attach(`import ${scheme}`, { body, contentType: "image/png" });
  }
  await page.emulateMedia({ colorScheme: "light" });

  await page.getByRole("button", { name: "Paste the source" }).click();
  await page.getByLabel("Source of the letter").fill("only words");
  await send.click();
  await expect(page.getByText("The file holds no HTML")).toBeVisible();
  const name = `Easter ${Date.now()}`;
  await page.getByLabel("Source of the letter").fill(FOREIGN);
  await page.getByLabel("Name").fill(name);
  await send.click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const changes = page.getByRole("main").getByRole("listitem");
  await expect(changes.filter({ hasText: /script/i }).first()).toBeVisible();
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    expect(await seriousFaults(page), `the changes, ${scheme}`).toEqual([]);
  }
  await testInfo.attach("changes", { body: await page.screenshot(), contentType: "image/png" });
  await page.setViewportSize({ width: 390, height: 844 });
  await testInfo.attach("changes phone", {
    body: await page.screenshot(),
    contentType: "image/png",
  });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide, "nothing stands beyond a phone's edge").toBeLessThanOrEqual(390);

  await page.getByRole("link", { name: "Open the template" }).click();
  await expect(page.getByLabel("Subject")).toHaveValue("Easter at the lake");
  const source = page.getByLabel("Letter, as MJML or HTML");
  await expect(source).toHaveValue(/bgcolor="#efe9e1"/);
  await expect(source).toHaveValue(/\{\{ *guest\.first_name/);
  await expect(source).not.toHaveValue(/<script/);
});

test("a file is uploaded as it is, and a name that is taken is refused by its field", async ({
  page,
}) => {
  await logIn(page, "templates/import");
  const file = { name: "letter.html", mimeType: "text/html", buffer: Buffer.from(FOREIGN) };
  const name = `From a file ${Date.now()}`;
  for (const turn of ["first", "second"]) {
    await page.goto(at("templates/import"));
    await page.locator("input[type=file]").setInputFiles(file);
    await expect(page.getByText(/letter\.html, /)).toBeVisible();
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Import the letter" }).click();
    if (turn === "first") await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  }
  await expect(page.getByText("Choose another name.")).toBeVisible();
});
