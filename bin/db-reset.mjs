/** `npm run db:reset`: while developing, makes the embedded database anew, with the demonstration company. */
import { endOnSignals } from "./ending.mjs";
import { generate, install, readTypeScript, requireNode, step } from "./setup.mjs";

endOnSignals();
requireNode();
await install({ all: false });
await generate();
await readTypeScript();
const { resetDatabase } = await import("./start/reset.ts");
await step("Making the database anew", resetDatabase);
