import { ActionForm } from "@/app/ui/action-form";
import { Dialog } from "@/app/ui/dialog";
import { Input, Select } from "@/app/ui/field";
import type { ProviderSettings } from "@/lib/reports/settings";
import { saveProvider } from "./actions";
import { Line, Lines } from "./lines";

const POLICIES = [
  { value: "reported", label: "What the provider reports, where it does" },
  { value: "computed", label: "Always our own price × tokens" },
];

type ProviderListProps = Readonly<{ providers: readonly ProviderSettings[]; canChange: boolean }>;

export function ProviderList({ providers, canChange }: ProviderListProps) {
  return (
    <>
      <Lines empty="Providers appear here with their first import.">
        {providers.map((provider) => (
          <Line
            key={provider.provider}
            title={provider.provider}
            note={`${provider.defaultAccount ? `Account ${provider.defaultAccount}` : "No default account"} · cost as ${provider.costPolicy}`}
          >
            {canChange && (
              <Dialog trigger="Change" triggerLook="quiet" title={provider.provider}>
                <ProviderForm {...provider} />
              </Dialog>
            )}
          </Line>
        ))}
      </Lines>
      {canChange && (
        <div className="mt-3">
          <Dialog trigger="Add a provider" title="Add a provider">
            <ProviderForm provider={null} defaultAccount={null} costPolicy="reported" />
          </Dialog>
        </div>
      )}
    </>
  );
}

/** The account and the policy of one provider. */
export function ProviderForm({
  provider,
  defaultAccount,
  costPolicy,
}: Omit<ProviderSettings, "provider"> & { provider: string | null }) {
  return (
    <ActionForm action={saveProvider} submit="Save" inDialog>
      {provider ? (
        <input type="hidden" name="provider" value={provider} />
      ) : (
        <Input name="provider" label="Provider" hint="Its id in files, such as openai." required />
      )}
      <Input
        name="defaultAccount"
        label="Default account"
        defaultValue={defaultAccount ?? ""}
        maxLength={200}
        hint="Rows belong to it where neither the file nor the upload names one. It is part of what makes a row known again, so set it before the first import; earlier rows keep theirs."
      />
      <Select
        name="costPolicy"
        label="Effective cost"
        defaultValue={costPolicy}
        options={POLICIES}
        hint="A change lays every figure of the provider out anew."
      />
    </ActionForm>
  );
}
