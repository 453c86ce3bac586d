import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "../support/browser";
import { becomeOwner } from "../support/owner";
import { startServer, type TestServer } from "../support/server";

/** gpt-4o at $2.50 a million tokens of input: $10 and $5 in September, $20, $5 and $5 in October. */
const usage = `timestamp,provider,model,input_tokens,output_tokens,project,customer
2026-08-31T10:00:00Z,openai,gpt-4o,400000,0,copilot,
2026-09-10T10:00:00Z,openai,gpt-4o,4000000,0,copilot,
2026-09-11T10:00:00Z,openai,gpt-4o,2000000,0,shared,
2026-10-10T10:00:00Z,openai,gpt-4o,8000000,0,copilot,Acme
2026-10-11T10:00:00Z,openai,gpt-4o,2000000,0,voice,Borealis
2026-10-31T10:00:00Z,openai,gpt-4o,2000000,0,shared,
`;
const revenue = `period,product,customer,plan,amount,currency
2026-09,Copilot,,,40,USD
2026-09,Voice,,,20,USD
2026-10,Copilot,Acme,Team,50,USD
2026-10,Voice,Borealis,Free,4,USD
2026-10,Voice,,,36,USD
`;
const rules = (more: readonly object[]) => ({
  products: ["Copilot", "Voice"],
  rules: [
    { when: { project: ["copilot"] }, product: "Copilot" },
    { when: { project: ["voice"] }, product: "Voice" },
    ...more,
  ],
});
const SHARED = { when: { project: ["shared"] }, split: { Copilot: "0.4", Voice: "0.6" } };

describe.skipIf(noBrowser)("a finance user and the margins", () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let folder: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "costcurve-margins-"));
    server = await startServer();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await becomeOwner(page, server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string, document: object) => {
    writeFileSync(path.join(folder, name), JSON.stringify(document));
    return path.join(folder, name);
  };
  const run = async (...words: string[]) => {
    const { status, stdout, stderr } = await server.costcurve([...words, "--org", "Harbor AI"]);
    expect(status, stderr).toBe(0);
    return stdout;
  };
  /** The words of one line of the P&L. */
  const line = (name: string) => page.locator("#p-and-l tr", { hasText: name }).first().textContent();
  const open = (query = "") =>
    page.goto(`${server.url}/margins?from=2026-10-01&to=2026-10-31${query}`, { waitUntil: "load" });

  test("usage and revenue are imported, and two products have a margin", async () => {
    writeFileSync(path.join(folder, "usage.csv"), usage);
    await run("import", path.join(folder, "usage.csv"));
    await page.goto(`${server.url}/imports`);
    const buffer = Buffer.from(revenue);
    await page.setInputFiles("input[type=file]", { name: "revenue.csv", mimeType: "text/csv", buffer });
    await page.waitForURL(/\/imports\/\d+$/);
    await page.getByRole("button", { name: "Add to the ledger" }).click();
    await page.getByText("5 rows in the ledger").waitFor();
    await run("rules", "apply", file("before.json", rules([])));
    await open();
    expect(await line("Copilot")).toContain("60.0%"); // (50 − 20) ÷ 50
    expect(await line("Voice")).toContain("87.5%"); // (40 − 5) ÷ 40
    expect(await line("Unallocated cost")).toContain("$5.00");
  });

  test("a rule moves what its preview said: unallocated falls, both margins with it", async () => {
    const after = file("after.json", rules([SHARED]));
    const preview = JSON.parse(await run("rules", "check", after, "--json"));
    const october = preview.moves.filter(({ month }: { month: string }) => month.startsWith("2026-10"));
    expect(october).toMatchObject([
      { product: "Copilot", before: "20", after: "22" },
      { product: "Voice", before: "5", after: "8" },
      { product: null, before: "5", after: "0" },
    ]);
    await open();
    expect(await line("Copilot")).toContain("60.0%"); // a look changes nothing
    await run("rules", "apply", after);
    await open();
    expect(await line("Copilot")).toContain("56.0%"); // (50 − 22) ÷ 50
    expect(await line("Voice")).toContain("80.0%"); // (40 − 8) ÷ 40
    await open("&view=amounts");
    expect(await line("Copilot")).toContain("$28.00");
    expect(await line("Voice")).toContain("$32.00");
  });

  test("a slider says what margin would be, and a customer below zero comes first", async () => {
    await open();
    const tried = page.locator("#try");
    const figure = tried.locator("tr", { hasText: "Gross margin percent" });
    expect(await figure.textContent()).toMatch(/66\.7%\s*66\.7%/); // (90 − 30) ÷ 90
    await tried.getByLabel("Token prices").fill("-500");
    // Half of $30 less: (90 − 15) ÷ 90.
    expect(await figure.textContent()).toMatch(/66\.7%\s*83\.3%\s*\+16\.7 pt/);
    const customers = page.getByRole("region", { name: "Margin by customer" });
    expect(await customers.locator("tbody tr").first().textContent()).toContain("Borealis");
  });

  test("a cell opens the rows it is made of", async () => {
    await page.locator("#p-and-l tr", { hasText: "Copilot" }).first().getByText("56.0%").click();
    await page.waitForURL(/\/rows\?.*product=Copilot/);
    expect(await page.locator("main").textContent()).toContain("usage.csv");
    expect(complaints).toEqual([]);
  });
});
