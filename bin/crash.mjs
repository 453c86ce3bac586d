/** `npm run test:crash -- [--times 200] [--seed N]`: kills workers and Postgres on the way of imports, time and again. */
import { spawn } from "node:child_process";
import path from "node:path";
import { parseArgs } from "node:util";
import { endOnSignals } from "./ending.mjs";
import { generate, install, requireNode, root } from "./setup.mjs";

endOnSignals();
requireNode();
await install({ all: true });
await generate();
const { values } = parseArgs({
  options: { times: { type: "string", default: "200" }, seed: { type: "string" } },
});
const env = { ...process.env, COSTCURVE_CRASH_TIMES: values.times };
if (values.seed !== undefined) env.COSTCURVE_CRASH_SEED = values.seed;
const words = [path.join(root, "node_modules/vitest/vitest.mjs"), "run", "--project", "crash"];
spawn(process.execPath, words, { cwd: root, env, stdio: "inherit" }).on("close", (code) => {
  process.exitCode = code ?? 1;
});
