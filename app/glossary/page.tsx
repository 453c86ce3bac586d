import type { Metadata } from "next";
import { CoverageLine } from "@/app/(dashboard)/coverage-line";
import { Page } from "@/app/ui";
import { currentActor } from "@/lib/auth/actor";
import { categories, terms } from "@/lib/glossary";
import { TermList } from "./term-list";

export const metadata: Metadata = {
  title: "Glossary",
  description: "The words of inference economics, each with its definition, formula and dated facts.",
};

export default async function GlossaryPage() {
  const actor = await currentActor();
  const entries = terms.map(({ slug, name, category, definition }) => ({ slug, name, category, definition }));
  return (
    <Page title="Glossary">
      <TermList entries={entries} categories={categories} />
      {actor && <CoverageLine />}
    </Page>
  );
}
