"use client";

import { useState } from "react";
import { ActionForm } from "@/app/ui/action-form";
import { Dialog } from "@/app/ui/dialog";
import { Input, Select } from "@/app/ui/field";
import { Notice } from "@/app/ui/notice";
import { addMember } from "./actions";
import { CopyField } from "./copy-field";
import { roleOptions } from "./roles";

type Added = Readonly<{ email: string; password: string | null; hadSignIn: boolean }>;

/** Adds a colleague; a password made up for them is shown once, to be handed over. */
export function NewMember({ canMakeOwners }: { canMakeOwners: boolean }) {
  const [added, setAdded] = useState<Added | null>(null);
  return (
    <div className="mt-3">
      {added && <Welcome added={added} />}
      <Dialog trigger="Add a member" title="Add a member">
        <ActionForm action={addMember} submit="Add" onDone={setAdded} inDialog empties>
          <Input name="email" type="email" label="E-mail" autoComplete="off" required />
          <Select name="role" label="Role" defaultValue="viewer" options={roleOptions(canMakeOwners)} />
          <Input
            name="password"
            type="password"
            label="First password"
            autoComplete="new-password"
            hint="Leave it empty and one is made up and shown to you once. They can change it in their settings."
          />
        </ActionForm>
      </Dialog>
    </div>
  );
}

function Welcome({ added }: { added: Added }) {
  if (added.hadSignIn) {
    return (
      <Notice tone="good" title={`${added.email} is a member now.`}>
        They sign in with the password they already have here.
      </Notice>
    );
  }
  return (
    <Notice tone="good" title={`${added.email} can sign in now.`}>
      {added.password && (
        <>
          Hand this password over; it is not shown again.
          <CopyField label="First password" text={added.password} />
        </>
      )}
    </Notice>
  );
}
