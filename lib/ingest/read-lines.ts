import { textBlocks } from "./blocks";
import { linesHead, objectSource } from "./detect";
import { type ReadContext, type Reading, wholeInput } from "./reading";
import type { ReadBatch } from "./records";
import { RowsOut } from "./rows-out";
import { BoundFile } from "./sources/open-file";

const BATCH_ROWS = 1000;
const HEAD_LINES = 50;
const HEAD_BYTES = 256 * 1024;
/** What a text of metrics says of itself, and one sample of it: `name{label="value"} 1.5`. */
const METRICS_COMMENT = /^#\s*(HELP|TYPE|UNIT|EOF|scraped_at)\b/;
const SAMPLE = /^[a-zA-Z_:][\w:.]*\{[^}]*\}\s+[-+]?(\d|Inf|NaN)/;

/** True where the text begins as metrics do (Prometheus, OpenMetrics): comments of their kind, or a sample with labels. */
export function isMetrics(start: Buffer): boolean {
  for (const line of firstLines(start)) {
    if (METRICS_COMMENT.test(line)) return true;
    if (!line.startsWith("#")) return SAMPLE.test(line);
  }
  return false;
}

const firstLines = (start: Buffer): string[] =>
  start
    .toString("utf8", 0, HEAD_BYTES)
    .split("\n", HEAD_LINES)
    .map((line) => line.trim())
    .filter((line) => line !== "");

/**
 * Reads plain text line by line: each is the row `{ line }`, without the blanks around it. Blank lines are no rows; one
 * with an empty line follows the last, so that a source that compares lines knows when it has them all.
 */
export async function readLines(context: ReadContext): Promise<Reading> {
  const source = objectSource(context, linesHead(firstLines(context.input.start)), "plain text");
  const file = new BoundFile({ shape: "lines", columns: [], now: context.options.now });
  const out = new RowsOut(source, file);
  return {
    source: { id: source.id, title: source.title, shape: "lines", kind: source.kind },
    batches: batches(),
    summary: () => out.summary(context.progress),
  };

  async function* batches(): AsyncGenerator<ReadBatch> {
    let number = 0;
    for await (const { text } of textBlocks(wholeInput(context))) {
      for (let at = 0; at < text.length; ) {
        const newline = text.indexOf("\n", at);
        const end = newline < 0 ? text.length : newline;
        number += 1;
        file.row.line = number;
        file.row.path = null;
        const line = text.slice(at, end).trim();
        // A number cut short is another number: metrics end with a line break.
        if (newline < 0 && line !== "" && !line.startsWith("#"))
          out.reject("The last line is cut short: it has no line break behind it.", null, line);
        else if (line !== "") out.take(() => line, [{ line }]);
        at = end + 1;
        if (out.size >= BATCH_ROWS) yield { ...out.flush(), bytesRead: context.progress.packed };
      }
    }
    out.take(() => "", [{ line: "" }]);
    yield { ...out.finish(), bytesRead: context.progress.packed };
  }
}
