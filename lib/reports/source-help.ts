import { readFileSync } from "node:fs";
import path from "node:path";
import { readConfig } from "@/lib/db/config";
import { type Source, sources } from "@/lib/ingest/sources";

/** How to get one export: what the upload page shows and `costcurve formats` prints. */
export type SourceHelp = Readonly<{
  /** For `--as` and the `as` of the API. */
  id: string;
  title: string;
  /** How to get the export, in a sentence or two. */
  help: string;
  kind: Source["kind"];
  /** Its page under docs/sources with its heading, "openai.md#costs"; null where that folder is not installed. */
  docs: string | null;
}>;

/** Every format that is recognised by its content, in the order of the list, and last any CSV by a mapping. */
export function sourceHelp(): readonly SourceHelp[] {
  const links = docsLinks();
  const all = sources.map(({ id, title, help, kind }) => ({ id, title, help, kind }));
  return [...all, ANY_CSV].map((each) => ({ ...each, docs: links.get(each.id) ?? null }));
}

const ANY_CSV = {
  id: "generic-csv",
  title: "Any CSV, by column mapping",
  help: "Upload any CSV of usage and say which column holds what; the mapping is remembered for this header.",
  kind: "usage",
} as const;

const LINE = /^\| \[`([a-z0-9-]+)`\]\(([^)\s]+)\)/gm;

/** docs/sources/README.md is where a source's page is named; the contract test holds every source to it. */
function docsLinks(): ReadonlyMap<string, string> {
  try {
    const list = readFileSync(path.join(readConfig().root, "docs", "sources", "README.md"), "utf8");
    return new Map([...list.matchAll(LINE)].map(([, id = "", link = ""]) => [id, link]));
  } catch {
    return new Map();
  }
}
