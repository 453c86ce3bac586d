"use server";

import { redirect } from "next/navigation";
import { checkedAction } from "@/lib/auth/action";
import { signInHere, signOutHere } from "@/lib/auth/session-cookie";
import { completeSetup } from "@/lib/commands/complete-setup";

/** Ends the session and shows the sign-in page. */
export async function signOut(): Promise<void> {
  await checkedAction("sign-out", signOutHere);
  redirect("/sign-in");
}

/** Uses the one-time link, signs the new owner in and opens the Overview. */
export async function setUp(input: unknown) {
  return checkedAction("setup", async () => {
    const { userId } = await completeSetup(input);
    await signInHere(userId);
    redirect("/");
  });
}
