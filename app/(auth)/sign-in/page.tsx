import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Link } from "@/app/ui/link";
import { Notice } from "@/app/ui/notice";
import { currentActor } from "@/lib/auth/actor";
import { DEMO_EMAIL } from "@/lib/auth/first-owner";
import { nextPath } from "@/lib/auth/next-path";
import { anyoneBeside } from "@/lib/db/directory";
import { SignInForm } from "./sign-in-form";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next, error } = await searchParams;
  const goal = nextPath(typeof next === "string" ? next : null);
  if (await currentActor()) redirect(goal);
  const isNew = !(await anyoneBeside(DEMO_EMAIL));
  return (
    <>
      <h1 className="mb-6 text-lede font-medium tracking-[-.018em]">Sign in</h1>
      {isNew && (
        <Notice title="Nobody has an account here yet.">
          Costcurve printed a link on the terminal where it was started: open it to create the owner&rsquo;s
          account and your organization. The demonstration&rsquo;s e-mail and password stand there too.
        </Notice>
      )}
      <SignInForm next={goal} refused={error !== undefined} />
      <p className="mt-8 text-small text-ink-2">
        Open to everybody:{" "}
        <Link href="/glossary" className="link">
          the glossary of inference economics
        </Link>
        .
      </p>
    </>
  );
}
