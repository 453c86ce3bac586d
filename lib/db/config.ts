import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** A setting or the machine stands in the way. `message` says what and where, `fix` what to do. */
export class SetupError extends Error {
  override readonly name = "SetupError";
  constructor(
    message: string,
    readonly fix: string,
  ) {
    super(message);
  }
}

/** What the environment says, checked, with the defaults filled in. */
export type Config = {
  /** The folder that holds package.json. */
  readonly root: string;
  /** Absolute: the embedded cluster, the secrets and the logs live here. */
  readonly dataFolder: string;
  /** A Postgres of one's own; null means the embedded one. */
  readonly databaseUrl: string | null;
  readonly host: string;
  readonly port: number;
  /** The address people use, without a slash at its end: links and the Origin check are made from it. */
  readonly appUrl: string;
  /** False keeps the server from working on imports: `costcurve worker` does, elsewhere. */
  readonly isWorker: boolean;
};

/**
 * Reads COSTCURVE_ROOT, COSTCURVE_DATA, DATABASE_URL, HOST, PORT, APP_URL and COSTCURVE_WORKER.
 * @throws SetupError naming the variable that cannot be used.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const root = projectRoot(env);
  const host = env.HOST?.trim() || "127.0.0.1";
  const port = readPort(env.PORT);
  return {
    root,
    dataFolder: env.COSTCURVE_DATA ? path.resolve(env.COSTCURVE_DATA) : path.join(root, ".data"),
    databaseUrl: readDatabaseUrl(env.DATABASE_URL),
    host,
    port,
    appUrl: readAppUrl(env.APP_URL) ?? `http://${addressOf(host)}:${port}`,
    isWorker: readSwitch("COSTCURVE_WORKER", env.COSTCURVE_WORKER),
  };
}

/** The programs in bin/ name the folder, since they may be called from anywhere; others look upward from where they run. */
function projectRoot(env: NodeJS.ProcessEnv): string {
  if (env.COSTCURVE_ROOT) return path.resolve(env.COSTCURVE_ROOT);
  let folder = process.cwd();
  while (!isProject(folder)) {
    const parent = path.dirname(folder);
    if (parent === folder) {
      throw new SetupError(
        `${process.cwd()} is not inside a Costcurve folder.`,
        "Run this in the folder that holds Costcurve's package.json, or set COSTCURVE_ROOT to it.",
      );
    }
    folder = parent;
  }
  return folder;
}

function isProject(folder: string): boolean {
  const file = path.join(folder, "package.json");
  return existsSync(file) && readFileSync(file, "utf8").includes('"name": "costcurve"');
}

function readPort(text: string | undefined): number {
  const value = text?.trim() || "3000";
  const port = Number(value);
  if (!/^\d+$/.test(value) || port < 1 || port > 65_535) {
    throw new SetupError(
      `PORT is “${value}”.`,
      "Set it to a whole number from 1 to 65535, for example PORT=3001.",
    );
  }
  return port;
}

function readDatabaseUrl(text: string | undefined): string | null {
  const value = text?.trim();
  if (!value) return null;
  if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value)) {
    throw new SetupError(
      "DATABASE_URL is not a Postgres address.",
      "Write it as postgresql://user:password@host:5432/database, or unset it to use the embedded database.",
    );
  }
  return value;
}

function readSwitch(name: string, text: string | undefined): boolean {
  const value = text?.trim().toLowerCase() || "on";
  if (value === "on" || value === "off") return value === "on";
  throw new SetupError(`${name} is “${text}”.`, `Set it to on or off, for example ${name}=off.`);
}

function readAppUrl(text: string | undefined): string | null {
  const value = text?.trim();
  if (!value) return null;
  if (!/^https?:\/\//.test(value) || !URL.canParse(value)) {
    throw new SetupError(
      `APP_URL is “${value}”.`,
      "Set it to the address people type, for example APP_URL=https://costcurve.example.com.",
    );
  }
  return value.replace(/\/+$/, "");
}

/** A host as it stands in an address. “All interfaces” is no address, so this machine's own stands for it. */
function addressOf(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
