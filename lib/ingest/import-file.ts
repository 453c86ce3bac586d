import type { Readable } from "node:stream";
import type { Actor } from "@/lib/access/actor";
import { log } from "@/lib/auth/log";
import { inOrganization } from "@/lib/db/organization";
import { pool } from "@/lib/db/pool";
import { IMPORT_LOCK } from "@/lib/db/queue";
import { sql } from "@/lib/db/sql";
import { checkedReading } from "./checked-reading";
import { Attempt, Stopped } from "./import-progress";
import { load } from "./load/load";
import { mappingFor, type RememberedMapping } from "./mappings";
import { Interrupted, outageOf } from "./outages";
import { keepPreview } from "./preview-import";
import { type Reading, readFile } from "./read";
import { FileRefusal } from "./sources/refusal";
import { storableText } from "./sources/values";
import { isStored, readStored, type StoredFile, storeFile } from "./store";

export type ImportOptions = {
  readonly fileName: string;
  /** A format id, to skip recognition. */
  readonly as?: string | undefined;
  readonly account?: string | undefined;
  /** Which counts where an earlier import tells of the same usage otherwise grouped (ledger rule 14). */
  readonly overlap?: "keep" | "replace" | undefined;
  readonly mapping?: RememberedMapping | undefined;
  /** The id of the resumable upload that brought the file, so that its sender finds the import again. */
  readonly upload?: string | undefined;
  /** Look at it first: it stops at `ready` and counts once somebody commits it. */
  readonly preview?: boolean | undefined;
};

/** Begun: either a new import that `runImport` carries out, or one that ended at once because its bytes are known. */
export type BegunImport = { readonly importId: number; readonly isKnown: boolean };

/** The imports that hold their content: no other of the same bytes is begun beside them. */
const counting = sql`status in ('running', 'paused', 'committed') and options->>'preview' is null`;

/** An import whose work broke off that often is given up until somebody resumes it. */
export const ATTEMPTS_MAX = 5;

/** Keeps a file's bytes as evidence and puts the import on record (ledger rule 12: known bytes are a duplicate). */
export async function beginImport(
  actor: Actor,
  input: Readable,
  options: ImportOptions,
): Promise<BegunImport> {
  return beginStoredImport(actor, await storeFile(actor.organizationId, input), options);
}

/** Puts an import of bytes that are kept already on record. */
export async function beginStoredImport(
  actor: Actor,
  stored: StoredFile,
  options: ImportOptions,
): Promise<BegunImport> {
  const org = actor.organizationId;
  const fileName = storableText(options.fileName).slice(0, 300);
  const details = JSON.stringify({
    as: options.as,
    overlap: options.overlap,
    mapping: options.mapping,
    upload: options.upload,
    preview: options.preview || undefined,
  });
  return inOrganization(org, async (tx) => {
    const [begun] = await tx.rows<{
      id: number;
    }>(sql`insert into "import" (organization_id, status, file_name, content_hash,
        byte_size, account, options, created_by)
      select ${org}::int, 'running', ${fileName}, ${stored.hash}, ${stored.bytes}::bigint, ${options.account ?? null},
        ${details}::jsonb, ${actor.userId}::uuid
      where not exists (select from "import" where organization_id = ${org} and content_hash = ${stored.hash} and ${counting})
      on conflict (organization_id, content_hash) where ${counting} do nothing returning id`);
    if (begun) return { importId: begun.id, isKnown: false };
    const [known] = await tx.rows<{
      id: number;
      day: string;
      file_name: string;
      format: string | null;
      title: string | null;
    }>(
      sql`select id, created_at::date::text as day, file_name, format, title from "import" where organization_id = ${org}
        and content_hash = ${stored.hash} and ${counting}`,
    );
    const reason = `These very bytes were imported on ${known?.day} as “${known?.file_name}” (import ${known?.id}); nothing was read again.`;
    const [kept] = await tx.rows<{
      id: number;
    }>(sql`insert into "import" (organization_id, status, file_name, content_hash,
        byte_size, account, options, created_by, reason, format, title)
      values (${org}, 'duplicate', ${fileName}, ${stored.hash}, ${stored.bytes}, ${options.account ?? null},
        ${details}::jsonb, ${actor.userId}::uuid, ${reason}, ${known?.format ?? null}, ${known?.title ?? null}) returning id`);
    return { importId: kept?.id ?? 0, isKnown: true };
  });
}

