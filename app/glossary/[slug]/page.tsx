import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CoverageLine } from "@/app/(dashboard)/coverage-line";
import {
  Breadcrumb,
  Card,
  Cite,
  Definition,
  Formula,
  Link,
  Page,
  Prose,
  Sparkline,
  TwoColumns,
} from "@/app/ui";
import { currentActor } from "@/lib/auth/actor";
import { type GlossaryTerm, relatedTerms, termBySlug } from "@/lib/glossary";
import { type LiveFigure, liveFigure } from "@/lib/reports/glossary";

type Props = Readonly<{ params: Promise<{ slug: string }> }>;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const term = termBySlug((await params).slug);
  return term ? { title: term.name, description: term.definition } : {};
}

export default async function TermPage({ params }: Props) {
  const term = termBySlug((await params).slug);
  if (!term) notFound();
  const actor = await currentActor();
  const live = actor ? await liveFigure(actor, term) : null;
  return (
    <Page title="Glossary">
      <TwoColumns split="aside">
        <div>
          <Breadcrumb steps={[{ label: "Glossary", href: "/glossary" }, { label: term.category }]} />
          <Entry term={term} />
        </div>
        <Aside term={term} live={live} signedIn={actor !== null} />
      </TwoColumns>
      {actor && <CoverageLine />}
    </Page>
  );
}

function Entry({ term }: { term: GlossaryTerm }) {
  return (
    <Prose>
      <h1>{term.name}</h1>
      <Definition>{term.definition}</Definition>
      <h2>Why it matters</h2>
      {term.why.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {term.formula && (
        <>
          <h2>Formula</h2>
          <Formula>{term.formula}</Formula>
          {term.formulaNote && <p>{term.formulaNote}</p>}
        </>
      )}
      {term.practice.length > 0 && <h2>In practice</h2>}
      {term.practice.map((fact) => (
        <p key={fact.text}>
          {fact.text} <Source fact={fact} />
        </p>
      ))}
      <h2>Related terms</h2>
      <p>
        {relatedTerms(term).map((related, index) => (
          <span key={related.slug}>
            {index > 0 && " · "}
            <Link href={`/glossary/${related.slug}`}>{related.name}</Link>
          </span>
        ))}
      </p>
    </Prose>
  );
}

function Source({ fact }: { fact: GlossaryTerm["practice"][number] }) {
  if (!fact.source) return null;
  const checked = fact.checked ? `, checked ${fact.checked}` : "";
  return (
    <Cite>
      {fact.url ? (
        <a href={fact.url} rel="noreferrer" target="_blank">
          {fact.source}
        </a>
      ) : (
        fact.source
      )}
      {checked}.
    </Cite>
  );
}

function Aside({ term, live, signedIn }: { term: GlossaryTerm; live: LiveFigure | null; signedIn: boolean }) {
  if (live) {
    return (
      <Card>
        <p className="text-ink-2">
          Yours, {live.period}
          {live.name === term.name ? "" : `: ${live.name.toLowerCase()}`}
        </p>
        <p className="my-1 text-display font-strong tracking-[-.025em]">{live.value}</p>
        <Sparkline values={live.trend} width={258} height={56} accent label={`${live.name}, by month`} />
        <p className="mt-2 mb-3 text-small text-ink-2">{live.note}</p>
        {term.page && (
          <Link href={term.page} className="link">
            Open {PAGES[term.page]}
          </Link>
        )}
      </Card>
    );
  }
  if (!term.metric) return null;
  return (
    <Card>
      <p className="text-ink-2">
        {signedIn
          ? "Your own figure stands here once usage is imported."
          : "Signed in, you see your own figure here, next to what it means."}
      </p>
      <p className="mt-3">
        <Link href={signedIn ? "/imports" : "/sign-in"} className="link">
          {signedIn ? "Upload an export" : "Sign in"}
        </Link>
      </p>
    </Card>
  );
}

const PAGES: Record<NonNullable<GlossaryTerm["page"]>, string> = {
  "/": "Overview",
  "/spend": "Spend",
  "/caching": "Caching",
  "/cost-curve": "Cost curve",
  "/margins": "Margins",
  "/imports": "Imports",
  "/products": "Products & rules",
  "/prices": "Prices",
  "/settings": "Settings",
};
