/**
 * `npm test`: everything that is checked, from a fresh clone on. May run beside `npm start` and beside other copies:
 * it has a build folder, data folders and ports of its own. The last line counts what the runners reported, lint and
 * type check as one each; the exit status says whether anything failed.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { checks, passes } from "./checks.mjs";
import { atEnd, endOnSignals } from "./ending.mjs";
import { build, generate, install, requireNode, root, SetupFailure, step } from "./setup.mjs";

const count = { passed: 0, failed: 0, skipped: 0 };
/** A test that never gives the processor back cannot be timed out from within: the whole run is ended, and says so. */
const MINUTES_MAX = 35;

endOnSignals();
try {
  requireNode();
  standAlone();
  await install({ all: true });
  await generate();
  tally(await step("Lint and format", () => passes(checks.lint)));
  tally(await step("Types", () => passes(checks.types)));
  await vitest(["unit", "golden", "property", "corpus", "integration", "crash"]);
  if (await passes(() => build())) await vitest(["e2e"]);
  else tally(false);
} catch (error) {
  process.stderr.write(`${error instanceof SetupFailure ? error.message : (error?.stack ?? error)}\n`);
  tally(false);
}
const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : "";
// npm and shells write after us on stderr at most: this stays the last line of stdout.
process.stdout.write(`${count.passed} passed, ${count.failed} failed${skipped}\n`, () => {
  process.exit(count.failed > 0 ? 1 : 0);
});

function tally(passed) {
  count[passed ? "passed" : "failed"] += 1;
}

/** A person's own settings must not steer the tests, nor may the tests touch a person's data. */
function standAlone() {
  for (const name of Object.keys(process.env)) {
    const ours =
      /^(COSTCURVE_(?!ROOT$)|NEXTAUTH_|NEXT_SERVER_ACTIONS|DATABASE_URL$|APP_URL$|HOST$|PORT$|NODE_ENV$)/;
    if (ours.test(name)) delete process.env[name];
  }
  process.env.COSTCURVE_BUILD_DIR = ".next-test";
}

/** Runs these projects and adds up what the runner wrote down. */
async function vitest(projects) {
  const report = path.join(root, ".tmp", `vitest-${projects[0]}-${process.pid}.json`);
  mkdirSync(path.dirname(report), { recursive: true });
  const words = [
    path.join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--passWithNoTests",
    ...projects.flatMap((name) => ["--project", name]),
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ];
  const status = await new Promise((resolve) => {
    const child = spawn(process.execPath, words, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
    const forget = atEnd(() => child.kill());
    const watch = setTimeout(() => {
      process.stderr.write(`The tests of ${projects.join(", ")} took more than ${MINUTES_MAX} minutes.\n`);
      child.kill("SIGKILL");
    }, MINUTES_MAX * 60_000);
    child.on("error", () => resolve(1));
    child.on("close", (code) => {
      clearTimeout(watch);
      forget();
      resolve(code ?? 1);
    });
  });
  const before = count.failed;
  if (existsSync(report)) addUp(JSON.parse(readFileSync(report, "utf8")));
  rmSync(report, { force: true });
  // A runner that failed without a failing test (a crash, an error outside of tests) is a failure all the same.
  if (status !== 0 && count.failed === before) tally(false);
}

function addUp(report) {
  count.passed += report.numPassedTests;
  count.failed += report.numFailedTests;
  count.skipped += report.numPendingTests + report.numTodoTests;
  // A file that could not even be loaded holds no tests to count.
  const broken = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.length === 0,
  );
  count.failed += broken.length;
}
