"use client";

import { useRouter } from "next/navigation";
import { ActionForm } from "@/app/ui/action-form";
import { Input } from "@/app/ui/field";
import { lookAtReprice } from "../actions";

type RepriceFormProps = Readonly<{
  given: Readonly<{ from: string; to: string; provider: string; model: string }>;
  providers: readonly string[];
  models: readonly string[];
}>;

/** Asks for days and a reason, and opens what would change; nothing moves by it. */
export function RepriceForm({ given, providers, models }: RepriceFormProps) {
  const router = useRouter();
  return (
    <div className="mb-[34px] max-w-[920px]">
      <ActionForm
        action={lookAtReprice}
        submit="See what would change"
        onDone={({ id }) => router.push(`/prices/reprice/${id}`)}
      >
        <div className="grid gap-x-6 @2xl:grid-cols-2 @4xl:grid-cols-3">
          <Input name="from" label="First day, UTC" type="date" defaultValue={given.from} required />
          <Input name="to" label="Last day, UTC" type="date" defaultValue={given.to} required />
          <Input
            name="reason"
            label="Reason"
            maxLength={500}
            hint="Whoever asks about the change later reads it."
            required
          />
          <Input
            name="provider"
            label="Provider"
            list="reprice-providers"
            defaultValue={given.provider}
            hint="Empty: all."
            maxLength={200}
          />
          <Input
            name="model"
            label="Model"
            list="reprice-models"
            defaultValue={given.model}
            hint="Empty: all."
            maxLength={200}
          />
        </div>
        <datalist id="reprice-providers">
          {providers.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <datalist id="reprice-models">
          {models.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </ActionForm>
    </div>
  );
}
