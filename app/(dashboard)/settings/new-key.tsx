"use client";

import { useState } from "react";
import { ActionForm } from "@/app/ui/action-form";
import { Dialog } from "@/app/ui/dialog";
import { Checkbox, Input, Select } from "@/app/ui/field";
import { Notice } from "@/app/ui/notice";
import { createKey } from "./actions";
import { CopyField } from "./copy-field";

const LIFETIMES = [
  { value: "", label: "Until it is revoked" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "One year" },
];

/** Makes a key and shows it once: afterwards only its hash is left. */
export function NewKey() {
  const [made, setMade] = useState<string | null>(null);
  return (
    <div className="mt-3">
      {made && (
        <Notice tone="good" title="Copy the key now; it is not shown again.">
          <CopyField label="The new API key" text={made} />
        </Notice>
      )}
      <Dialog trigger="Create a key" title="Create an API key">
        <ActionForm
          action={createKey}
          submit="Create the key"
          onDone={({ text }) => setMade(text)}
          inDialog
          empties
        >
          <Input
            name="name"
            label="Name"
            hint="What will use it, such as “nightly import”."
            maxLength={80}
            required
          />
          <fieldset className="mb-4">
            <legend className="mb-1 font-medium">It may</legend>
            <Checkbox name="scopes[]" value="ingest" label="ingest: send files and usage" defaultChecked />
            <Checkbox name="scopes[]" value="read" label="read: ask for figures and imports" />
            <Checkbox name="scopes[]" value="prices" label="prices: enter prices and price past days again" />
            <Checkbox name="scopes[]" value="rules" label="rules: put allocation rules in force" />
          </fieldset>
          <Select name="expiresInDays" label="Valid" options={LIFETIMES} defaultValue="" />
        </ActionForm>
      </Dialog>
    </div>
  );
}
