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
  const changes = await rewriteGolden(source);
  console.log(changes.length === 0 ? `${source}: unchanged` : changes.join("\n"));
}
