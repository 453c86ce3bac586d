import { isJson } from "./nested";
import { firstOf } from "./pages";

/**
 * True for a report of Claude Enterprise's analytics API, which has the shape of the usage and cost reports and more:
 * a product and requests in each result, when its data were gathered, rows by user (formats §2.2).
 */
export function isAnalytics(first: unknown): boolean {
  const [page] = Array.isArray(first) ? (first as unknown[]) : [first];
  if (isJson(page) && "data_refreshed_at" in page) return true;
  const { bucket, result } = firstOf(first);
  return [bucket, result].some(
    (each) => each !== null && ["product", "rbac_group_id", "actor"].some((name) => name in each),
  );
}

/** Why such a report is not read, and what is. */
export const ANALYTICS =
  "This is a report of Claude Enterprise's analytics API. It tells again what the usage and cost reports tell, and of each " +
  "bucket at most the 100 largest groups, so that its sum can be short. Export /v1/organizations/usage_report/messages or " +
  "/v1/organizations/cost_report instead.";
