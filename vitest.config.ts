import path from "node:path";
import { defineConfig } from "vitest/config";

const root = import.meta.dirname;
const alias = { "@": root };
const properties = path.join(root, "tests/support/properties.ts");
const pure = (name: string) => ({
  resolve: { alias },
  test: {
    name,
    include: [`tests/${name}/**/*.test.{ts,tsx}`],
    environment: "node" as const,
    setupFiles: properties,
    testTimeout: 120_000,
  },
});

/** Folders of tests/ are projects: `npx vitest run --project unit`, or a file's path, runs a part. */
export default defineConfig({
  test: {
    // Time-outs are generous: they end what hangs, and say nothing about speed (that is for tests/bench).
    // Two workers: more only fight for the two cores of a small machine.
    maxWorkers: 2,
    projects: [
      pure("unit"),
      pure("golden"),
      pure("property"),
      pure("corpus"),
      {
        resolve: { alias },
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          environment: "node",
          globalSetup: path.join(root, "tests/support/cluster.ts"),
          setupFiles: [properties, path.join(root, "tests/support/worker.ts")],
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "crash",
          include: ["tests/crash/**/*.test.ts"],
          environment: "node",
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          environment: "node",
          // One at a time: each drives a browser and a server of its own.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
