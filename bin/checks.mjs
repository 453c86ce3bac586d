/** The checks that need no run of the program: lint and format, types. */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { next, root, run, SetupFailure } from "./setup.mjs";

export const checks = {
  lint: () =>
    run([process.execPath, path.join(root, "node_modules/@biomejs/biome/bin/biome"), "check", "."], {
      what: "Lint",
    }),
  types: async () => {
    // Next writes the types of the pages' addresses, which the type check needs.
    await run(next("typegen"), { what: "next typegen" });
    mkdirSync(path.join(root, ".tmp"), { recursive: true });
    await run([process.execPath, path.join(root, "node_modules/typescript/bin/tsc"), "--noEmit"], {
      what: "Type check",
    });
  },
};

/** Whether it passed; where it did not, what it said stands on stderr. */
export async function passes(check) {
  try {
    await check();
    return true;
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    process.stderr.write(`${error.message}\n`);
    return false;
  }
}
