"use client";

import { useRef, useState } from "react";
import { Button } from "@/app/ui/button";
import { join } from "@/app/ui/join";

/** Text to be carried elsewhere. Where the browser gives no clipboard (plain http from afar) it is selected instead. */
export function CopyField({ label, text }: { label: string; text: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("Copy");

  async function copy() {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Press Ctrl-C");
    }
  }

  return (
    <div className="mt-2 flex gap-2">
      <input
        ref={field}
        readOnly
        aria-label={label}
        value={text}
        onFocus={(event) => event.target.select()}
        className={join("w-full min-w-0 rounded-chip border bg-card px-[11px] py-[6px] font-mono text-small")}
      />
      <Button onClick={copy}>{said}</Button>
    </div>
  );
}
