import { type Money, pico, roundedQuotient } from "@/lib/money";

const SECONDS_PER_HOUR = 3_600n;
const MILLION = 1_000_000n;

/**
 * What a token costs on hardware of one's own, from what it serves on average: GPUs × $/GPU-hour ÷ (tokens/s × 3600)
 * (economics §5.12, allocation basis). Every quantity in millionths; pico-dollars per token, rounded half even.
 * @throws RangeError where nothing is served.
 */
export function hostingPrice(of: {
  readonly gpus: bigint;
  readonly usdPerGpuHour: bigint;
  readonly tokensPerSecond: bigint;
}): Money {
  if (of.tokensPerSecond <= 0n) throw new RangeError("no tokens are served: a price per token is undefined");
  return pico(roundedQuotient(of.gpus * of.usdPerGpuHour * MILLION, of.tokensPerSecond * SECONDS_PER_HOUR));
}
