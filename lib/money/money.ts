declare const picoUsd: unique symbol;

/** USD × 10⁻¹², exact. $3.00 per million tokens is 3_000_000n per token. Only display rounds. */
export type Money = bigint & { readonly [picoUsd]: true };

export const PICO_PER_USD = 1_000_000_000_000n;
export const ZERO = 0n as Money;

/** Marks a bigint of pico-dollars as money. */
export const pico = (amount: bigint): Money => amount as Money;
export const plus = (a: Money, b: Money): Money => pico(a + b);
export const minus = (a: Money, b: Money): Money => pico(a - b);
/** Price (pico-dollars per token) × tokens, exact (economics §5.1). */
export const cost = (pricePerToken: Money, tokens: number | bigint): Money =>
  pico(pricePerToken * BigInt(tokens));
