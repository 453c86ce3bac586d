import { type Command, Option } from "commander";
import type { Actor } from "@/lib/access/actor";
import { OUR_FAILURE, WRONG_CALL, wrongCall } from "../failure";
import { whileJoined } from "../session";
import type { SetStatus } from ".";

type Call = { org?: string; overlap?: "keep" | "replace"; json?: boolean };
type Done = { readonly importId: string; readonly status: string };
type Act = {
  readonly name: string;
  readonly description: string;
  /** How the import stands afterwards, in words: "is voided". */
  readonly says: (done: Done) => string;
  readonly run: (actor: Actor, importId: number, call: Call) => Promise<Done>;
};

const ACTS: readonly Act[] = [
  {
    name: "pause",
    description: "stop an import under way for now; a resume reads its file from the start",
    says: () => "is paused",
    run: async (actor, importId) =>
      (await import("@/lib/commands/hold-import")).pauseImport(actor, { importId }),
  },
  {
    name: "resume",
    description: "take a paused or failed import up again; returns once every figure follows",
    says: ({ status }) => `is ${status}`,
    run: resume,
  },
  {
    name: "cancel",
    description: "give up an import that is under way or paused; nothing of it stays",
    says: () => "is cancelled",
    run: async (actor, importId) =>
      (await import("@/lib/commands/hold-import")).cancelImport(actor, { importId }),
  },
  {
    name: "void",
    description: "take an import out of every figure, exactly; its file stays as evidence",
    says: () => "is voided",
    run: async (actor, importId) =>
      (await import("@/lib/commands/void-import")).voidImport(actor, { importId }),
  },
  {
    name: "restore",
    description: "bring a voided import back into every figure, as if it had never been voided",
    says: () => "counts again",
    run: async (actor, importId, { overlap }) =>
      (await import("@/lib/commands/restore-import")).restoreImport(actor, {
        importId,
        ...(overlap ? { overlap } : {}),
      }),
  },
];

/** Adds what can be done about an import that is on record, one word each. */
export function addActs(command: Command, setStatus: SetStatus): void {
  for (const { name, description, says, run } of ACTS)
    command
      .command(name)
      .description(description)
      .argument("<id>")
      .addOption(new Option("--org <name>", "organization"))
      .addOption(new Option("--json", "as JSON"))
      .action(async (id: string, _: object, self: Command) => {
        const call = self.optsWithGlobals<Call>();
        const importId = idOf(id);
        await whileJoined(async ({ actorFor }) => {
          const done = await run(await actorFor(call.org), importId, call);
          process.stdout.write(
            call.json ? `${JSON.stringify(done)}\n` : `Import ${done.importId} ${says(done)}.\n`,
          );
          if (done.status === "refused") setStatus(WRONG_CALL);
          else if (done.status === "failed") setStatus(OUR_FAILURE);
        });
      });
}

/** The id of an import, as a person types it. */
export function idOf(text: string): number {
  const id = Number(text);
  if (!/^\d+$/.test(text) || id < 1 || id > 2_147_483_647)
    throw wrongCall(`“${text}” is not the id of an import.`, "costcurve import list --org NAME shows them.");
  return id;
}

async function resume(actor: Actor, importId: number): Promise<Done> {
  const { resumeImport } = await import("@/lib/commands/hold-import");
  const { startImport } = await import("@/lib/jobs/imports");
  const { importReport } = await import("@/lib/reports/imports");
  await resumeImport(actor, { importId });
  await startImport(actor.organizationId, importId);
  const ended = await importReport(actor, importId, { rejections: 0 });
  return { importId: String(importId), status: ended?.status ?? "failed" };
}
