import { Button } from "@/app/ui/button";
import { Notice } from "@/app/ui/notice";
import { modelHref, repriceHref } from "@/lib/reports/price-words";

/** What an entry did, and what it was about. */
export type Effect = Readonly<{
  entered: number;
  replaced: number;
  skus: number;
  daysPriced: number;
  daysKept: number;
  provider: string;
  model: string;
  from: string;
  to: string;
}>;

const days = (count: number) => `${count.toLocaleString("en-US")} ${count === 1 ? "day" : "days"}`;

/** What has come of saving, and the next step. */
export function Saved({ effect, onAgain }: { effect: Effect; onAgain: () => void }) {
  const { entered, replaced, skus, daysPriced, daysKept, provider, model, from, to } = effect;
  const today = new Date().toISOString().slice(0, 10);
  return (
    <div className="max-w-[720px]">
      <Notice
        tone="good"
        title={`${entered} ${entered === 1 ? "entry is" : "entries are"} in the book${replaced > 0 ? `, ${replaced} in place of earlier ones` : ""}.`}
      >
        {skus === 0 && <p>No usage so far is about it; it waits for its first.</p>}
        {daysPriced > 0 && <p>Usage of {days(daysPriced)} that had no price has one now, in every figure.</p>}
        {daysKept > 0 && (
          <p>
            {days(daysKept)} with usage keep the price they have. A re-price shows what would change, and
            moves it.
          </p>
        )}
      </Notice>
      <div className="flex flex-wrap gap-[10px]">
        {daysKept > 0 && (
          <Button
            href={repriceHref({ provider, model, from, to: to && to < today ? to : today })}
            look="primary"
          >
            See what a re-price would change
          </Button>
        )}
        {model && !model.endsWith("*") && (
          <Button href={modelHref(provider.trim().toLowerCase(), model.trim())}>
            See its prices over time
          </Button>
        )}
        <Button onClick={onAgain}>Add another</Button>
        <Button href="/prices" look="quiet">
          Back to prices
        </Button>
      </div>
    </div>
  );
}
