"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/app/ui/button";
import { Actions, Dialog, DialogClose } from "@/app/ui/dialog";
import { Notice } from "@/app/ui/notice";

type Problem = Readonly<{ where: string | null; field: string | null; reason: string }>;
type Told =
  | Readonly<{ ok: true; entered: number; replaced: number }>
  | Readonly<{ ok: false; message: string; fix: string; problems: readonly Problem[] }>;

const UNREACHABLE: Told = {
  ok: false,
  message: "The server did not answer.",
  fix: "See whether it is running and you are online, then try again.",
  problems: [],
};

/** Takes a CSV of own prices, all of it or nothing; what is wrong is listed by line and column. */
export function ImportCsv() {
  const router = useRouter();
  const [pending, start] = useTransition();
  const [told, setTold] = useState<Told | null>(null);

  function send(file: File | undefined) {
    if (!file) return;
    start(async () => {
      const answer = await post(file).catch(() => UNREACHABLE);
      setTold(answer);
      if (answer.ok) router.refresh();
    });
  }

  return (
    <Dialog trigger="Import CSV" title="Import prices">
      <p className="text-ink-2">
        A CSV with the columns of the export: kind, provider, model, tier, geography, context_band, unit,
        price, percent, currency, rate, from, to, note. All of it is entered or nothing.
      </p>
      <label className="mt-4 block">
        <span className="mb-1 block font-medium">File</span>
        <input
          type="file"
          accept=".csv,text/csv"
          disabled={pending}
          onChange={(event) => {
            send(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </label>
      <div className="mt-4">
        {pending && <p role="status">One moment …</p>}
        {!pending && told?.ok && (
          <Notice tone="good">
            {told.entered} {told.entered === 1 ? "entry is" : "entries are"} in the book
            {told.replaced > 0 ? `, ${told.replaced} in place of earlier ones` : ""}.
          </Notice>
        )}
        {!pending && told && !told.ok && (
          <Notice tone="bad" title={told.problems.length > 0 ? "Nothing was entered." : told.message}>
            {told.problems.length > 0 && (
              <ul className="max-h-[40dvh] overflow-y-auto">
                {told.problems.map(({ where, field, reason }) => (
                  <li key={`${where} ${field} ${reason}`}>
                    <b>{[where, field].filter(Boolean).join(", ")}</b> {reason}
                  </li>
                ))}
              </ul>
            )}
            {told.problems.length === 0 && told.fix}
          </Notice>
        )}
      </div>
      <Actions>
        <DialogClose>{told?.ok ? "Done" : "Cancel"}</DialogClose>
      </Actions>
    </Dialog>
  );
}

async function post(file: File): Promise<Told> {
  const answer = await fetch("/api/v1/prices/import", {
    method: "POST",
    headers: { "content-type": "text/csv" },
    body: file,
  });
  const body = await answer.json();
  return answer.ok ? { ok: true, ...body } : { ok: false, problems: [], ...body.error };
}

/** The own entries as a file. */
export function ExportCsv() {
  return (
    <Button href="/api/v1/prices/export" download>
      Export CSV
    </Button>
  );
}
