import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * A real session of Codex and its fork, both with ids and times that someone made up (“parent-session”, the year 2030):
 * read where they lie beside the project, and given ids of the form Codex makes and times in the past. null elsewhere.
 */
export function forkFamily(): { parent: string; child: string } | null {
  const read = (name: string): string | null => {
    const file = path.join(
      import.meta.dirname,
      "../../../shared/samples/codexbar",
      `codex-fork-33ce-${name}.jsonl`,
    );
    try {
      return readFileSync(file, "utf8")
        .replaceAll('"parent-session"', '"019b796d-d600-7000-8000-000000000001"') // 2026-01-01 12:00
        .replaceAll('"child-session"', '"019b7a12-a180-7000-8000-000000000002"') // 2026-01-01 15:00
        .replaceAll("2030-01-0", "2026-01-0");
    } catch {
      return null;
    }
  };
  const [parent, child] = [read("parent"), read("child")];
  return parent === null || child === null ? null : { parent, child };
}
