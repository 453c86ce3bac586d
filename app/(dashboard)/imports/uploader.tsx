"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Dropzone } from "@/app/ui/dropzone";
import type { ImportState } from "@/lib/reports/import-state";
import { commit, follow, wordsOf } from "./calls";
import { InterruptedFiles } from "./interrupted-files";
import { sendFile, type Transfer } from "./transfer";
import { UnderWayList } from "./under-way-list";
import { UploadLine } from "./upload-line";
import { newUpload, Rate, type Upload } from "./uploads";

/** Sent at once: more would only share the same line. */
const AT_ONCE = 2;

/** Files dropped here are sent, looked at, and wait for a word; each tells how far it is and what became of it. */
export function Uploader({ canMap, underWay }: { canMap: boolean; underWay: readonly ImportState[] }) {
  const router = useRouter();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const transfers = useRef(new Map<string, Transfer>());
  const waiting = useRef<Upload[]>([]);
  const sending = useRef(0);

  const change = (id: string, news: Partial<Upload>) =>
    setUploads((all) => all.map((each) => (each.id === id ? { ...each, ...news } : each)));

  function take(files: File[]) {
    const added = files.map(newUpload);
    setUploads((all) => [...added, ...all]);
    waiting.current.push(...added);
    // Alone, a file is what the person came for: its check opens by itself.
    for (let i = 0; i < AT_ONCE; i += 1) next(added.length === 1);
  }

  function next(opens: boolean) {
    if (sending.current >= AT_ONCE) return;
    const upload = waiting.current.shift();
    if (!upload) return;
    sending.current += 1;
    void send(upload, opens);
  }

  async function send({ id, file }: Upload, opens: boolean) {
    const rate = new Rate();
    let isOut = true;
    const ended = () => {
      if (isOut) sending.current -= 1;
      isOut = false;
      next(false);
    };
    const transfer = await sendFile(file, (step) => {
      if (step.state === "held") {
        change(id, { step: "held", problem: step.problem, sent: step.sent });
        ended();
      } else if (step.state === "sending") {
        change(id, {
          step: "sending",
          problem: null,
          sent: step.sent,
          rate: rate.at(performance.now(), step.sent),
        });
      } else {
        transfers.current.delete(id);
        ended();
        void read(id, step.importId, opens);
      }
    }).catch((error) => {
      change(id, { step: "told", problem: wordsOf(error) });
      ended();
      return null;
    });
    if (transfer) transfers.current.set(id, transfer);
  }

  async function read(id: string, importId: string, opens: boolean) {
    try {
      change(id, { step: "reading", state: null });
      const state = await follow(importId, (now) => change(id, { state: now }));
      change(id, { step: "told", state });
      if (opens && state.status === "ready") router.push(`/imports/${importId}`);
      else router.refresh();
    } catch (error) {
      change(id, { step: "told", problem: wordsOf(error) });
    }
  }

  async function add(upload: Upload) {
    const importId = upload.state?.importId ?? "";
    try {
      change(upload.id, { step: "reading", problem: null });
      const state = await commit(importId, null, (now) => change(upload.id, { state: now }));
      change(upload.id, { step: "told", state });
    } catch (error) {
      change(upload.id, { step: "told", problem: wordsOf(error) });
    }
    router.refresh();
  }

  async function giveUp(upload: Upload) {
    await transfers.current.get(upload.id)?.giveUp();
    transfers.current.delete(upload.id);
    setUploads((all) => all.filter(({ id }) => id !== upload.id));
  }

  // Back on the network, what broke off goes on by itself.
  useEffect(() => {
    const goOn = () => {
      for (const { id, step } of uploads) if (step === "held") transfers.current.get(id)?.goOn();
    };
    window.addEventListener("online", goOn);
    return () => window.removeEventListener("online", goOn);
  }, [uploads]);

  // The browser asks before a page is left whose file is still on its way.
  const isSending = uploads.some(({ step }) => step === "sending");
  useEffect(() => {
    if (!isSending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isSending]);

  return (
    <>
      <Dropzone
        onFiles={take}
        label="Drop usage, cost and revenue exports here, or choose them"
        hint="CSV, JSON, JSON lines or Parquet, plain or packed (gzip, zip, zstd), up to 8 GB. Nothing counts before you have looked at it."
      />
      <InterruptedFiles hidden={uploads.map(({ file }) => file.name)} />
      <ul className="mt-4" aria-label="Files">
        {uploads.map((upload) => (
          <UploadLine
            key={upload.id}
            upload={upload}
            canMap={canMap}
            onAdd={() => void add(upload)}
            onGoOn={() => transfers.current.get(upload.id)?.goOn()}
            onHold={() => void transfers.current.get(upload.id)?.hold()}
            onGiveUp={() => void giveUp(upload)}
            onAgain={() => void send(upload, false)}
            onActed={() => router.refresh()}
          />
        ))}
      </ul>
      <UnderWayList
        imports={underWay}
        canAct
        hidden={uploads.flatMap(({ step, state }) => (step === "reading" && state ? [state.importId] : []))}
      />
    </>
  );
}
