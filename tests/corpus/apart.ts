import { createReadStream, existsSync, readFileSync } from "node:fs";
import { argv, memoryUsage, resourceUsage, stdout } from "node:process";
import { outcomeOf } from "./laws";

/**
 * Reads one file in a process of its own and tells, as JSON, what came of it, and how far memory grew at its highest
 * beyond what the program itself takes: `node --import tsx tests/corpus/apart.ts FILE`.
 */
const STATUS = "/proc/self/status";

/** Bytes of memory at their highest. Linux counts what the starting process held into its own maxRSS, so asks elsewhere. */
function peakBytes(): number {
  const found = existsSync(STATUS) ? /VmHWM:\s*(\d+) kB/.exec(readFileSync(STATUS, "utf8"))?.[1] : undefined;
  return Number(found ?? resourceUsage().maxRSS) * 1024;
}

const [, , file = ""] = argv;
const before = memoryUsage.rss();
const outcome = await outcomeOf(createReadStream(file));
const { refusal, rejected } = outcome;
const said = {
  ...outcome,
  refusal: refusal && {
    code: refusal.code,
    reason: refusal.reason,
    line: refusal.line,
    message: refusal.message,
  },
  first: [],
  rejected: rejected.slice(0, 10),
  peakMb: (peakBytes() - before) / 1024 ** 2,
};
stdout.write(JSON.stringify(said, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)));
