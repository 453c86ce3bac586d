"use client";

import { type SubmitEvent, useState } from "react";
import { useLive } from "@/app/ui/action-form";
import { Button } from "@/app/ui/button";
import { Input } from "@/app/ui/field";
import { Notice } from "@/app/ui/notice";

type Trouble = "refused" | "unreachable" | null;

/** Asks next-auth; on success the browser loads the page it came for anew, with nothing left from before. */
export function SignInForm({ next, refused }: { next: string; refused: boolean }) {
  const [trouble, setTrouble] = useState<Trouble>(refused ? "refused" : null);
  const [pending, setPending] = useState(false);
  const live = useLive();

  async function send(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setPending(true);
    const found = await ask(String(form.get("email")), String(form.get("password")));
    setTrouble(found);
    if (found) setPending(false);
    else window.location.assign(next);
  }

  return (
    <form method="post" onSubmit={send}>
      <Input name="email" type="email" label="E-mail" autoComplete="username" required autoFocus />
      <Input name="password" type="password" label="Password" autoComplete="current-password" required />
      {trouble === "refused" && (
        <Notice tone="bad" title="E-mail and password do not match.">
          Check both and try again. After several wrong tries they are refused for an hour; whoever runs the
          server can set a new password with <code className="font-mono">costcurve user password</code>.
        </Notice>
      )}
      {trouble === "unreachable" && (
        <Notice tone="bad" title="The server refused to answer.">
          See whether it is running, and whether this is the address it was started for.
        </Notice>
      )}
      <Button type="submit" look="primary" disabled={pending || !live}>
        {pending ? "One moment …" : "Sign in"}
      </Button>
    </form>
  );
}

async function ask(email: string, password: string): Promise<Trouble> {
  try {
    const csrf = await fetch("/api/auth/csrf", { cache: "no-store" });
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const answer = await fetch("/api/auth/callback/credentials", {
      method: "POST",
      body: new URLSearchParams({ csrfToken, email, password, json: "true" }),
    });
    if (answer.ok) return null;
    return answer.status === 401 ? "refused" : "unreachable";
  } catch {
    return "unreachable";
  }
}
