/** `npm run build`: what `npm start` does before it serves. */
import { build, generate, install, readTypeScript, requireNode } from "./setup.mjs";

requireNode();
await install({ all: false });
await generate();
await readTypeScript();
const { serverEnvironment } = await import("./start/environment.ts");
await build(serverEnvironment());
