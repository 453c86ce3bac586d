"use client";

import { useEffect, useState } from "react";
import { Notice } from "@/app/ui";
import { formatBytes } from "@/lib/reports/size";
import { type Interrupted, interruptedTransfers } from "./transfer";

/** Files this browser began to send before the page was left: chosen again, they go on from where they are. */
export function InterruptedFiles({ hidden }: { hidden: readonly string[] }) {
  const [files, setFiles] = useState<readonly Interrupted[]>([]);
  useEffect(() => {
    void interruptedTransfers().then(setFiles, () => {});
  }, []);

  const shown = files.filter(({ name }) => !hidden.includes(name));
  if (shown.length === 0) return null;
  async function forget(file: Interrupted) {
    setFiles((all) => all.filter(({ key }) => key !== file.key));
    await file.forget();
  }
  return (
    <div className="mt-4">
      <Notice title={shown.length === 1 ? "A file was on its way" : "Some files were on their way"}>
        <p>Choose the same file once more, and it goes on from where it broke off.</p>
        <ul className="mt-1">
          {shown.map((file) => (
            <li key={file.key} className="flex flex-wrap gap-x-3">
              <span className="font-mono text-small break-all">{file.name}</span>
              {file.size !== null && <span>{formatBytes(file.size)}</span>}
              <button
                type="button"
                className="link"
                aria-label={`Forget ${file.name}`}
                onClick={() => void forget(file)}
              >
                Forget it
              </button>
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
