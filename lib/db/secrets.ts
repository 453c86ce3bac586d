import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { SetupError } from "./config";

const secretsShape = z.object({
  /** The embedded cluster's superuser; only lib/db/embedded.ts uses it. */
  superuserPassword: z.string().min(20),
  /** The role that owns the embedded database. */
  ownerPassword: z.string().min(20),
  /** Signs the session cookies. */
  sessionSecret: z.string().min(20),
  /** Base64 of 32 bytes: one key for all server processes, kept out of the build folder. */
  serverActionsKey: z.string().min(40),
});

export type Secrets = z.infer<typeof secretsShape>;

/**
 * The installation's own secrets, made on first use in `<data folder>/secrets.json`, readable by the owner only.
 * @throws SetupError where the file is damaged: made anew, it would lock out the existing database.
 */
export function readSecrets(dataFolder: string): Secrets {
  const file = path.join(dataFolder, "secrets.json");
  const text = readIfThere(file) ?? create(file);
  const parsed = secretsShape.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new SetupError(
    `${file} is damaged: the passwords of the database beside it cannot be read.`,
    `Restore the file from a backup. If there is nothing to keep, delete ${dataFolder}.`,
  );
}

function create(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  const secrets: Secrets = {
    superuserPassword: randomBytes(24).toString("hex"),
    ownerPassword: randomBytes(24).toString("hex"),
    sessionSecret: randomBytes(32).toString("hex"),
    serverActionsKey: randomBytes(32).toString("base64"),
  };
  // A link appears whole or not at all and never replaces a file, so two first starts agree on one set.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, "utf8");
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
