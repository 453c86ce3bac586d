import { costcurveUsage } from "./costcurve-usage";
import type { Source } from "./source";

/** Every format that is recognised by its content. `generic-csv` is the fallback beside them, not a member. */
export const sources: readonly Source[] = [costcurveUsage];

const byId: ReadonlyMap<string, Source> = new Map(sources.map((source) => [source.id, source]));

export function sourceById(id: string): Source | undefined {
  return byId.get(id);
}

export type { Coverage } from "./coverage";
export { type Mapping, mappingSchema, moneyUnits } from "./mapping";
export { type SuggestedMapping, suggestMapping } from "./mapping-guess";
export { FileRefusal, type RefusalCode } from "./refusal";
export type { Head, Report, Shape, Source } from "./source";
