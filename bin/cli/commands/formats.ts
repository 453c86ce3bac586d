import type { Command } from "commander";

export function addFormats(program: Command): void {
  program
    .command("formats")
    .description("the export formats that are read, by the ids for import --as")
    .option("--json", "as JSON")
    .action(async (options: { json?: boolean }) => {
      const { sourceHelp } = await import("@/lib/reports/source-help");
      const formats = sourceHelp();
      if (options.json) {
        process.stdout.write(`${JSON.stringify(formats, null, 2)}\n`);
        return;
      }
      const width = Math.max(...formats.map(({ id }) => id.length));
      const lines = formats.map(
        ({ id, title, help }) => `${id.padEnd(width)}  ${title}\n${" ".repeat(width)}  ${help}\n`,
      );
      process.stdout.write(lines.join(""));
    });
}
