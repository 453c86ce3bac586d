import { ActionForm } from "@/app/ui/action-form";
import { Dialog } from "@/app/ui/dialog";
import { Input } from "@/app/ui/field";
import type { Line } from "@/lib/reports/line";
import { endPrice, removePrice } from "./actions";

/** What can be done with an own entry: give it a last day, or take it out. */
export function EntryActions({ line }: { line: Line }) {
  const { what, model, provider } = line.cells;
  const about = `${what}, ${model ?? provider}`;
  return (
    <span className="inline-flex gap-3">
      <Dialog trigger="End" triggerLook="quiet" triggerLabel={`End ${about}`} title={`End: ${about}`}>
        <p className="mb-3 text-ink-2">
          The entry holds up to this day, UTC. What it priced after it keeps its price until a re-price.
        </p>
        <ActionForm action={endPrice} submit="Save the last day" inDialog>
          <input type="hidden" name="id" value={line.id} />
          <Input name="to" label="Last day" type="date" required />
        </ActionForm>
      </Dialog>
      <Dialog
        trigger="Remove"
        triggerLook="quiet"
        triggerLabel={`Remove ${about}`}
        title={`Remove: ${about}`}
      >
        <p className="text-ink-2">
          It stays on record and counts no more for usage to come. What it priced keeps its price until a
          re-price.
        </p>
        <ActionForm action={removePrice} submit="Remove it" look="danger" inDialog>
          <input type="hidden" name="id" value={line.id} />
        </ActionForm>
      </Dialog>
    </span>
  );
}
