import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { DIMENSIONS } from "@/lib/filters";
import { usageFields } from "@/lib/ingest/sources/usage-row";
import { metrics } from "@/lib/metrics";
import { openapi } from "@/lib/reports/openapi";

const API = path.join(process.cwd(), "app", "api");
const METHODS = ["get", "head", "options", "post", "put", "patch", "delete"];

/** "/api/v1/imports/{id}" with its methods, from the folders and exports of app/api. */
function routes(): string[] {
  const found: string[] = [];
  for (const name of readdirSync(API, { recursive: true, encoding: "utf8" })) {
    if (path.basename(name) !== "route.ts") continue;
    const folder = path.dirname(name);
    // Sign-in belongs to the pages and is no part of the API.
    if (folder.startsWith("auth")) continue;
    const address = `/api/${folder
      .split(path.sep)
      .join("/")
      .replace(/\[(\w+)\]/g, "{$1}")}`;
    const text = readFileSync(path.join(API, name), "utf8");
    for (const method of METHODS)
      if (new RegExp(`export (const|async function|function) ${method.toUpperCase()}\\b`).test(text))
        found.push(`${method} ${address}`);
  }
  return found.sort();
}

test("the document names every route and no other", () => {
  const described = Object.entries(openapi().paths).flatMap(([address, operations]) =>
    Object.keys(operations).map((method) => `${method} ${address}`),
  );
  expect(described.sort()).toEqual(routes());
});

test("every reference in it leads somewhere", () => {
  const document = openapi();
  const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
    (m) => m[1],
  );
  expect(references.length).toBeGreaterThan(5);
  for (const name of references) expect(document.components.schemas).toHaveProperty(String(name));
});

test("the manual tells of every address, metric, dimension and field", () => {
  const file = path.join(process.cwd(), "docs", "api.md");
  const manual = readFileSync(file, "utf8");
  for (const address of Object.keys(openapi().paths)) expect(manual).toContain(address.replace("{id}", "ID"));
  const words = [...metrics.map(({ id }) => id), ...DIMENSIONS, ...usageFields];
  for (const word of words) expect(manual).toContain(`\`${word}\``);
});