/**
 * Reads and loads an import that is on record as running, and ends with its status written. A lock that ends with its
 * connection says who works on it: a second caller waits, then finds nothing left to do (or, where it shall not wait, is
 * told "held"); and what a dead process left behind is free to be taken up.
 * @throws Interrupted where the database was lost on the way, or this process was asked to let go: it is still running
 * by its row, and to be taken up again.
 */
export async function runImport(
  organizationId: number,
  importId: number,
  options: { readonly waits?: boolean } = {},
): Promise<"ended" | "held"> {
  try {
    return await inLock(importId, options.waits ?? true, () => workOn(organizationId, importId));
  } catch (error) {
    const outage = outageOf(error);
    throw outage?.kind === "lost" ? new Interrupted(outage.reason) : error;
  }
}

async function inLock(
  importId: number,
  waits: boolean,
  work: () => Promise<void>,
): Promise<"ended" | "held"> {
  const client = await pool().connect();
  let broken: Error | undefined;
  const lost = (error: Error) => {
    broken = error;
  };
  client.on("error", lost);
  let isMine = false;
  try {
    if (waits) await client.query("select pg_advisory_lock($1, $2)", [IMPORT_LOCK, importId]);
    else {
      const { rows } = await client.query<{ mine: boolean }>("select pg_try_advisory_lock($1, $2) as mine", [
        IMPORT_LOCK,
        importId,
      ]);
      if (!rows[0]?.mine) return "held";
    }
    isMine = true;
    await work();
    return "ended";
  } finally {
    if (isMine) await client.query("select pg_advisory_unlock($1, $2)", [IMPORT_LOCK, importId]).catch(lost);
    client.off("error", lost);
    client.release(broken);
  }
}

/** Ends an import that is not to be tried again by itself, in words. */
export async function giveUp(organizationId: number, importId: number, reason: string): Promise<void> {
  await inOrganization(organizationId, (tx) =>
    tx.run(sql`update "import" set status = 'failed', phase = null, reason = ${reason}
      where organization_id = ${organizationId} and id = ${importId} and status = 'running'`),
  );
}

/** How often an import that is still running has been begun; null where it has ended. */
export async function attemptsOf(organizationId: number, importId: number): Promise<number | null> {
  const [row] = await inOrganization(organizationId, (tx) =>
    tx.rows<{ attempts: number }>(sql`select attempts from "import"
      where organization_id = ${organizationId} and id = ${importId} and status = 'running'`),
  );
  return row?.attempts ?? null;
}

async function workOn(organizationId: number, importId: number): Promise<void> {
  const begun = await attemptsOf(organizationId, importId);
  if (begun !== null && begun >= ATTEMPTS_MAX)
    return giveUp(
      organizationId,
      importId,
      `It was begun ${begun} times and broke off each time, by the end of the process or the loss of the database. ` +
        "Nothing of the file was added. Look at the server's log, then resume it.",
    );
  const [job] = await inOrganization(organizationId, async (tx) => {
    await tx.run(sql`update "import" set started_at = clock_timestamp(), attempts = attempts + 1, phase = 'reading',
        bytes_done = 0, rows_done = 0
      where organization_id = ${organizationId} and id = ${importId} and status = 'running'`);
    // An attempt that died half-way may have written some of its rejected rows.
    await tx.run(sql`delete from import_rejection r using "import" i where r.organization_id = ${organizationId}
      and r.import_id = ${importId} and i.organization_id = ${organizationId} and i.id = ${importId} and i.status = 'running'`);
    return tx.rows<{
      content_hash: string;
      account: string | null;
      byte_size: bigint;
      options: Pick<ImportOptions, "as" | "overlap" | "mapping" | "preview">;
      events_from: string | null;
    }>(
      sql`select i.content_hash, i.byte_size, i.account, i.options, o.events_from::text as events_from
        from "import" i join organization o on o.id = i.organization_id
        where i.organization_id = ${organizationId} and i.id = ${importId} and i.status = 'running'`,
    );
  });
  if (!job) return;
  const attempt = new Attempt(organizationId, importId);
  try {
    if (!(await isStored(organizationId, job.content_hash))) throw new Error("the stored file is missing");
    const reading = checkedReading(await openReading(organizationId, job, attempt), {
      organizationId,
      keptFrom: job.events_from,
    });
    await inOrganization(organizationId, (tx) =>
      tx.run(sql`update "import" set format = ${reading.source.id}, title = ${reading.source.title}
        where organization_id = ${organizationId} and id = ${importId}`),
    );
    const { account } = job;
    if (job.options.preview)
      await keepPreview(reading, {
        organizationId,
        importId,
        account,
        bytes: Number(job.byte_size),
        onProgress: attempt.onProgress,
      });
    else
      await load(reading, {
        organizationId,
        importId,
        account,
        overlap: job.options.overlap ?? "ask",
        onProgress: attempt.onProgress,
        onBackend: attempt.onBackend,
        signal: attempt.signal,
      });
  } catch (error) {
    if (attempt.isPutBack) {
      await forgetAttempt(organizationId, importId);
      throw new Interrupted("The process that worked on it was stopped.", true);
    }
    if (attempt.signal.aborted || error instanceof Stopped) await forgetRejections(organizationId, importId);
    else if (outageOf(error)?.kind === "lost") throw error;
    else await endBadly(organizationId, importId, error);
  } finally {
    attempt.end();
  }
}

