import fc from "fast-check";
import { expect, test } from "vitest";
import { Counters } from "@/lib/ingest/sources/metrics-windows";

const place = { line: 0, path: null };
const steps = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000), fc.integer({ min: 0, max: 9 })), {
  minLength: 1,
  maxLength: 40,
});

test("windows add up to what a server has served since its first scrape, restarts or not", () => {
  fc.assert(
    fc.property(steps, fc.boolean(), (all, isStepped) => {
      const counters = new Counters();
      let [prompt, generation, cached] = [500, 500, 500];
      const served = { prompt: 0, generation: 0 };
      const scrape = (ms: number): void => {
        counters.add("vllm:prompt_tokens_total", {}, "a", { ms, value: prompt, ...place });
        counters.add("vllm:generation_tokens_total", {}, "a", { ms, value: generation, ...place });
        counters.add("vllm:prompt_tokens_cached_total", {}, "a", { ms, value: cached, ...place });
      };
      scrape(0);
      for (const [index, [input, output, read, dice]] of all.entries()) {
        // A restart is seen where a counter falls: the server comes back with less than it had.
        const restarts = dice === 0 && prompt > 400;
        if (restarts) [prompt, generation, cached] = [0, 0, 0];
        const [more, out] = restarts ? [Math.min(input, 400), Math.min(output, 400)] : [input, output];
        prompt += more;
        generation += out;
        cached += Math.min(read, more);
        served.prompt += more;
        served.generation += out;
        scrape((index + 1) * 60_000);
      }
      const windows = counters.windows({ isStepped });
      const sum = (of: "prompt" | "generation" | "cached"): number =>
        windows.reduce((total, window) => total + window[of], 0);
      expect({ prompt: sum("prompt"), generation: sum("generation") }).toEqual(served);
      for (const { prompt: input, cached: read } of windows) expect(read).toBeLessThanOrEqual(input);
      expect(new Set(windows.map(({ startMs }) => startMs)).size).toBe(windows.length);
    }),
  );
});
