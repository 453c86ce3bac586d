import { Input } from "@/app/ui/field";
import { MAIN_UNITS, unitWords } from "@/lib/reports/price-words";
import { type Errors, Group } from "./price-form";

export type Kind = "price" | "discount" | "markup" | "hosted";

const MORE_UNITS = [
  "audio_input",
  "audio_cache_read",
  "audio_output",
  "image_input",
  "image_output",
  "web_search",
  "request",
] as const;

/** The fields of the amount, which depend on what kind of entry it is. */
export function Amounts({ kind, errors }: { kind: Kind; errors: Errors }) {
  const number = (name: string, label: string, hint?: string) => (
    <Input
      key={name}
      name={name}
      label={label}
      hint={hint}
      error={errors[name]}
      inputMode="decimal"
      autoComplete="off"
      maxLength={40}
    />
  );
  switch (kind) {
    case "price":
      return (
        <>
          <Group title="Prices per million tokens">
            {MAIN_UNITS.map((unit) =>
              number(
                `price.${unit}`,
                unitWords(unit),
                unit === "cache_read" ? "A class you leave empty keeps its list price." : undefined,
              ),
            )}
          </Group>
          <details className="mb-4" open={MORE_UNITS.some((unit) => errors[`price.${unit}`])}>
            <summary className="mb-3 cursor-pointer text-accent">Audio, images, searches, requests</summary>
            <Group title="Other prices">
              {MORE_UNITS.map((unit) =>
                number(
                  `price.${unit}`,
                  unitWords(unit),
                  unit === "web_search" || unit === "request" ? "Per thousand." : "Per million tokens.",
                ),
              )}
            </Group>
          </details>
          <Group title="Currency">
            <Input
              name="currency"
              label="Currency"
              defaultValue="USD"
              error={errors.currency}
              maxLength={10}
              hint="An ISO code. Figures are kept in USD."
            />
            {number("rate", "Rate", "USD for one unit of another currency, like 1.08.")}
          </Group>
        </>
      );
    case "discount":
    case "markup":
      return (
        <Group title="Percentage">
          {number(
            "percent",
            kind === "discount" ? "Percent off" : "Percent on top",
            "Such as 17.5. It follows every list price, of all classes alike.",
          )}
        </Group>
      );
    case "hosted":
      return (
        <Group title="Hardware">
          {number("gpus", "GPUs")}
          {number("gpuHour", "USD per GPU-hour")}
          {number(
            "tokensPerSecond",
            "Tokens served per second",
            "On average over the days, input and output, idle time included.",
          )}
        </Group>
      );
  }
}
