import { type Command, Option } from "commander";
import { OUR_FAILURE, WRONG_CALL, wrongCall } from "../failure";
import { whileJoined } from "../session";
import type { SetStatus } from ".";
import { addActs, idOf } from "./import-acts";

type ImportCall = {
  org?: string;
  as?: string;
  account?: string;
  overlap?: "keep" | "replace";
  preview?: boolean;
  json?: boolean;
};

const orgOption = () => new Option("--org <name>", "organization");
const jsonOption = () => new Option("--json", "as JSON");

export function addImport(program: Command, setStatus: SetStatus): void {
  const command = program
    .command("import")
    .description(
      "import provider exports, revenue or Costcurve's own form; returns once every figure follows",
    )
    .argument("[files...]", "files, in the order they are to count; - is standard input")
    .addOption(orgOption())
    .option("--as <format>", "the format, instead of recognising it (costcurve formats)")
    .option("--account <id>", "the account of rows that name none")
    .addOption(
      new Option("--overlap <which>", "where the same usage is here already, in another grouping").choices([
        "keep",
        "replace",
      ]),
    )
    .option("--preview", "say what the files would bring, and change nothing")
    .addOption(jsonOption())
    .enablePositionalOptions()
    .action(async (files: string[], options: ImportCall) => {
      if (files.length === 0) throw wrongCall("No file is named.", "costcurve import FILE… --org NAME");
      const { knownFormat } = await import("../import-files");
      if (options.as !== undefined) await knownFormat(options.as);
      await whileJoined(async ({ actorFor, onStop }) => {
        const actor = await actorFor(options.org);
        if (options.preview) {
          const { previewFiles, previewText, previewsJson } = await import("../preview-files");
          const previews = await previewFiles(actor, files, options, (entry) => {
            if (!options.json) process.stdout.write(previewText(entry));
          });
          if (options.json) process.stdout.write(previewsJson(previews));
          if (previews.some((entry) => entry.status === "refused")) setStatus(WRONG_CALL);
          return;
        }
        const { importFiles } = await import("../import-files");
        const { entriesJson, entryText } = await import("../import-text");
        const { as, account, overlap } = options;
        const entries = await importFiles(actor, files, {
          options: { as, account, overlap },
          onStop,
          onEntry: (entry) => {
            if (!options.json) process.stdout.write(entryText(entry));
          },
        });
        if (options.json) process.stdout.write(entriesJson(entries));
        if (entries.some((entry) => entry.status === "failed")) setStatus(OUR_FAILURE);
        else if (entries.some((entry) => entry.status === "refused")) setStatus(WRONG_CALL);
      });
    });

  command
    .command("list")
    .description("the imports, latest first")
    .addOption(orgOption())
    .addOption(jsonOption())
    .action(async (_: object, self: Command) => {
      const options = self.optsWithGlobals<ImportCall>();
      await whileJoined(async ({ actorFor }) => {
        const { importList } = await import("@/lib/reports/imports");
        const { listText, listJson } = await import("../import-text");
        const imports = await importList(await actorFor(options.org));
        process.stdout.write(options.json ? listJson(imports) : listText(imports));
      });
    });

  command
    .command("show")
    .description("one import with its rejected rows")
    .argument("<id>")
    .addOption(orgOption())
    .addOption(jsonOption())
    .action(async (id: string, _: object, self: Command) => {
      const options = self.optsWithGlobals<ImportCall>();
      const importId = idOf(id);
      await whileJoined(async ({ actorFor }) => {
        const { importReport, REJECTIONS_MAX } = await import("../import-files");
        const { showJson, showText } = await import("../import-text");
        const found = await importReport(await actorFor(options.org), importId, {
          rejections: REJECTIONS_MAX,
        });
        if (!found)
          throw wrongCall(`There is no import ${id}.`, "costcurve import list --org NAME shows them.");
        process.stdout.write(options.json ? showJson(found) : showText(found));
      });
    });

  addActs(command, setStatus);
}
