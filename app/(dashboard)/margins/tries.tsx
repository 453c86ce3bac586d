import { Link, Section, Segments } from "@/app/ui";
import { formatShare } from "@/lib/money";
import type { MarginTries } from "@/lib/reports/margin-tries";
import { Sensitivity } from "./sensitivity";

/** What margin would have been. */
export function Tries({ tries }: { tries: MarginTries }) {
  return (
    <Section
      id="try"
      title="What if"
      sub={
        <>
          <Link href="/glossary/sensitivity" className="term">
            With other prices, another hit rate, another model
          </Link>
          , and all else as it was
          {tries.movable === null
            ? ""
            : `; tokens with a price are ${formatShare(tries.movable)} of the cost`}
          . A swapped model is priced at the standard tier, by the prices in force on the last day.
        </>
      }
      actions={
        tries.choices.length > 2 ? <Segments label="What if for" options={tries.choices} /> : undefined
      }
    >
      <Sensitivity key={tries.product ?? ""} tries={tries} />
    </Section>
  );
}
