import { closingQuote, faultOf } from "./json-fault";
import { FileRefusal } from "./sources/refusal";

/** V8 makes no longer string than 2²⁹ − 24 characters. */
export const DOCUMENT_BYTES_MAX = 512 * 1024 ** 2 - 64;
/** How deep JSON may nest. */
export const DEPTH_MAX = 64;
/**
 * A number of 16 characters or more after a key, where JSON.parse would round: taken as text before (formats rule 2).
 * Inside a string every quote has a backslash before it, so that none is mistaken for a key's.
 */
const LONG_NUMBER =
  /([^\\]"\s*:\s*)(?=[-\d.eE+]{16})(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=\s*[,}\]])/g;

/** Parses a whole document. Throws FileRefusal, with line and column, where it does not end cleanly or has more after its end. */
export function parseDocument(bytes: Buffer): unknown {
  const text = bytes.toString("utf8").replace(/[\0\s]+$/, "");
  refuseDeep(text);
  try {
    return JSON.parse(exact(text));
  } catch {
    throw brokenDocument(text);
  }
}

const exact = (text: string): string => text.replace(LONG_NUMBER, '$1"$2"');

/** JSON.parse of one line; undefined where it is not JSON. Long numbers are rounded: `exactly` keeps them as text. */
export function parseLine(text: string, { exactly = false }: { exactly?: boolean } = {}): unknown {
  try {
    return JSON.parse(exactly ? exact(text) : text);
  } catch {
    return undefined;
  }
}

/** True where the text holds this many brackets: what does not, cannot nest as deep. */
export function hasBrackets(text: string, count: number): boolean {
  let left = count;
  for (const bracket of ["{", "["])
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      left -= 1;
      if (left <= 0) return true;
    }
  return false;
}

/** Collects a stream into one buffer, up to what can be parsed at once. */
export async function collect(input: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    bytes += chunk.length;
    if (bytes > DOCUMENT_BYTES_MAX)
      throw new FileRefusal("too-large", {
        reason: `The file is one JSON document of more than ${Math.floor(DOCUMENT_BYTES_MAX / 1024 ** 2)} MB, which has to be read at once.`,
        fix: "Turn it into JSON lines (for an array: jq -c '.[]' FILE) or split it, and upload that.",
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refuseDeep(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) at = closingQuote(text, at);
    else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > DEPTH_MAX)
        throw new FileRefusal("too-deep", {
          reason: `The JSON document nests more than ${DEPTH_MAX} levels deep, which no usage export does.`,
          line: lineAt(text, at),
        });
    } else if (code === 125 || code === 93) depth -= 1;
  }
}

function brokenDocument(text: string): FileRefusal {
  const at = faultOf(text);
  const line = lineAt(text, at);
  const column = at - text.lastIndexOf("\n", at - 1);
  const where = `line ${line}, character ${column}`;
  if (text.slice(0, 1000).includes("\0"))
    return new FileRefusal("broken-container", {
      reason: "The file holds NUL characters: it is text in another encoding than UTF-8, or none.",
      fix: "Save it in UTF-8 and upload that.",
      line,
    });
  if (isWhole(text.slice(0, at)))
    return new FileRefusal("broken-container", {
      reason: `The JSON document ends before ${where}, and more follows.`,
      fix: "Put several pages into one array (jq -s . FILE), or one page on each line (jq -c . FILE).",
      line,
    });
  return new FileRefusal("broken-container", {
    reason:
      at >= text.length
        ? `The JSON document is cut short: it ends at ${where}. Nothing of it was taken.`
        : `The JSON document is broken at ${where}. Nothing of it was taken.`,
    fix: "Export it again and upload the whole file.",
    line,
  });
}

function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (
    let newline = text.indexOf("\n");
    newline >= 0 && newline < at;
    newline = text.indexOf("\n", newline + 1)
  )
    line += 1;
  return line;
}
