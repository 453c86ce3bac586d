"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button, Link, Notice, ProgressBar } from "@/app/ui";
import { Dropzone } from "@/app/ui/dropzone";
import { type Upload, type UploadOptions, uploadFile } from "./upload";

/** Files dropped here are sent one by one; each tells how far it is and what became of it. */
export function Uploader({ canMap }: { canMap: boolean }) {
  const router = useRouter();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);

  function change(upload: Upload) {
    setUploads((all) => all.map((each) => (each.id === upload.id ? upload : each)));
  }
  async function send(upload: Upload, options: UploadOptions = {}) {
    await uploadFile(upload, options, change);
    router.refresh();
  }
  async function take(files: File[]) {
    const added = files.map(
      (file): Upload => ({
        id: crypto.randomUUID(),
        file,
        state: "waiting",
        progress: 0,
        result: null,
        problem: null,
      }),
    );
    setUploads((all) => [...added, ...all]);
    for (const upload of added) await send(upload);
  }
  return (
    <>
      <Dropzone
        onFiles={(files) => void take(files)}
        label="Drop usage, cost and revenue exports here, or choose them"
        hint="CSV, JSON or JSON lines, plain or gzip. Several at once are fine."
      />
      <div className="mt-4" aria-live="polite">
        {uploads.map((upload) => (
          <UploadLine
            key={upload.id}
            upload={upload}
            canMap={canMap}
            again={(options) => void send(upload, options)}
          />
        ))}
      </div>
    </>
  );
}

type LineProps = Readonly<{ upload: Upload; canMap: boolean; again: (options: UploadOptions) => void }>;

function UploadLine({ upload, canMap, again }: LineProps) {
  const { file, state, progress, result, problem } = upload;
  if (state === "waiting") return <ProgressBar label={file.name} value={0} note="waiting" />;
  if (state === "sending")
    return (
      <ProgressBar label={file.name} value={progress} note={`sending, ${Math.round(progress * 100)}%`} />
    );
  if (state === "reading") return <ProgressBar label={file.name} value={progress || null} note="reading" />;
  if (problem || !result) {
    return (
      <Notice tone="bad" title={`${file.name} was not sent`}>
        {problem}{" "}
        <Button look="quiet" onClick={() => again({})}>
          Try again
        </Button>
      </Notice>
    );
  }
  const { rows } = result;
  const open = (
    <Link href={`/imports/${result.importId}`} className="link">
      {rows.rejected > 0 ? "See the rejected rows" : "Open it"}
    </Link>
  );
  if (result.status === "duplicate") {
    return (
      <Notice title={`${file.name} is known already`}>
        {result.reason} {open}
      </Notice>
    );
  }
  if (result.status === "committed") {
    return (
      <Notice tone={rows.rejected > 0 ? "warn" : "good"} title={`${file.name} is in the ledger`}>
        {result.title}. {rows.read.toLocaleString("en-US")} rows read, {rows.accepted.toLocaleString("en-US")}{" "}
        accepted, {rows.duplicate.toLocaleString("en-US")} duplicate, {rows.rejected.toLocaleString("en-US")}{" "}
        rejected. {open}
      </Notice>
    );
  }
  const isOverlap = result.reason?.includes("overlap") ?? false;
  return (
    <Notice tone="bad" title={`${file.name} was ${result.status === "refused" ? "refused" : "not added"}`}>
      {result.reason}{" "}
      {isOverlap ? (
        <span className="inline-flex gap-4">
          <Button look="quiet" onClick={() => again({ overlap: "keep" })}>
            Count the earlier one
          </Button>
          <Button look="quiet" onClick={() => again({ overlap: "replace" })}>
            Count this one
          </Button>
        </span>
      ) : canMap && result.isMappable ? (
        <Link href={`/imports/${result.importId}/map`} className="link">
          Say which column is what
        </Link>
      ) : (
        open
      )}
    </Notice>
  );
}
