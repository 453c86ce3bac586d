import { readFile } from "@/lib/ingest/read";
import { defineSource } from "@/lib/ingest/sources/source";
import { median, secondsOf, tell } from "./measure";

/**
 * How fast CSV is split into rows with their errors found (cells too few or too many, quotes lost), from bytes in memory
 * to rows handed to a source that reads nothing of them: 16 columns, one of them quoted, one row in a thousand broken.
 * Then a million rows of usage with one bad among them, of which the other 999,999 must come out.
 * COSTCURVE_BENCH_ROWS (500,000) and COSTCURVE_BENCH_ROUNDS (5) make it shorter or longer.
 */
const ROWS = Number(process.env.COSTCURVE_BENCH_ROWS ?? 500_000);
const ROUNDS = Number(process.env.COSTCURVE_BENCH_ROUNDS ?? 5);
const CHUNK = 64 * 1024;
const HEADER =
  "id,timestamp,provider,model,requests,input_tokens,cache_read_tokens,output_tokens,reasoning_tokens,project,customer,feature,environment,cost,latency_ms,status\n";

const nothing = defineSource({
  id: "nothing",
  title: "Rows and their errors",
  help: "",
  kind: "usage",
  report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
  detect: () => true,
  open: () => () => null,
});

function fileOf(rows: number): Buffer {
  const lines = [HEADER];
  for (let i = 0; i < rows; i += 1) {
    const second = new Date(Date.UTC(2026, 9, 1) + i * 1000).toISOString();
    const start = `req_${i.toString(36)},${second},openai,gpt-5-mini,1,${1000 + (i % 9000)},${i % 1000},${100 + (i % 777)},${i % 99}`;
    if (i % 1000 === 999) lines.push(i % 2000 === 999 ? `${start},"lost\n` : `${start},short\n`);
    else
      lines.push(
        `${start},project-${i % 20},"Customer, ${i % 200}",chat,production,0.00${i % 10_000},${i % 900}.5,ok\n`,
      );
  }
  return Buffer.from(lines.join(""));
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

async function parse(bytes: Buffer, sources?: readonly (typeof nothing)[]): Promise<void> {
  const reading = await readFile(chunksOf(bytes), { now: Date.UTC(2026, 11, 1), sources });
  for await (const batch of reading.batches) if (batch.records.length > ROWS) break;
  const { rows } = reading.summary();
  const broken = Math.floor(ROWS / 1000);
  if (rows.rejected !== broken || rows.records + rows.empty !== ROWS - broken)
    throw new Error(`${ROWS} rows with ${broken} broken ones were read as ${JSON.stringify(rows)}.`);
}

/** A million rows, made as they are read; the 700,000th has words for a count. */
async function* million(): AsyncGenerator<Uint8Array> {
  yield Buffer.from("id,timestamp,provider,model,input_tokens,output_tokens\n");
  for (let from = 0; from < 1_000_000; from += 1_000)
    yield Buffer.from(
      Array.from({ length: 1_000 }, (_, at) => {
        const count = from + at === 699_999 ? "many" : "100";
        return `r${from + at},2026-10-01T12:00:00Z,openai,gpt-5,${count},10\n`;
      }).join(""),
    );
}

async function readMillion(): Promise<void> {
  const reading = await readFile(million(), { now: Date.UTC(2026, 11, 1) });
  const lines: number[] = [];
  for await (const { records } of reading.batches)
    for (const each of records) if (each.kind === "rejection") lines.push(each.line);
  const { rows } = reading.summary();
  if (rows.records !== 999_999 || lines.join() !== "700001")
    throw new Error(`Of a million rows with one bad: ${JSON.stringify(rows)}, rejected: ${lines}.`);
}

const bytes = fileOf(ROWS);
const megabytes = bytes.length / 1e6;
const speeds: number[] = [];
const byProcessor: number[] = [];
const read: number[] = [];
for (let round = 0; round <= ROUNDS; round += 1) {
  const before = process.cpuUsage();
  const parsed = await secondsOf(() => parse(bytes, [nothing]));
  const used = process.cpuUsage(before);
  const whole = await secondsOf(() => parse(bytes));
  // The first round warms the compiler up.
  if (round === 0) continue;
  speeds.push(megabytes / parsed);
  byProcessor.push(megabytes / ((used.user + used.system) / 1e6));
  read.push(megabytes / whole);
}
tell("csv.file", megabytes, "MB");
tell("csv.parse", median(speeds), "MB/s with row errors (target ≥ 150)");
tell("csv.parse.processor", median(byProcessor), "MB a second of the processor's time");
tell("csv.read", median(read), "MB/s to checked records of usage");
tell("csv.one_bad_in_a_million", await secondsOf(readMillion), "s to make and read, 999,999 taken");
