"use client";

import { type ReactNode, useEffect } from "react";

const SHOWN_MS = 8000;

/** A short word on something just done. It goes by itself; anything to be kept belongs into a `Notice`. */
export function Toast({ children, onClose }: { children: ReactNode; onClose: () => void }) {
  useEffect(() => {
    const timer = setTimeout(onClose, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [onClose]);
  return (
    <div
      role="status"
      className="fixed inset-x-4 bottom-4 z-40 mx-auto flex w-fit max-w-[480px] items-center gap-4 rounded-chip bg-ink px-4 py-[10px] text-paper shadow-float"
    >
      <span>{children}</span>
      <button type="button" onClick={onClose} aria-label="Close" className="font-strong">
        ×
      </button>
    </div>
  );
}
