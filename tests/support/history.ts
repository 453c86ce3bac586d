import type { Actor } from "@/lib/access/actor";
import { restoreImport } from "@/lib/commands/restore-import";
import { voidImport } from "@/lib/commands/void-import";

/** `which` of those that count, or of those that were voided. */
type Act = { act: "import" } | { act: "void" | "restore"; which: number };
type File<Step> = Extract<Step, { act: "import" }>;
type Restore<Step> = Extract<Step, { act: "restore" }>;
/** A file that counts, by the order of its import among all. */
type Kept<Step> = File<Step> & { readonly id: string; readonly serial: number };

/**
 * Does the acts of a history one after the other and asks after each what counts by then. A restored file takes its old
 * place: what was committed after it still goes first.
 */
export async function relive<Step extends Act>(
  actor: Actor,
  history: readonly Step[],
  on: Readonly<{
    /** Imports a file and tells its id. */
    take: (file: File<Step>, serial: number) => Promise<string>;
    /** Restores a file; by default as it was. */
    restore?: (back: Kept<Step>, kept: readonly Kept<Step>[], step: Restore<Step>) => Promise<void>;
    check: (kept: readonly Kept<Step>[]) => Promise<void>;
  }>,
): Promise<void> {
  const kept: Kept<Step>[] = [];
  const voided: Kept<Step>[] = [];
  let serial = 0;
  for (const step of history) {
    if (step.act === "import") {
      serial += 1;
      const file = step as File<Step>;
      kept.push({ ...file, serial, id: await on.take(file, serial) });
    } else if (step.act === "void" && kept.length > 0) {
      const [gone] = kept.splice(step.which % kept.length, 1);
      if (!gone) continue;
      voided.push(gone);
      await voidImport(actor, { importId: gone.id });
    } else if (step.act === "restore" && voided.length > 0) {
      const [back] = voided.splice(step.which % voided.length, 1);
      if (!back) continue;
      if (on.restore) await on.restore(back, kept, step as Restore<Step>);
      else await restoreImport(actor, { importId: back.id });
      kept.push(back);
      kept.sort((a, b) => a.serial - b.serial);
    }
    await on.check(kept);
  }
}
