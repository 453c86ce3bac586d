"use client";

import { useDeferredValue, useState } from "react";
import { Input, Link, Section } from "@/app/ui";

type Entry = Readonly<{ slug: string; name: string; category: string; definition: string }>;

/** All terms by shelf, with a search that narrows as one types. */
export function TermList({
  entries,
  categories,
}: {
  entries: readonly Entry[];
  categories: readonly string[];
}) {
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const found = entries.filter((e) => `${e.name} ${e.definition}`.toLowerCase().includes(wanted));
  return (
    <>
      <Input
        label="Search terms"
        type="search"
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder="cache, margin, token …"
      />
      <p aria-live="polite" className="mb-4 text-small text-ink-2">
        {found.length} of {entries.length} terms
      </p>
      {categories.map((category) => {
        const shelf = found.filter((e) => e.category === category);
        if (shelf.length === 0) return null;
        return (
          <Section key={category} title={category}>
            <dl className="border-t border-t-ink">
              {shelf.map((entry) => (
                <div
                  key={entry.slug}
                  className="grid gap-x-6 border-b py-[9px] @2xl:grid-cols-[220px_minmax(0,1fr)]"
                >
                  <dt className="font-strong">
                    <Link href={`/glossary/${entry.slug}`} className="hover:underline">
                      {entry.name}
                    </Link>
                  </dt>
                  <dd className="text-ink-2">{entry.definition}</dd>
                </div>
              ))}
            </dl>
          </Section>
        );
      })}
      {found.length === 0 && <p className="text-ink-2">No term speaks of “{text}”. Try a shorter word.</p>}
    </>
  );
}
