import type { Actor } from "@/lib/access/actor";
import { say, wrongCall } from "./failure";

/** What `whileJoined` hands to a command. */
export type Joined = Readonly<{
  /** The command line acting in an organization: it may do everything there. */
  actorFor(organization: string | undefined): Promise<Actor>;
  /** Called when somebody stops the command; whatever it does is waited for before the database is left. */
  onStop(clean: () => Promise<void>): void;
}>;

/**
 * Joins the database (starting the embedded one where nobody has), brings it up to date, runs, and leaves again, also
 * when stopped by Ctrl-C. The modules behind are heavy, so they are loaded here and not before.
 */
export async function whileJoined<T>(run: (joined: Joined) => Promise<T>): Promise<T> {
  const { joinDatabase } = await import("@/lib/db/embedded");
  const database = await joinDatabase({ say: (text) => say(`costcurve: ${text} …`) });
  const cleaners: (() => Promise<void>)[] = [];
  let isStopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (isStopping) return;
    isStopping = true;
    say("costcurve: stopping …");
    for (const clean of cleaners) await clean().catch(() => {});
    // Work under way holds connections of the pool; leaving, or the end of this process, breaks them off.
    await database.leave();
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    const { migrate } = await import("@/lib/db/migrate");
    await migrate(database.ownerUrl);
    return await run({ actorFor, onStop: (clean) => cleaners.push(clean) });
  } finally {
    // While stopping, what the broken work throws is no news: the handler above ends the process.
    if (isStopping) await new Promise(() => {});
    const { closePool } = await import("@/lib/db/pool");
    await closePool();
    await database.leave();
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

async function actorFor(name: string | undefined): Promise<Actor> {
  if (!name?.trim())
    throw wrongCall("No organization is named.", "Add --org NAME, the name it was created with.");
  const { organizationByName } = await import("@/lib/db/directory");
  const { systemActor } = await import("@/lib/auth/system-actor");
  const found = await organizationByName(name.trim());
  if (!found) {
    throw wrongCall(
      `There is no organization “${name}”.`,
      "Check the name, or create it: costcurve org create NAME.",
    );
  }
  return systemActor(found);
}
