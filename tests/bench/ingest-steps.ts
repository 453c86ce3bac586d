import { createReadStream } from "node:fs";
import type { Actor } from "@/lib/access/actor";
import { systemActor } from "@/lib/auth/system-actor";
import { createOrganization } from "@/lib/commands/create-organization";
import { voidImport } from "@/lib/commands/void-import";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { beginImport } from "@/lib/ingest/import-file";
import { load } from "@/lib/ingest/load/load";
import { readFile } from "@/lib/ingest/read";
import { processorSecondsOf, secondsOf } from "./measure";

const actors = new Map<number, Actor>();

export async function newOrganization(): Promise<number> {
  const actor = systemActor(
    await createOrganization({
      name: `Bench ${crypto.randomUUID()}`,
      zone: "America/New_York",
      currency: "USD",
    }),
  );
  actors.set(actor.organizationId, actor);
  return actor.organizationId;
}

/** What an import, or a bare COPY, took: on the clock, and of the processor here and in Postgres. All in seconds. */
export type Cost = { readonly seconds: number; readonly node: number; readonly postgres: number };

/** Imports a file from its bytes to its last roll-up, and holds it to the number of rows that are new. */
export async function importFile(organizationId: number, file: string, accepted: number): Promise<Cost> {
  const importId = await inOrganization(organizationId, async (tx) => {
    const [row] = await tx.rows<{ id: number }>(sql`insert into "import"
        (organization_id, status, file_name, content_hash, byte_size)
      values (${organizationId}, 'running', 'usage', ${crypto.randomUUID()}, 1) returning id`);
    if (!row) throw new Error("The import was not entered.");
    return row.id;
  });
  const before = process.cpuUsage();
  let [backend, postgres] = [0, Number.NaN];
  const seconds = await secondsOf(async () => {
    const reading = await readFile(createReadStream(file), { now: Date.now() });
    const onBackend = (pid: number) => {
      [backend, postgres] = [pid, processorSecondsOf(pid)];
    };
    const loaded = await load(reading, {
      organizationId,
      importId,
      account: null,
      overlap: "ask",
      onBackend,
    });
    if (loaded.accepted !== accepted || loaded.rejected > 0)
      throw new Error(`${loaded.accepted} rows of ${accepted} were accepted, ${loaded.rejected} rejected.`);
  });
  const used = process.cpuUsage(before);
  return {
    seconds,
    node: (used.user + used.system) / 1e6,
    postgres: processorSecondsOf(backend) - postgres,
  };
}

/** The seconds a void of the organization's first import takes; what stood behind it is voided before. */
export async function takeOut(organizationId: number): Promise<number> {
  const actor = actors.get(organizationId);
  if (!actor) throw new Error("nobody may void here");
  const ids = await inOrganization(organizationId, (tx) =>
    tx.rows<{ id: number }>(
      sql`select id from "import" where organization_id = ${organizationId} order by id desc`,
    ),
  );
  const first = ids.pop();
  for (const { id } of ids) await voidImport(actor, { importId: id });
  return secondsOf(() => voidImport(actor, { importId: first?.id ?? 0 }));
}

/** The seconds it takes to send bytes that are known already. */
export async function sendAgain(organizationId: number, file: string): Promise<number> {
  const actor = actors.get(organizationId);
  if (!actor) throw new Error("nobody may send here");
  const send = () => beginImport(actor, createReadStream(file), { fileName: "usage.csv.gz" });
  await send();
  return secondsOf(async () => {
    if (!(await send()).isKnown) throw new Error("The bytes were not known.");
  });
}
