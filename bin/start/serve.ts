import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { type Config, readConfig, SetupError } from "@/lib/db/config";
import { joinDatabase } from "@/lib/db/embedded";
import { migrate } from "@/lib/db/migrate";
import { atEnd, end } from "../ending.mjs";
import { build, step } from "../setup.mjs";
import { serverEnvironment } from "./environment";
import { portInUse, startServer } from "./server";

/** Builds, brings up the database, serves, and says how to sign in. Comes back once people can; Ctrl-C ends it. */
export async function serve({ dev }: { dev: boolean }): Promise<void> {
  const began = performance.now();
  const config = readConfig();
  await requireFreePort(config);
  const environment = serverEnvironment(config);
  // The command line's own copy of the server's code reads the same names.
  Object.assign(process.env, environment);
  if (!dev) await build(environment);
  await loadDemoOnce(config, await bringUpDatabase(config));
  const server = await step("Starting the server", () => startServer(config, { dev, environment }));
  server.ended.then((status) => {
    process.stderr.write(`The server ended by itself (${status}).\n`);
    end(1);
  });
  await welcome(config, (performance.now() - began) / 1000);
}

async function bringUpDatabase(config: Config): Promise<{ isNew: boolean }> {
  const database = await step(
    config.databaseUrl ? "Joining the database of DATABASE_URL" : "Starting the database",
    () => joinDatabase({ say: (text) => process.stderr.write(` ${text} …`) }),
  );
  atEnd(async () => {
    const { closePool } = await import("@/lib/db/pool");
    await closePool();
    await step("Stopping the database, unless another program uses it", () => database.leave());
  });
  const applied = await step("Checking the database's schema", () => migrate(database.ownerUrl));
  return { isNew: database.created || applied.includes("0001_init") };
}

/**
 * The very first start brings the demonstration along; COSTCURVE_DEMO=off leaves it out. The note that it was loaded
 * is written at the end, so an interrupted load is completed by the next start, and one removed later stays away.
 * A database of one's own, which other machines may share, gets it only together with its tables.
 */
async function loadDemoOnce(config: Config, { isNew }: { isNew: boolean }): Promise<void> {
  const note = path.join(config.dataFolder, "demo-loaded");
  if (existsSync(note) || process.env.COSTCURVE_DEMO === "off") return;
  if (!config.databaseUrl || isNew) {
    const { loadDemo } = await import("@/lib/demo/load");
    await step("Loading the demonstration company (up to a minute)", () => loadDemo());
  }
  writeFileSync(note, "");
}

async function welcome(config: Config, seconds: number): Promise<void> {
  const { firstOwnerLink } = await import("@/lib/auth/first-owner");
  const link = await firstOwnerLink(config.appUrl);
  const demo = await demoSignIn();
  const lines = [
    "",
    `Costcurve is ready after ${seconds.toFixed(1)} s: ${config.appUrl}`,
    "",
    ...(link ? ["  Begin with your own data (this link works once):", `    ${link}`, ""] : []),
    ...(demo
      ? [
          "  Look around in the demonstration company:",
          `    ${config.appUrl}/sign-in   ${demo.email}   password ${demo.password}`,
          "",
        ]
      : []),
    "Ctrl-C stops it.",
    "",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Null where the demonstration company was removed, or never loaded. */
async function demoSignIn(): Promise<{ email: string; password: string } | null> {
  const { organizationByName } = await import("@/lib/db/directory");
  const { demoOrganization } = await import("@/lib/demo/company");
  const organization = await organizationByName(demoOrganization.name);
  if (!organization?.isDemo) return null;
  const { DEMO_EMAIL } = await import("@/lib/auth/first-owner");
  const { demoPassword } = await import("@/lib/demo/password");
  return { email: DEMO_EMAIL, password: demoPassword() };
}

/** Asked before anything slow begins. */
function requireFreePort(config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => reject(cannotListen(error, config)));
    probe.listen({ host: config.host, port: config.port, exclusive: true }, () =>
      probe.close(() => resolve()),
    );
  });
}

function cannotListen(error: NodeJS.ErrnoException, config: Config): SetupError {
  const { host, port } = config;
  if (error.code === "EADDRINUSE") return portInUse(config);
  if (error.code === "EACCES") {
    return new SetupError(
      `Port ${port} is not open to this user.`,
      "Choose one above 1023, for example PORT=3000.",
    );
  }
  return new SetupError(
    `Cannot listen on ${host} (${error.code ?? error.message}).`,
    "Set HOST to an address of this machine, for example HOST=127.0.0.1, or HOST=0.0.0.0 for all of them.",
  );
}