type Job = { content_hash: string; options: Pick<ImportOptions, "as" | "overlap" | "mapping"> };

/** Opens the stored file; a CSV of no known format is read by the mapping remembered for its header, if there is one. */
async function openReading(organizationId: number, job: Job, attempt: Attempt): Promise<Reading> {
  const { as, mapping } = job.options;
  const open = (more: { mapping?: RememberedMapping }) =>
    readFile(readStored(organizationId, job.content_hash), {
      now: Date.now(),
      onBytes: attempt.onBytes,
      signal: attempt.signal,
      ...(as ? { as } : {}),
      ...more,
    });
  if (mapping) return open({ mapping });
  try {
    return await open({});
  } catch (error) {
    const columns = error instanceof FileRefusal && error.code === "unknown-format" ? error.columns : null;
    const remembered = columns ? await mappingFor(organizationId, columns) : null;
    if (!remembered) throw error;
    return open({ mapping: remembered });
  }
}

/** Of an import that was stopped nothing stays, the rows it had rejected so far neither. */
async function forgetRejections(organizationId: number, importId: number): Promise<void> {
  await inOrganization(organizationId, (tx) =>
    tx.run(sql`delete from import_rejection r using "import" i where r.organization_id = ${organizationId}
      and r.import_id = ${importId} and i.organization_id = ${organizationId} and i.id = ${importId}
      and i.status in ('paused', 'cancelled')`),
  );
}

/** An attempt that was put back was none that failed. */
async function forgetAttempt(organizationId: number, importId: number): Promise<void> {
  await inOrganization(organizationId, (tx) =>
    tx.run(sql`update "import" set attempts = greatest(attempts - 1, 0), phase = null, bytes_done = 0, rows_done = 0
      where organization_id = ${organizationId} and id = ${importId} and status = 'running'`),
  );
}

/** What Postgres says where a sum of the cube leaves its 64 bits. */
const OUT_OF_RANGE = "22003";

const beyondSums = (): FileRefusal =>
  new FileRefusal("too-large", {
    reason: "The counts of this file add up to more than the ledger can hold.",
    fix: "Check that its columns of tokens hold tokens.",
  });

async function endBadly(organizationId: number, importId: number, caught: unknown): Promise<void> {
  const isBeyond = caught instanceof Error && "code" in caught && caught.code === OUT_OF_RANGE;
  const error = isBeyond ? beyondSums() : caught;
  const refused = error instanceof FileRefusal;
  const outage = outageOf(error);
  if (!refused) log().error({ err: error, importId }, "import failed");
  const reason = refused
    ? storableText(`${error.line === null ? "" : `Line ${error.line}: `}${error.message}`)
    : outage
      ? outage.reason
      : "Something failed on our side; nothing of the file was added. Try again, and look at the server's log if it fails again.";
  await inOrganization(organizationId, (tx) =>
    tx.run(sql`update "import" set status = ${refused ? "refused" : "failed"}, reason = ${reason},
        rows_rejected = (select count(*) from import_rejection r where r.organization_id = ${organizationId} and r.import_id = ${importId}),
        rows_read = (select count(*) from import_rejection r where r.organization_id = ${organizationId} and r.import_id = ${importId})
      where organization_id = ${organizationId} and id = ${importId}`),
  );
}
