import type { Metadata } from "next";
import { Page } from "@/app/ui";
import { categories, terms } from "@/lib/glossary";
import { TermList } from "./term-list";

export const metadata: Metadata = {
  title: "Glossary",
  description: "The words of inference economics, each with its definition, formula and dated facts.",
};

export default function GlossaryPage() {
  const entries = terms.map(({ slug, name, category, definition }) => ({ slug, name, category, definition }));
  return (
    <Page title="Glossary">
      <TermList entries={entries} categories={categories} />
    </Page>
  );
}
