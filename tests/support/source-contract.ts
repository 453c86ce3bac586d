import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Source } from "@/lib/ingest/sources";

const root = path.join(import.meta.dirname, "../..");
const DOCS = "docs/sources";

/** Where a golden folder lies, as a person would type it. */
const goldenFolder = (id: string): string => `tests/golden/sources/${id}`;

/**
 * What a source still lacks beside a reader that works, each as a sentence that says where and what to do. Empty where
 * it is whole.
 */
export function missingParts({ id, title, help }: Pick<Source, "id" | "title" | "help">): string[] {
  return [
    ...(/^[a-z0-9]+(-[a-z0-9]+)+$/.test(id)
      ? []
      : [`The id “${id}” is to be words joined by hyphens: provider-report, as in openai-usage.`]),
    ...(title.length > 10
      ? []
      : [`${id}: title is missing. Say what it is and in which shape: “Acme daily usage (CSV)”.`]),
    ...(help.length > 40
      ? []
      : [
          `${id}: help is missing. Say how to get this export, click by click or as a call: people see it where they upload.`,
        ]),
    ...missingGolden(id),
    ...missingDocs(id),
  ];
}

function missingGolden(id: string): string[] {
  const folder = goldenFolder(id);
  const files = existsSync(path.join(root, folder)) ? readdirSync(path.join(root, folder)) : [];
  const inputs = files.filter((file) => file.startsWith("input."));
  if (inputs.length === 0)
    return [
      `${folder} holds no input.* file. Write rows in the true format with invented ids into input.csv (or .json, .jsonl): ` +
        "good ones, empty ones, and one of each kind that must be rejected.",
    ];
  const readme = files.includes("README.md")
    ? readFileSync(path.join(root, folder, "README.md"), "utf8")
    : "";
  const parts: string[] = [];
  if (readme.trim().length < 80)
    parts.push(
      `${folder}/README.md does not say where the bytes come from and which totals were worked out by hand.`,
    );
  for (const input of inputs)
    if (!readme.includes(`\`${input}\``))
      parts.push(`${folder}/README.md does not say what \`${input}\` shows.`);
  for (const input of inputs) {
    const expected = ["expected", ...input.split(".").slice(1, -1), "jsonl"].join(".");
    if (!files.includes(expected))
      parts.push(`${folder}/${expected} is missing. Run npm run golden -- ${id}, and read what it prints.`);
  }
  return parts;
}

const ROW = /^\| \[`(?<id>[a-z0-9-]+)`\]\((?<link>[^)]+)\) \| (?<what>.*) \| (?<holds>.*) \|$/gm;

function missingDocs(id: string): string[] {
  const list = readFileSync(path.join(root, DOCS, "README.md"), "utf8");
  const row = [...list.matchAll(ROW)].find(({ groups }) => groups?.id === id)?.groups;
  if (!row)
    return [
      `${DOCS}/README.md has no line for ${id}: | [\`${id}\`](PAGE.md) | what it is | what it holds |.`,
    ];
  const parts = [];
  if (row.what?.trim() === "" || row.holds?.trim() === "")
    parts.push(`${DOCS}/README.md does not say what ${id} is, and what it holds (tokens, money).`);
  const [page = "", anchor] = (row.link ?? "").split("#");
  const file = path.join(root, DOCS, page);
  if (!existsSync(file)) return [...parts, `${DOCS}/README.md leads to ${page}, which is not there.`];
  const text = readFileSync(file, "utf8");
  if (text.trim().split("\n").length < 5)
    parts.push(
      `${DOCS}/${page} is to say how to get the export, what is read from which column, and what the key is.`,
    );
  if (anchor !== undefined && !anchorsOf(text).includes(anchor))
    parts.push(`${DOCS}/${page} has no heading for #${anchor}, where ${DOCS}/README.md leads.`);
  return parts;
}

const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} -]/gu, "")
      .replace(/ /g, "-"),
  );
