import { rm } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { ensureDemoPerson } from "@/lib/auth/first-owner";
import { systemActor } from "@/lib/auth/system-actor";
import { applyRules } from "@/lib/commands/apply-rules";
import { createOrganization } from "@/lib/commands/create-organization";
import { UserError } from "@/lib/commands/errors";
import { readConfig } from "@/lib/db/config";
import { organizationByName } from "@/lib/db/directory";
import { removeOrganization } from "@/lib/db/ledger/remove-organization";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { beginImport } from "@/lib/ingest/import-file";
import { resumeImportsOf, startImport } from "@/lib/jobs/imports";
import { importReport } from "@/lib/reports/imports";
import { demoOrganization, demoRules } from "./company";
import { demoFiles } from "./files";
import { demoPassword } from "./password";

const SEED = 20_261_101;

export type LoadedDemo = Readonly<{
  organization: string;
  imports: number;
  rows: number;
  signIn: Readonly<{ email: string; password: string }>;
}>;

export type DemoLoadOptions = {
  /** Told what takes time. */
  readonly say?: (text: string) => void;
  /** The last day with data; otherwise the day (UTC) before the demo was first loaded. */
  readonly lastDay?: string;
  readonly seed?: number;
};

/**
 * Makes the demonstration company out of its files, on the very path every import takes. Called again it completes what
 * is missing and adds nothing twice: it ends on the day of its first load, so the files have the same bytes.
 * @throws UserError name_taken where an organization of that name is not the demo.
 */
export async function loadDemo({ say = () => {}, ...options }: DemoLoadOptions = {}): Promise<LoadedDemo> {
  const organization = await demoEntry();
  const actor = systemActor(organization);
  const lastDay = options.lastDay ?? (await dayBeforeMade(organization.id));
  if (!(await hasRules(organization.id))) await applyRules(actor, { document: demoRules });
  for (const { done } of await resumeImportsOf(organization.id)) await done;
  const files = demoFiles({ seed: options.seed ?? SEED, lastDay });
  let rows = 0;
  for (const [index, file] of files.entries()) {
    say(`Loading the demo: ${file.name} (${index + 1} of ${files.length}) …`);
    const text = typeof file.text === "string" ? [file.text] : file.text();
    const { importId, isKnown } = await beginImport(actor, Readable.from(bytesOf(text)), {
      fileName: file.name,
      account: file.account,
    });
    if (isKnown) {
      await forget(organization.id, importId);
      continue;
    }
    await startImport(organization.id, importId);
    const report = await importReport(actor, importId);
    if (report?.status !== "committed")
      throw new Error(`The demo's ${file.name} was not imported: ${report?.reason ?? "no reason is known"}`);
    rows += report.rows.accepted;
  }
  const signIn = await ensureDemoPerson(organization.id, demoPassword());
  return { organization: organization.name, imports: files.length, rows, signIn };
}

/** Deletes the demonstration company with all it holds; false where it was not there. */
export async function removeDemo(): Promise<boolean> {
  const organization = await organizationByName(demoOrganization.name);
  if (!organization) return false;
  if (!organization.isDemo) throw nameTaken();
  const ownerUrl = process.env.COSTCURVE_OWNER_URL;
  if (!ownerUrl) throw new Error("No database is joined.");
  const removed = await removeOrganization(ownerUrl, organization.id);
  const folder = path.join(readConfig().dataFolder, "files", String(organization.id));
  await rm(folder, { recursive: true, force: true });
  return removed;
}

async function demoEntry() {
  const found = await organizationByName(demoOrganization.name);
  if (!found) return createOrganization({ ...demoOrganization, isDemo: true });
  if (!found.isDemo) throw nameTaken();
  return found;
}

const nameTaken = () =>
  new UserError({
    code: "name_taken",
    message: `There is an organization “${demoOrganization.name}” that is not the demonstration.`,
    fix: "Rename it in Settings; the demonstration needs its name.",
    status: 409,
  });

/** The day before the organization was made: the first load ended there. */
async function dayBeforeMade(organizationId: number): Promise<string> {
  const [row] = await inOrganization(organizationId, (tx) =>
    tx.rows<{ day: string }>(
      sql`select (created_at at time zone 'UTC')::date - 1 as day from organization where id = ${organizationId}`,
    ),
  );
  if (!row) throw new Error(`no organization ${organizationId}`);
  return row.day;
}

/** Rules a person has changed since stay as they are. */
async function hasRules(organizationId: number): Promise<boolean> {
  const rows = await inOrganization(organizationId, (tx) =>
    tx.rows(sql`select from allocation_rule_set where organization_id = ${organizationId} limit 1`),
  );
  return rows.length > 0;
}

/** A file loaded before is no event in the demo's history. */
async function forget(organizationId: number, importId: number): Promise<void> {
  await inOrganization(organizationId, (tx) =>
    tx.run(
      sql`delete from "import" where organization_id = ${organizationId} and id = ${importId} and status = 'duplicate'`,
    ),
  );
}

const PIECE_CHARACTERS = 1 << 16;

/** Small pieces of text gathered into fewer, larger chunks of bytes. */
function* bytesOf(text: Iterable<string>): Generator<Buffer> {
  let piece = "";
  for (const part of text) {
    piece += part;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield Buffer.from(piece);
    piece = "";
  }
  if (piece !== "") yield Buffer.from(piece);
}
