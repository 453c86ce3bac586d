"use client";

import { type ComponentProps, useEffect, useId, useState } from "react";
import { Input } from "@/app/ui/field";

type ZoneInputProps = Readonly<{
  zones: readonly string[];
  /** What stands in the field; without it the browser's own zone. */
  zone?: string;
}> &
  Pick<ComponentProps<typeof Input>, "hint" | "label">;

/** A time zone by name: typing a part of it, such as a city, narrows the list. */
export function ZoneInput({ zones, zone, label, hint }: ZoneInputProps) {
  const list = useId();
  const [value, setValue] = useState(zone ?? "UTC");
  useEffect(() => {
    if (zone === undefined) setValue(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
  }, [zone]);
  return (
    <>
      <Input
        name="zone"
        label={label}
        hint={hint}
        list={list}
        value={value}
        onChange={(event) => setValue(event.target.value)}
        // The list shows what the text allows, so the first key should replace it.
        onFocus={(event) => event.target.select()}
        autoComplete="off"
        spellCheck={false}
        required
      />
      <datalist id={list}>
        {zones.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
