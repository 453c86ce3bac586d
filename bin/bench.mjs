/** `npm run bench [NAME]`: the measurements in tests/bench, each a program of its own, one after the other. */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { endOnSignals } from "./ending.mjs";
import { generate, install, requireNode, root } from "./setup.mjs";

endOnSignals();
requireNode();
await install({ all: true });
await generate();
const wanted = process.argv.slice(2);
const folder = path.join(root, "tests", "bench");
const names = readdirSync(folder).filter((name) => name.endsWith(".bench.ts"));
const chosen = names.filter((name) => wanted.length === 0 || wanted.includes(name.replace(".bench.ts", "")));
for (const name of chosen.sort()) {
  process.stdout.write(`\n${name.replace(".bench.ts", "")}\n`);
  const status = await new Promise((resolve) => {
    const words = ["--import", "tsx", path.join(folder, name)];
    spawn(process.execPath, words, { cwd: root, stdio: "inherit" }).on("close", (code) => resolve(code ?? 1));
  });
  if (status !== 0) process.exitCode = 1;
}
if (chosen.length === 0)
  process.stderr.write(`There is no bench of that name; there are: ${names.join(", ")}\n`);
