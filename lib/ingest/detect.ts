import type { ReadContext } from "./reading";
import { plainName } from "./sources/open-file";
import { FileRefusal } from "./sources/refusal";
import type { Head, Shape, Source } from "./sources/source";
import { shown } from "./sources/values";

const HEAD_ROWS = 20;
/** How gzip, zip, zstd and Parquet begin, read as text. */
const PACKED = ["\x1f\ufffd", "PK\x03\x04", "(\ufffd/\ufffd", "PAR1"];

/** The head of a CSV from its header cells. Throws FileRefusal where they are what a packer writes. */
export function csvHead(columns: readonly string[]): Head {
  // The rows of a frame that packs nothing would be found behind its first bytes.
  if (PACKED.some((start) => columns[0]?.startsWith(start)))
    throw new FileRefusal("unknown-format", {
      reason: "The file is packed twice: what was unpacked is packed again.",
      fix: "Unpack it once and upload that.",
      line: 1,
    });
  return headOf("csv", columns, null);
}

/** The head of a JSON file from its document or first line. */
export function jsonHead(shape: Exclude<Shape, "csv">, first: unknown): Head {
  const rows: unknown[] = Array.isArray(first) ? first.slice(0, HEAD_ROWS) : [first];
  const keys = rows.flatMap((row) => (typeof row === "object" && row !== null ? Object.keys(row) : []));
  return headOf(shape, [...new Set(keys)], first);
}

/** The head of plain text from its first lines. */
export function linesHead(lines: readonly string[]): Head {
  return { ...headOf("lines", ["line"], { line: lines[0] ?? "" }), lines };
}

function headOf(shape: Shape, columns: readonly string[], first: unknown): Head {
  const known = new Set(columns.map(plainName));
  return { shape, columns, first, has: (...names) => names.every((name) => known.has(plainName(name))) };
}

/** The one source that recognises the head. Throws FileRefusal where none or several do. */
export function detect(head: Head, sources: readonly Source[]): Source {
  const found = sources.filter((source) => source.detect(head));
  const [source] = found;
  if (source && found.length === 1) return source;
  if (source)
    throw new FileRefusal("ambiguous-format", {
      reason: `The content fits several formats: ${found.map(({ title }) => title).join("; ")}.`,
      fix: `Name the right one: ${found.map(({ id }) => `--as ${id}`).join(" or ")}.`,
    });
  for (const each of sources) {
    const reason = each.almost?.(head) ?? null;
    if (reason !== null) throw new FileRefusal("unknown-format", { reason, line: 1 });
  }
  throw unknown(head);
}

/** The source of a file whose rows are objects: the one asked for, or the one that recognises it. */
export function objectSource(
  { options, sources }: Pick<ReadContext, "options" | "sources">,
  head: Head,
  what: string,
): Source {
  if (options.mapping !== undefined || options.as === "generic-csv")
    throw new FileRefusal("wrong-format", {
      reason: `A column mapping is for CSV, and this file is ${what}.`,
      fix: "Upload a CSV, or write the rows as Costcurve usage.",
    });
  return options.as === undefined ? detect(head, sources) : chosen(head, options.as, sources);
}

/** The source asked for by its id, if the head fits it. */
export function chosen(head: Head, id: string, sources: readonly Source[]): Source {
  const source = sources.find((each) => each.id === id);
  if (!source)
    throw new FileRefusal("wrong-format", {
      reason: `There is no format “${shown(id)}”.`,
      fix: `The formats are: ${sources.map((each) => each.id).join(", ")}, generic-csv.`,
    });
  if (source.detect(head) || isEmptyList(head)) return source;
  const other = sources.find((each) => each.detect(head));
  const missing = source.almost?.(head) ?? null;
  throw new FileRefusal("wrong-format", {
    reason: `The content is not “${source.title}”. ${missing ?? whatWasSeen(head)}`,
    fix: other
      ? `It looks like “${other.title}”: leave the format out, or use ${other.id}.`
      : "Leave the format out to have it recognised, or map the columns (generic-csv).",
    line: 1,
  });
}

/** A script whose hour had no calls sends a list without rows: of the format it names, none is wrong. */
const isEmptyList = ({ shape, first }: Head): boolean =>
  shape === "json" && Array.isArray(first) && first.length === 0;

const unknown = (head: Head): FileRefusal => {
  const stranger = strangerIn(head);
  if (stranger !== null) return new FileRefusal("unknown-format", { ...stranger, line: 1 });
  return new FileRefusal("unknown-format", {
    reason: `No known export has this content. ${whatWasSeen(head)}`,
    fix:
      head.shape === "csv"
        ? "If each row is usage, map its columns (generic-csv); otherwise see the list of formats for how to export."
        : "See the list of formats for how to export, or write the rows as Costcurve usage.",
    line: 1,
    columns: head.shape === "csv" ? head.columns : null,
  });
};

/** What is saved by mistake in an export's place: a web page, an answer that tells of an error. */
function strangerIn({ shape, columns, first }: Head): { reason: string; fix: string } | null {
  if (shape === "csv" && /^\s*<(!doctype|html|\?xml|head|!--)/i.test(columns[0] ?? ""))
    return {
      reason: "The file is a web page, not an export: perhaps the page to sign in, saved in its place.",
      fix: "Sign in, export again, and open the file in a text editor to see that it holds rows.",
    };
  if (shape === "csv" && columns.some((name) => name.includes("\0")))
    return {
      reason: "The file holds NUL characters: it is no text, or text in another encoding than UTF-8.",
      fix: "Save it as CSV in UTF-8 and upload that.",
    };
  const error = typeof first === "object" && first !== null && "error" in first ? first.error : null;
  if (error === null || error === undefined) return null;
  return {
    reason: `The file is an answer that tells of an error, not an export: ${shown(error)}`,
    fix: "Mend the request (key, address, rights) and save its answer again.",
  };
}

function whatWasSeen(head: Head): string {
  if (head.lines) return `It is plain text that begins: “${shown(head.lines[0] ?? "")}”.`;
  const names = head.columns.slice(0, 40).map((name) => shown(name));
  if (names.length === 0) return head.shape === "csv" ? "The header is empty." : "It holds no JSON object.";
  const more = head.columns.length > names.length ? ", …" : "";
  return head.shape === "csv"
    ? `The header is: ${names.join(", ")}${more}.`
    : `Its keys are: ${names.join(", ")}${more}.`;
}
