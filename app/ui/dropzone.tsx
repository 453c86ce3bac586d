"use client";

import { type DragEvent, type ReactNode, useId, useRef, useState } from "react";
import { join } from "./join";

type DropzoneProps = Readonly<{
  /** Called with what was dropped or chosen, never with an empty list. */
  onFiles?: (files: File[]) => void;
  /** Inside a form: the files travel with it under this name. */
  name?: string;
  label?: string;
  /** What may be dropped: "CSV, JSON or gzip, up to 500 MB each". */
  hint?: ReactNode;
  accept?: string;
  multiple?: boolean;
  disabled?: boolean;
}>;

/** A field for files: drop them on it, or press it and choose. */
export function Dropzone(props: DropzoneProps) {
  const {
    onFiles,
    name,
    label = "Drop files here, or choose them",
    hint,
    accept,
    multiple = true,
    disabled,
  } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);

  function take(list: FileList) {
    const files = multiple ? [...list] : [...list].slice(0, 1);
    if (files.length > 0) onFiles?.(files);
  }
  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    if (disabled || !input.current) return;
    // Inside a form the input itself must hold the files; alone it stays free to take the same ones again.
    if (name) input.current.files = event.dataTransfer.files;
    take(event.dataTransfer.files);
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset brings a look and a legend this does not want.
    <div
      role="group"
      aria-labelledby={`${id}-label`}
      onDragOver={(event) => {
        event.preventDefault();
        if (!disabled) setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={join(
        "relative rounded-card border border-dashed px-6 py-9 text-center focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent",
        over ? "border-accent bg-accent-wash" : "border-line bg-card",
        disabled && "opacity-60",
      )}
    >
      <input
        ref={input}
        id={id}
        type="file"
        name={name}
        accept={accept}
        multiple={multiple}
        disabled={disabled}
        className="absolute inset-0 size-full cursor-pointer opacity-0"
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => {
          if (event.target.files) take(event.target.files);
          if (!name) event.target.value = "";
        }}
      />
      <label id={`${id}-label`} htmlFor={id} className="text-title font-strong">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-small text-ink-2">
          {hint}
        </p>
      )}
    </div>
  );
}
