import type { Actor } from "@/lib/access/actor";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";

const KEPT_MAX = 200;

type Kept = { version: bigint; value: Promise<unknown> };

declare global {
  var costcurveReports: Map<string, Kept> | undefined;
}

/** The state of an organization's figures: every act that changes one raises it. */
export async function dataVersion(organizationId: number): Promise<bigint> {
  const [row] = await inOrganization(
    organizationId,
    (tx) =>
      tx.rows<{ data_version: bigint }>(
        sql`select data_version from organization where id = ${organizationId}`,
      ),
    { readOnly: true },
  );
  return row?.data_version ?? 0n;
}

/**
 * Computes a report once per state of the organization's data, and keeps it in this process under organization, name
 * and question. Never stale: the version is read from the database each time. Never another tenant's: the organization
 * is the first part of the key, and a value is only ever found by the whole of it.
 */
export async function cached<T>(
  actor: Actor,
  name: string,
  question: unknown,
  compute: () => Promise<T>,
): Promise<T> {
  globalThis.costcurveReports ??= new Map();
  const kept = globalThis.costcurveReports;
  const key = `${actor.organizationId} ${name} ${actor.timeZone} ${JSON.stringify(question)}`;
  const version = await dataVersion(actor.organizationId);
  const found = kept.get(key);
  if (found?.version === version) return found.value as Promise<T>;
  const value = compute();
  kept.delete(key);
  kept.set(key, { version, value });
  value.catch(() => kept.delete(key));
  if (kept.size > KEPT_MAX) {
    const oldest = kept.keys().next().value;
    if (oldest !== undefined) kept.delete(oldest);
  }
  return value;
}
