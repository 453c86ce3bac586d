import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** One import of a file. `to` is a path from the project's folder without extension, or a package's specifier. */
export type Import = Readonly<{ to: string; isPackage: boolean; isTypeOnly: boolean }>;

export type SourceFile = Readonly<{
  /** From the project's folder, with slashes: `lib/money/money.ts`. */
  name: string;
  imports: readonly Import[];
  /** The file without comments and the content of quoted strings. */
  code: string;
  directive: "use client" | "use server" | null;
}>;

const EXTENSION = /\.(tsx?|mts|mjs)$/;
const GENERATED = "lib/db/generated";

/** Reads every source file under the given folders and files; what Prisma generates is left out. */
export function readSources(root: string, under: readonly string[]): SourceFile[] {
  const files = under.flatMap((entry) => walk(root, entry)).filter((name) => EXTENSION.test(name));
  return files.sort().map((name) => parseSource(name, readFileSync(path.join(root, name), "utf8"), root));
}

function walk(root: string, name: string): string[] {
  if (name === GENERATED) return [];
  const entries = readdirSync(path.join(root, name), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const inner = `${name}/${entry.name}`;
    return entry.isDirectory() ? walk(root, inner) : [inner];
  });
}

/** Finds imports by their text: TypeScript 7 has no parser to call from here, and imports are plain enough. */
export function parseSource(name: string, text: string, root = ""): SourceFile {
  const code = text.replace(COMMENT_OR_STRING, (found) => (found.startsWith("/") ? " " : found));
  const imports: Import[] = [];
  const add = (specifier: string, isTypeOnly: boolean) =>
    imports.push({ ...resolve(name, specifier, root), isTypeOnly });
  for (const [, type, names, specifier] of code.matchAll(STATEMENT)) {
    add(specifier ?? "", type !== undefined || namesOnlyTypes(names ?? ""));
  }
  for (const [, specifier] of code.matchAll(BARE)) add(specifier ?? "", false);
  for (const [, specifier] of code.matchAll(CALL)) add(specifier ?? "", false);
  const directive = /^\s*["'](use client|use server)["']/.exec(code)?.[1] ?? null;
  return {
    name,
    imports,
    code: code.replace(COMMENT_OR_STRING, '""'),
    directive: directive === "use client" || directive === "use server" ? directive : null,
  };
}

const COMMENT_OR_STRING = /\/\/.*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
const STATEMENT = /^\s*(?:import|export)\s+(type\s+)?([\w$\s{},*]*?)\s*from\s*["']([^"']+)["']/gm;
const BARE = /^\s*import\s*["']([^"']+)["']/gm;
const CALL = /\bimport\(\s*["']([^"']+)["']/g;

function namesOnlyTypes(names: string): boolean {
  const braces = /^\{([^}]*)\}$/.exec(names.trim())?.[1];
  if (braces === undefined) return false;
  const each = braces.split(",").filter((part) => part.trim() !== "");
  return each.length > 0 && each.every((part) => /^\s*type\s/.test(part));
}

function resolve(from: string, specifier: string, root: string): { to: string; isPackage: boolean } {
  if (!specifier.startsWith("@/") && !specifier.startsWith(".")) return { to: specifier, isPackage: true };
  const to = specifier.startsWith("@/")
    ? specifier.slice(2)
    : path.posix.join(path.posix.dirname(from), specifier);
  const plain = to.replace(EXTENSION, "");
  // A folder stands for its index.
  const isIndex = root !== "" && ["index.ts", "index.tsx"].some((i) => existsSync(path.join(root, plain, i)));
  return { to: isIndex ? `${plain}/index` : plain, isPackage: false };
}

/** The name of a file as an import writes it. */
export const importName = (file: string): string => file.replace(EXTENSION, "");
