import { formatCount } from "@/lib/money";
import type { RateSummary } from "@/lib/reports/exchange-rates";
import { dayLabel, periodLabel } from "@/lib/time";
import { Line, Lines } from "./lines";

/** What other currencies are worth: each pair with its last rate, its source and the days it is known on. */
export function RateList({ rates }: Readonly<{ rates: readonly RateSummary[] }>) {
  return (
    <Lines empty="None yet. Import a file of rates by day, such as the ECB’s, and amounts in other currencies can be read.">
      {rates.map(({ base, quote, rate, last, first, days, source }) => (
        <Line
          key={`${base} ${quote}`}
          title={`1 ${base} = ${rate} ${quote}`}
          note={`${source}, ${dayLabel(last, { year: true })} · ${formatCount(days)} ${days === 1 ? "day" : `days, ${periodLabel(first, last)}`}`}
        />
      ))}
    </Lines>
  );
}
