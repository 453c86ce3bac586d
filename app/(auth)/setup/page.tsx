import type { Metadata } from "next";
import { ActionForm } from "@/app/ui/action-form";
import { Button } from "@/app/ui/button";
import { Input, Select } from "@/app/ui/field";
import { PASSWORD_LENGTH_MIN } from "@/lib/auth/password";
import { hashOf } from "@/lib/auth/token";
import { setupLinkState } from "@/lib/db/founding";
import { setUp } from "../actions";
import { currencyOptions, zoneNames } from "../choices";
import { ZoneInput } from "../zone-input";

export const metadata: Metadata = { title: "Set up" };

export default async function SetupPage({ searchParams }: PageProps<"/setup">) {
  const { token } = await searchParams;
  const state = typeof token === "string" ? await setupLinkState(hashOf(token)) : "unknown";
  if (state !== "open" || typeof token !== "string") return <DeadLink used={state === "used"} />;
  return (
    <>
      <h1 className="text-lede font-medium tracking-[-.018em]">Set up Costcurve</h1>
      <p className="mt-2 mb-6 text-ink-2">
        You become the owner of a new organization. This page opens once; colleagues are added in Settings.
      </p>
      <ActionForm action={setUp} submit="Create and sign in">
        <input type="hidden" name="token" value={token} />
        <Input name="name" label="Organization" autoComplete="organization" maxLength={80} required />
        <ZoneInput
          zones={zoneNames()}
          label="Reporting time zone"
          hint="Days and months on every page begin at its midnight. It can be changed later."
        />
        <Select
          name="currency"
          label="Currency"
          defaultValue="USD"
          options={currencyOptions()}
          hint="Providers bill in US dollars, and figures are shown in them; revenue in other currencies is converted by the rates you import."
        />
        <Input name="email" type="email" label="Your e-mail" autoComplete="username" required />
        <Input
          name="password"
          type="password"
          label="Password"
          autoComplete="new-password"
          minLength={PASSWORD_LENGTH_MIN}
          hint={`At least ${PASSWORD_LENGTH_MIN} characters; a few words in a row are easiest.`}
          required
        />
      </ActionForm>
    </>
  );
}

function DeadLink({ used }: { used: boolean }) {
  return (
    <>
      <h1 className="text-lede font-medium tracking-[-.018em]">
        {used ? "This link has been used." : "This link is not valid."}
      </h1>
      <p className="mt-2 mb-5 text-ink-2">
        {used
          ? "The owner’s account exists. Sign in with the e-mail and password chosen then."
          : "Each start of Costcurve prints a new link on the terminal as long as nobody has an account, and only the latest opens."}
      </p>
      <Button href="/sign-in" look="primary">
        Sign in
      </Button>
    </>
  );
}
