/**
 * `npm run new:source -- acme-usage`: starts a source. Writes the reader, its line in the index, its golden folder and its
 * line and page in docs/sources; the golden tests then say, part by part, what is still missing.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./setup.mjs";

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/;

/** A mistake of the caller, told without a stack. */
export class WrongCall extends Error {}

/**
 * Writes the files of a new source under `folder`.
 * @returns what was written, as paths a person can open.
 * @throws WrongCall where the id is no id, or is taken; nothing is written then.
 */
export function startSource(id, folder = root) {
  if (!ID.test(id ?? ""))
    throw new WrongCall(
      `“${id ?? ""}” is no id. Write provider and report, joined by hyphens: npm run new:source -- acme-usage`,
    );
  const name = id.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
  const at = {
    reader: `lib/ingest/sources/${id}.ts`,
    index: "lib/ingest/sources/index.ts",
    golden: `tests/golden/sources/${id}/README.md`,
    list: "docs/sources/README.md",
    page: `docs/sources/${id.split("-")[0]}.md`,
  };
  for (const taken of [at.reader, at.golden])
    if (existsSync(path.join(folder, taken))) throw new WrongCall(`${taken} is there already.`);
  const index = readFileSync(path.join(folder, at.index), "utf8");
  const list = readFileSync(path.join(folder, at.list), "utf8");
  const hasPage = existsSync(path.join(folder, at.page));

  const write = (file, text) => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  write(at.reader, readerOf(id, name));
  write(at.index, withSource(index, { id, name }));
  write(at.golden, `# ${id}\n`);
  write(at.list, withLine(list, { id, page: path.basename(at.page), hasPage }));
  if (hasPage) write(at.page, `${readFileSync(path.join(folder, at.page), "utf8").trimEnd()}\n\n## ${id}\n`);
  else write(at.page, `# ${id}\n`);
  return Object.values(at);
}

/** The import in the order of names, the source before our own forms, which come last. */
function withSource(index, { id, name }) {
  const lines = index.split("\n");
  const added = `import { ${name} } from "./${id}";`;
  const fileOf = (line) => /from "\.\/(.+)";$/.exec(line)?.[1] ?? "";
  const isImport = (line) => line.startsWith("import ");
  const after = lines.findIndex((line) => isImport(line) && fileOf(line) > id);
  lines.splice(after < 0 ? lines.findLastIndex(isImport) + 1 : after, 0, added);
  const own = lines.indexOf("  costcurveUsage,");
  lines.splice(own, 0, `  ${name},`);
  return lines.join("\n");
}

function withLine(list, { id, page, hasPage }) {
  const lines = list.split("\n");
  const own = lines.findIndex((line) => line.startsWith("| [`costcurve-usage`]"));
  lines.splice(own, 0, `| [\`${id}\`](${page}${hasPage ? `#${id}` : ""}) |  |  |`);
  return lines.join("\n");
}

/** The words in capitals of bin/new-source.txt, which is the reader before it has a name. */
function readerOf(id, name) {
  const words = {
    ID: id,
    NAME: name,
    PROVIDER: id.split("-")[0],
    PATH: id.replace("-", "/"),
    FAMILY: id.replace("-", "."),
  };
  const text = readFileSync(path.join(root, "bin", "new-source.txt"), "utf8");
  return text.replace(/\b[A-Z]{2,}\b/g, (word) => words[word] ?? word);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    const [id] = process.argv.slice(2);
    for (const file of startSource(id)) console.log(file);
    console.log(`
Next:
  1. Put rows in the true format, with invented ids, into tests/golden/sources/${id}/input.csv (.json, .jsonl).
  2. Name its columns in lib/ingest/sources/${id}.ts, its title and how to get it.
  3. npm run golden -- ${id}
  4. npx vitest run tests/golden/sources.test.ts -t ${id}      it says what is missing, part by part`);
  } catch (error) {
    if (!(error instanceof WrongCall)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
