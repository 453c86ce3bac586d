import type { Case } from "../case";
import { encodings, gzips, strangers } from "./bytes";
import { contradictions, counts } from "./counts";
import { json } from "./json";
import { large } from "./large";
import { money } from "./money";
import { reports } from "./reports";
import { columns, shapes, texts } from "./shapes";
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
  ...encodings,
  ...strangers,
  ...json,
  ...reports,
  ...large,
];
