/** `npm start`, and with --dev `npm run dev`: from a fresh clone to a running server. */
import { end, endOnSignals } from "./ending.mjs";
import { generate, install, readTypeScript, requireNode, SetupFailure } from "./setup.mjs";

endOnSignals();
try {
  requireNode();
  await install({ all: false });
  await generate();
  await readTypeScript();
  const { serve } = await import("./start/serve.ts");
  await serve({ dev: process.argv.includes("--dev") });
} catch (error) {
  const expected = error instanceof SetupFailure || error?.name === "SetupError";
  process.stderr.write(
    `\n${expected ? error.message : (error?.stack ?? error)}\n${error?.fix ? `${error.fix}\n` : ""}`,
  );
  await end(1);
}
