import { ActionForm } from "@/app/ui/action-form";
import { Dialog } from "@/app/ui/dialog";
import { Input } from "@/app/ui/field";
import { Section } from "@/app/ui/section";
import { ThemeToggle } from "@/app/ui/theme-toggle";
import { PASSWORD_LENGTH_MIN } from "@/lib/auth/password";
import { changePassword, switchOrganization } from "./actions";
import { Line, Lines } from "./lines";

type AccountSettingsProps = Readonly<{
  email: string | null;
  organizations: readonly { id: number; name: string }[];
  organizationId: number;
}>;

/** What belongs to the person rather than to the organization. */
export function AccountSettings({ email, organizations, organizationId }: AccountSettingsProps) {
  return (
    <Section id="account" title="Your account">
      <Lines empty="">
        {[
          <Line key="password" title={email ?? "You"} note="Signed in with e-mail and password">
            <Dialog trigger="Change password" triggerLook="quiet" title="Change your password">
              <p className="mb-3 text-ink-2">Your sessions in other browsers end.</p>
              <ActionForm action={changePassword} submit="Change password" inDialog empties>
                <Input
                  name="current"
                  type="password"
                  label="Password in use"
                  autoComplete="current-password"
                  required
                />
                <Input
                  name="next"
                  type="password"
                  label="New password"
                  autoComplete="new-password"
                  minLength={PASSWORD_LENGTH_MIN}
                  hint={`At least ${PASSWORD_LENGTH_MIN} characters; a few words in a row are easiest.`}
                  required
                />
              </ActionForm>
            </Dialog>
          </Line>,
          <Line
            key="theme"
            title="Light or dark"
            note="Follows your system until you choose; kept in this browser."
          >
            <ThemeToggle />
          </Line>,
          ...(organizations.length > 1 ? organizations : []).map(({ id, name }) => (
            <Line
              key={id}
              title={name}
              note={id === organizationId ? "Open now" : "You are a member here too"}
            >
              {id !== organizationId && (
                <ActionForm action={switchOrganization} submit="Open" look="plain">
                  <input type="hidden" name="organizationId" value={id} />
                </ActionForm>
              )}
            </Line>
          )),
        ]}
      </Lines>
    </Section>
  );
}
