import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { missingFrom } from "../../bin/complete-lock.mjs";

test("the lock file holds the builds for every machine, so that npm ci takes it (npm run lock adds them)", () => {
  const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
  expect([...missingFrom(lock).keys()]).toEqual([]);
});

test("every package is pinned to one version", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, v]) => !/^\d/.test(String(v)),
  );
  expect(loose).toEqual([]);
});
