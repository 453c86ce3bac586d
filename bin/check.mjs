/** `npm run check`: lint, types, and the arrows between the layers. */
import { checks, passes } from "./checks.mjs";
import { endOnSignals } from "./ending.mjs";
import { generate, install, requireNode, root, run, step } from "./setup.mjs";

endOnSignals();
requireNode();
await install({ all: true });
await generate();
const vitest = [
  process.execPath,
  `${root}/node_modules/vitest/vitest.mjs`,
  "run",
  "tests/unit/layers.test.ts",
];
const results = [
  await step("Lint and format", () => passes(checks.lint)),
  await step("Types", () => passes(checks.types)),
  await step("Layers", () => passes(() => run(vitest, { what: "Layers" }))),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
