import { DAY_MS, dayMs, HOUR_MS, instant } from "../calendar";
import type { DemoCharge } from "../charges";
import { ACCOUNTS, demoOrganization } from "../company";
import { decimalText } from "../costs";
import { inputOf, type Use } from "../traffic";

const USAGE_HEADER =
  "start_time,end_time,start_time_iso,end_time_iso,project_id,num_model_requests,user_id,api_key_id,model," +
  "batch,service_tier,input_tokens,output_tokens,input_cached_tokens,input_cache_write_tokens," +
  "input_uncached_tokens,input_text_tokens,output_text_tokens,input_cached_text_tokens,input_audio_tokens," +
  "input_cached_audio_tokens,output_audio_tokens,input_image_tokens,input_cached_image_tokens," +
  "output_image_tokens\n";

const isoOffset = (ms: number): string => instant(ms).replace("Z", "+00:00");

/** The dashboard's completions usage export (formats §1.3), in buckets of `hours`. */
export function* openaiUsageCsv(days: Iterable<readonly Use[]>, hours: number): Iterable<string> {
  yield USAGE_HEADER;
  for (const uses of days) {
    let text = "";
    for (const use of uses) {
      const endMs = use.startMs + hours * HOUR_MS;
      const { workload } = use;
      text +=
        `${use.startMs / 1000},${endMs / 1000},${isoOffset(use.startMs)},${isoOffset(endMs)},` +
        `${workload.project},${use.requests},,${workload.apiKey},${use.model},` +
        `${workload.batch ? "True" : "False"},default,` +
        `${inputOf(use)},${use.output},${use.cacheRead},${use.cacheWrite5m},${use.uncached},` +
        `${use.uncached},${use.output},${use.cacheRead},0,0,0,0,0,0\n`;
    }
    yield text;
  }
}

const COST_HEADER =
  "start_time,end_time,start_time_iso,end_time_iso,amount_value,amount_currency,quantity,quantity_unit," +
  "line_item,user_id,api_key_id,project_id,organization_id,project_name,organization_name,user_email,api_source\n";

const CLASS_WORDS = {
  uncached: "input",
  cacheRead: "cached input",
  cacheWrite5m: "cache write",
  cacheWrite1h: "cache write",
  output: "output",
} as const;

function lineItem(charge: DemoCharge): string {
  if (!charge.model || !charge.tokenClass) return charge.item ?? "";
  return `"${charge.model}, ${charge.batch ? "batch " : ""}${CLASS_WORDS[charge.tokenClass]}"`;
}

/** The dashboard's cost export by project and line item (formats §1.3), whole UTC days. */
export function* openaiCostsCsv(days: Iterable<readonly DemoCharge[]>): Iterable<string> {
  yield COST_HEADER;
  for (const charges of days) {
    let text = "";
    for (const charge of charges) {
      const startMs = dayMs(charge.day);
      const endMs = startMs + DAY_MS;
      const quantity =
        charge.item === "service credit" ? "," : `${charge.quantity},${charge.model ? "tokens" : ""}`;
      text +=
        `${startMs / 1000},${endMs / 1000},${isoOffset(startMs)},${isoOffset(endMs)},` +
        `${decimalText(charge.amount, 12, 16)},usd,${quantity},${lineItem(charge)},,,` +
        `${charge.project ?? ""},${ACCOUNTS.openai},,${demoOrganization.name},,\n`;
    }
    yield text;
  }
}
