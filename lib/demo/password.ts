import { createHmac } from "node:crypto";
import { readConfig } from "@/lib/db/config";
import { readSecrets } from "@/lib/db/secrets";

/** The demo person's password: another at each installation, the same at each of its starts, and stored nowhere. */
export function demoPassword(): string {
  const { sessionSecret } = readSecrets(readConfig().dataFolder);
  const text = createHmac("sha256", sessionSecret).update("demo sign-in").digest("hex").slice(0, 16);
  return text.replace(/(.{4})(?=.)/g, "$1-");
}
