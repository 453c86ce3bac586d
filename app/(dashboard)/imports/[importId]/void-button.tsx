"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Actions, Button, Dialog, DialogClose, Notice } from "@/app/ui";

/** Asks once, then takes the import out of every figure. */
export function VoidButton({ importId, file }: { importId: string; file: string }) {
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function take() {
    setBusy(true);
    setProblem(null);
    const answer = await fetch(`/api/v1/imports/${importId}/void`, { method: "POST" }).catch(() => null);
    setBusy(false);
    if (answer?.ok) {
      router.refresh();
      return;
    }
    const body = await answer?.json().catch(() => null);
    setProblem(body?.error?.message ?? "The server did not answer. Try again.");
  }
  return (
    <Dialog trigger="Void" title={`Void ${file}?`} triggerLook="danger">
      <p className="text-ink-2">
        Its rows leave every figure at once. What they had replaced counts again. The file stays in the
        history, and can be uploaded again.
      </p>
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Actions>
        <DialogClose>Keep it</DialogClose>
        <Button look="danger" onClick={() => void take()} disabled={isBusy}>
          {isBusy ? "Voiding" : "Void the import"}
        </Button>
      </Actions>
    </Dialog>
  );
}
