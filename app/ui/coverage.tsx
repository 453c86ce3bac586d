import { Fragment, type ReactNode } from "react";
import { formatShare } from "@/lib/money/display";
import { Link } from "./link";
import { Warn } from "./words";

type CoverageProps = Readonly<{
  /** Last day with data as shown, "31 Oct 2026"; null where there are none. */
  through: string | null;
  /** What is missing in the period, as shown: "2 days missing", "no data for OpenAI since 20 Oct". */
  missing?: string | null;
  /** Shares as decimal text, null where undefined; left out of the line where absent. */
  tokensPriced?: string | null;
  costAllocated?: string | null;
  costReported?: string | null;
  rowsRejected?: number | null;
  /** Where each limit is looked into. */
  links?: Readonly<{ priced?: string; allocated?: string; reported?: string; rejected?: string }>;
}>;

/** The line that says how far a page's figures carry: through which day, and what they leave out. */
export function Coverage(props: CoverageProps) {
  const { through, missing, tokensPriced, costAllocated, costReported, rowsRejected, links = {} } = props;
  const parts: { key: string; node: ReactNode }[] = [];
  const add = (key: string, words: string | null, href: string | undefined, limited: boolean) => {
    if (words === null) return;
    const shown = limited ? <Warn>{words}</Warn> : words;
    const node = href ? (
      <Link
        href={href}
        className="underline decoration-line decoration-dotted underline-offset-3 hover:text-ink"
      >
        {shown}
      </Link>
    ) : (
      shown
    );
    parts.push({ key, node });
  };
  const share = (text: string | null | undefined, words: string) =>
    text === null || text === undefined ? null : `${formatShare(text)} ${words}`;

  add(
    "through",
    through === null ? "No data in this period" : `Data through ${through}`,
    undefined,
    through === null,
  );
  add("missing", missing ?? null, undefined, true);
  add("priced", share(tokensPriced, "of tokens priced"), links.priced, isLimited(tokensPriced));
  add("allocated", share(costAllocated, "of cost allocated"), links.allocated, isLimited(costAllocated));
  add("reported", share(costReported, "reported by the provider"), links.reported, false);
  if (rowsRejected) {
    const words = `${rowsRejected.toLocaleString("en-US")} ${rowsRejected === 1 ? "row" : "rows"} rejected`;
    add("rejected", words, links.rejected, true);
  }
  return (
    <p className="text-small text-ink-2">
      {parts.map((part, index) => (
        <Fragment key={part.key}>
          {index > 0 && <span aria-hidden="true"> · </span>}
          <span className={part.key === "missing" ? undefined : "whitespace-nowrap"}>{part.node}</span>
        </Fragment>
      ))}
    </p>
  );
}

/** Below nine tenths a share limits what the page's totals can say. */
const isLimited = (share: string | null | undefined): boolean =>
  typeof share === "string" && Number(share) < 0.9;
