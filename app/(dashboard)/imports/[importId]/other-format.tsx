"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Actions, Button, Dialog, DialogClose, Input, Notice, Select } from "@/app/ui";
import { ask, follow, wordsOf } from "../calls";

type OtherFormatProps = Readonly<{
  importId: string;
  formats: readonly Readonly<{ id: string; title: string }>[];
  /** The format it was read as. */
  format: string | null;
  account: string | null;
}>;

/** Has a file read once more: as another format, or under the account its rows do not name. */
export function OtherFormat({ importId, formats, format, account }: OtherFormatProps) {
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim() || undefined;
    setBusy(true);
    setProblem(null);
    try {
      await ask(`/api/v1/imports/${importId}/preview`, { as: text("as"), account: text("account"), wait: 0 });
      await follow(importId);
      router.refresh();
    } catch (error) {
      setProblem(wordsOf(error));
    }
    setBusy(false);
  }
  return (
    <Dialog trigger="Choose another format" title="Read it otherwise" triggerLook="quiet">
      <form onSubmit={(event) => void send(event)}>
        <Select
          name="as"
          label="Format"
          defaultValue={formats.some(({ id }) => id === format) ? (format ?? "") : ""}
          options={[
            { value: "", label: "Recognise it by its content" },
            ...formats.map(({ id, title }) => ({ value: id, label: title })),
          ]}
        />
        <Input
          name="account"
          label="Account"
          hint="Of the rows that name none, such as an organization's id"
          defaultValue={account ?? ""}
          maxLength={200}
        />
        {problem && <Notice tone="bad">{problem}</Notice>}
        <Actions>
          <DialogClose>Leave it</DialogClose>
          <Button look="primary" type="submit" disabled={isBusy}>
            {isBusy ? "Reading" : "Read it again"}
          </Button>
        </Actions>
      </form>
    </Dialog>
  );
}
