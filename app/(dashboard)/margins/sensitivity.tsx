"use client";

import { useMemo, useState } from "react";
import { Select } from "@/app/ui/field";
import {
  hitRateOf,
  type Levers,
  type ModelUse,
  marginPointsChange,
  NO_CHANGE,
  sensitivity,
} from "@/lib/economics";
import {
  formatPoints,
  formatShare,
  formatSignedShare,
  formatSignedUsd,
  formatUsd,
  pico,
  ratioText,
} from "@/lib/money";
import type { MarginTries, SentPrices, SentUse } from "@/lib/reports/margin-tries";
import { toneOf } from "../tone";
import { Row, Slider } from "./sensitivity-parts";

/** Sliders that say what margin would have been: computed here, live, from the exact sums the page came with. */
export function Sensitivity({ tries }: { tries: MarginTries }) {
  const tried = useMemo(
    () => ({
      revenue: pico(BigInt(tries.revenue)),
      cost: pico(BigInt(tries.cost)),
      models: tries.models.map(readUse),
    }),
    [tries],
  );
  const [moved, setMoved] = useState({ salePrice: 0, tokenPrice: 0, hitRate: 0 });
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const target = tries.others.find(({ model }) => model === to);
  const swap = from !== "" && target ? { model: from, prices: pricesOf(target.prices) } : null;
  const levers: Levers = { ...moved, swap };
  const now = sensitivity(tried, NO_CHANGE).margin;
  const { margin: then, parts } = sensitivity(tried, levers);
  const isMoved = swap !== null || Object.values(moved).some((by) => by !== 0);
  const { read, input } = hitRateOf(tried.models);
  const slide = (name: keyof typeof moved) => (by: number) => setMoved({ ...moved, [name]: by });
  const swaps = tries.models.find(({ model }) => model === from)?.swaps ?? [];
  const points = marginPointsChange(now, then);
  return (
    <div className="@container">
      <div className="grid gap-x-11 gap-y-5 @3xl:grid-cols-2 *:min-w-0">
        <div>
          <Slider
            label="Your prices"
            value={moved.salePrice}
            max={500}
            onMove={slide("salePrice")}
            says={signedPercent(moved.salePrice)}
            effect={parts.salePrice}
          />
          <Slider
            label="Token prices"
            value={moved.tokenPrice}
            max={500}
            onMove={slide("tokenPrice")}
            says={signedPercent(moved.tokenPrice)}
            effect={parts.tokenPrice}
          />
          <Slider
            label="Cache hit rate"
            value={moved.hitRate}
            max={500}
            onMove={slide("hitRate")}
            says={`${formatPoints(ratioText(BigInt(moved.hitRate), 1000n))}, from ${formatShare(ratioText(read, input))}`}
            effect={parts.hitRate}
          />
          <div className="grid gap-x-4 @md:grid-cols-2">
            <Select
              label="Swap model"
              value={from}
              onChange={(event) => {
                setFrom(event.target.value);
                setTo("");
              }}
              options={[
                { value: "", label: "None" },
                ...tries.models.map(({ model, name }) => ({ value: model, label: name })),
              ]}
            />
            <Select
              label="for"
              value={to}
              disabled={from === ""}
              onChange={(event) => setTo(event.target.value)}
              options={[
                { value: "", label: from === "" ? "Choose a model first" : "Choose" },
                ...tries.others
                  .filter(({ model }) => swaps.includes(model))
                  .map(({ model, name }) => ({ value: model, label: name })),
              ]}
            />
          </div>
          {swap && <p className="-mt-2 text-small text-ink-2">The swap: {formatSignedUsd(parts.swap)}.</p>}
        </div>
        <div>
          <table className="w-full" aria-live="polite">
            <thead>
              <tr className="text-left text-ink-2">
                <th className="border-b border-b-ink py-[7px] font-normal">
                  <span className="sr-only">Figure</span>
                </th>
                {["As it is", "Then", "Change"].map((head) => (
                  <th
                    key={head}
                    scope="col"
                    className="border-b border-b-ink py-[7px] pl-3 text-right font-[540]"
                  >
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <Row
                name="Revenue"
                term="revenue"
                cells={[formatUsd(now.revenue), formatUsd(then.revenue)]}
                change={formatSignedUsd(pico(then.revenue - now.revenue))}
              />
              <Row
                name="Cost of revenue"
                term="cost-of-goods-sold"
                cells={[formatUsd(now.cost), formatUsd(then.cost)]}
                change={formatSignedUsd(pico(then.cost - now.cost))}
              />
              <Row
                name="Gross margin"
                term="gross-margin"
                cells={[formatUsd(now.margin), formatUsd(then.margin)]}
                change={formatSignedUsd(pico(then.margin - now.margin))}
                tone={toneOf(String(then.margin - now.margin), "up")}
              />
              <Row
                name="Gross margin percent"
                term="gross-margin-percent"
                cells={[formatShare(now.percent), formatShare(then.percent)]}
                change={formatPoints(points)}
                tone={toneOf(points, "up")}
                strong
              />
            </tbody>
          </table>
          <p className="mt-2 flex min-h-[24px] items-center text-small text-ink-2">
            {isMoved ? (
              <button
                type="button"
                className="link"
                onClick={() => {
                  setMoved({ salePrice: 0, tokenPrice: 0, hitRate: 0 });
                  setFrom("");
                  setTo("");
                }}
              >
                Back to as it is
              </button>
            ) : (
              "Move a slider: nothing is saved."
            )}
          </p>
        </div>
      </div>
    </div>
  );
}

const signedPercent = (by: number): string =>
  by === 0 ? "as it is" : formatSignedShare(ratioText(BigInt(by), 1000n));

const pricesOf = (prices: SentPrices["prices"]) =>
  Object.fromEntries(Object.entries(prices).map(([name, price]) => [name, pico(BigInt(price))]));

const readUse = ({ model, classes, prices }: SentUse): ModelUse => ({
  model,
  prices: pricesOf(prices),
  classes: Object.fromEntries(
    Object.entries(classes).map(([name, { tokens, cost }]) => [
      name,
      { tokens: BigInt(tokens), cost: pico(BigInt(cost)) },
    ]),
  ),
});
