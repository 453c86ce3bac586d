"use client";

import { Button, Section } from "@/app/ui";
import { DataTable } from "@/app/ui/table";
import type { ProductsReport } from "@/lib/reports/products";

type Props = Readonly<{
  history: ProductsReport["history"];
  isBusy: boolean;
  /** Null for those who may not change rules. */
  putBack: ((id: string) => void) | null;
}>;

const COLUMNS = [
  { id: "at", header: "In force from, UTC", kind: "date" },
  { id: "by", header: "By", kind: "text", strong: true },
  { id: "rules", header: "Rules", kind: "count" },
  { id: "added", header: "Added", kind: "count" },
  { id: "removed", header: "Removed", kind: "count" },
  { id: "what", header: "", kind: "text", muted: true, wrap: true },
] as const;

/** Who changed the rules and when; any earlier set can be looked at and put back. */
export function History({ history, isBusy, putBack }: Props) {
  if (history.length === 0) return null;
  const [, earlier] = history;
  const actions = Object.fromEntries(
    history.slice(1).map(({ id, cells }) => [
      id,
      <Button
        key={id}
        look="quiet"
        disabled={isBusy}
        aria-label={`Put back the rules of ${cells.at}`}
        onClick={() => putBack?.(id)}
      >
        Put back
      </Button>,
    ]),
  );
  return (
    <Section
      title="History"
      sub="Each set that was in force. Putting one back shows first what it would move."
      actions={
        putBack &&
        earlier && (
          <Button disabled={isBusy} onClick={() => putBack(earlier.id)}>
            Undo the last change
          </Button>
        )
      }
    >
      <DataTable
        title="History of rules"
        columns={COLUMNS}
        rows={history}
        {...(putBack ? { actions } : {})}
      />
    </Section>
  );
}
