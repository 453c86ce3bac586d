import { ActionForm } from "@/app/ui/action-form";
import { Checkbox, Input } from "@/app/ui/field";
import type { SettingsReport } from "@/lib/reports/settings";
import { dayLabel } from "@/lib/time";
import { saveRetention } from "./actions";

type RetentionFormProps = Readonly<{ retention: SettingsReport["retention"]; canChange: boolean }>;

/** How long single rows are kept; figures stay whatever is chosen. */
export function RetentionForm({ retention, canChange }: RetentionFormProps) {
  const { months, from, dropsFiles } = retention;
  const gone = from === null ? null : `Rows before ${dayLabel(from, { year: true })} are not kept any more.`;
  if (!canChange)
    return (
      <p className="border-t border-t-ink py-3">
        {months === null
          ? "Rows of usage are kept for ever."
          : `Rows of usage are kept for ${months} months.`}{" "}
        {gone}
      </p>
    );
  return (
    <ActionForm
      action={saveRetention}
      submit="Save"
      look="plain"
      done="Saved. Older rows go with the next daily work."
    >
      <Input
        name="months"
        label="Months of rows to keep"
        type="number"
        min={1}
        max={600}
        defaultValue={months ?? ""}
        hint={`Whole months beside the running one; empty keeps all. Older rows are dropped and cannot be brought back: figures stay exactly as they are, but imports of that time can no longer be voided, and their rows not be imported again.${gone ? ` ${gone}` : ""}`}
      />
      <Checkbox
        name="dropsFiles"
        label="Delete the stored files of those imports too"
        defaultChecked={dropsFiles}
      />
    </ActionForm>
  );
}
