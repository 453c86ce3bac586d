import { Empty } from "@/app/ui";
import type { EmptyState } from "@/lib/reports/empty-state";

/** What a page shows in place of its figures: what is missing, and the next step. */
export function NothingYet({ state }: { state: EmptyState }) {
  return (
    <Empty title={state.title} action={state.action} second={state.second}>
      {state.text}
    </Empty>
  );
}
