import { FileRefusal } from "@/lib/ingest/read";
import { goldenFolders, rewriteGolden } from "./golden";

/** `npm run golden -- openai-usage`: rewrites the expectation of these folders (all without a name) and prints what changed. */
const names = process.argv.slice(2);
for (const source of names.length > 0 ? names : goldenFolders()) {
  if (!goldenFolders().includes(source)) {
    console.error(
      `There is no folder tests/golden/sources/${source}. Folders: ${goldenFolders().join(", ")}.`,
    );
    process.exitCode = 2;
    continue;
  }
  try {
    const changes = await rewriteGolden(source);
    console.log(changes.length === 0 ? `${source}: unchanged` : changes.join("\n"));
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    // A new source whose columns are not named yet.
    console.error(
      `${source}: ${error.reason}\nName these columns in lib/ingest/sources/${source}.ts, in \`detect\` and \`open\`.`,
    );
    process.exitCode = 2;
  }
}
