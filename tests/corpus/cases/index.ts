import type { Case } from "../case";
import { archives } from "./archives";
import { encodings, gzips, strangers } from "./bytes";
import { codex } from "./codex";
import { columns, texts } from "./columns";
import { contradictions, counts } from "./counts";
import { json } from "./json";
import { large } from "./large";
import { logs } from "./logs";
import { metrics } from "./metrics";
import { money } from "./money";
import { openai } from "./openai";
import { parquets } from "./parquet";
import { reports } from "./reports";
import { shapes } from "./shapes";
import { times } from "./times";

/** Every file of the corpus. */
export const cases: readonly Case[] = [
  ...counts,
  ...contradictions,
  ...money,
  ...times,
  ...shapes,
  ...columns,
  ...texts,
  ...gzips,
  ...archives,
  ...parquets,
  ...encodings,
  ...strangers,
  ...json,
  ...openai,
  ...reports,
  ...logs,
  ...codex,
  ...metrics,
  ...large,
];
