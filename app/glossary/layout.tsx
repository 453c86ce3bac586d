import type { ReactNode } from "react";
import { signOut } from "@/app/(auth)/actions";
import { Shell } from "@/app/ui";
import { currentActor } from "@/lib/auth/actor";

/** Public: the entries need no session, only the reader's own figures do. */
export default async function GlossaryLayout({ children }: { children: ReactNode }) {
  return (
    <Shell actor={await currentActor()} signOutAction={signOut}>
      {children}
    </Shell>
  );
}
