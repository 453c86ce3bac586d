import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "../support/browser";
import { startServer, type TestServer } from "../support/server";

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server?.stop());

test("health and readiness answer without a session, pages lead to sign-in", async () => {
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  expect((await fetch(`${server.url}/api/ready`)).status).toBe(200);
  const page = await fetch(`${server.url}/`, { redirect: "manual" });
  expect(page.status).toBe(307);
  expect(page.headers.get("location")).toMatch(/\/sign-in/);
});

test("the command line shares the running database", async () => {
  const made = await server.costcurve(["org", "create", "Beside the server"]);
  expect(made).toMatchObject({ status: 0 });
  expect((await fetch(`${server.url}/api/ready`)).status).toBe(200);
});

test.skipIf(noBrowser)("a browser sees the sign-in page", async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    expect(page.url()).toContain("/sign-in");
    expect(await page.title()).toContain("Costcurve");
  } finally {
    await browser.close();
  }
});
