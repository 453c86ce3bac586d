import { Empty, Link, Notice } from "@/app/ui";
import { dimensionWord, type Filters, hrefWith } from "@/lib/filters";

const EXAMPLE = `period,product,customer,amount,currency
2026-10,Copilot,Acme,12500.00,USD
2026-10,Copilot,,48200.00,USD`;

/** How to bring revenue in, where there is none: its file, line by line. */
export function NoRevenue() {
  return (
    <div className="mb-[30px]">
      <Empty
        title="No revenue yet, so there is no margin"
        action={{ href: "/imports", label: "Upload a revenue file" }}
        second={{ href: "/glossary/gross-margin-percent", label: "What gross margin says" }}
      >
        <p>
          Upload a CSV with this header. <b>period</b> is a month; <b>date</b> in its place is one day.{" "}
          <b>customer</b> may be empty or left out. A product it names for the first time is added.
        </p>
        <pre className="my-3 overflow-x-auto border-l-2 border-accent bg-accent-wash px-4 py-2 font-mono text-[13px] leading-[1.7] text-ink">
          {EXAMPLE}
        </pre>
        <p>Until then this page shows what each product costs.</p>
      </Empty>
    </div>
  );
}

/** Without rules no cost has a product, and every margin would be too good. */
export function NoRules({ hasRevenue }: { hasRevenue: boolean }) {
  return (
    <Notice tone="warn" title="No cost has a product yet">
      {hasRevenue ? "All of it is unallocated, so each product’s margin leaves it out. " : ""}
      Say with rules which projects, keys or features serve which product:{" "}
      <Link href="/products" className="link">
        add products and rules
      </Link>
      .
    </Notice>
  );
}

/** Revenue knows products and customers; a margin of one provider or model does not exist. */
export function RevenueUnknown({ filters, dimensions }: { filters: Filters; dimensions: readonly string[] }) {
  const names = dimensions.map(dimensionWord);
  return (
    <Empty
      title={`There is no margin by ${names.join(" and ")}`}
      action={{
        href: hrefWith(filters, {
          where: Object.fromEntries(dimensions.map((dimension) => [dimension, []])),
        }),
        label: "Show margins without this filter",
      }}
      second={{ href: hrefWith(filters, {}, "/spend"), label: "See its cost" }}
    >
      Revenue is earned by products and customers; no revenue file says which {names[0]} earned it.
    </Empty>
  );
}

/** For roles that see cost but not revenue. */
export function NotSeen() {
  return (
    <Empty title="Your role does not see revenue" action={{ href: "/spend", label: "Open spend" }}>
      Margins need revenue, which owners, admins, finance, product and viewers see. Ask an owner or admin of
      your organization to change your role.
    </Empty>
  );
}
