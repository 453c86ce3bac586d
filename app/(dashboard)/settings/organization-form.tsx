import { ZoneInput } from "@/app/(auth)/zone-input";
import { ActionForm } from "@/app/ui/action-form";
import { Input } from "@/app/ui/field";
import type { SettingsReport } from "@/lib/reports/settings";
import { saveOrganization } from "./actions";

type OrganizationFormProps = Readonly<{
  organization: SettingsReport["organization"];
  zones: readonly string[];
  canChange: boolean;
}>;

export function OrganizationForm({ organization, zones, canChange }: OrganizationFormProps) {
  if (!canChange) {
    return (
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 border-t border-t-ink py-3">
        <dt className="text-ink-2">Name</dt>
        <dd>{organization.name}</dd>
        <dt className="text-ink-2">Reporting time zone</dt>
        <dd>{organization.zone}</dd>
        <dt className="text-ink-2">Currency</dt>
        <dd>{organization.currency}</dd>
      </dl>
    );
  }
  return (
    <ActionForm action={saveOrganization} submit="Save" look="plain" done="Saved.">
      <Input name="name" label="Name" defaultValue={organization.name} maxLength={80} required />
      <ZoneInput
        zones={zones}
        zone={organization.zone}
        label="Reporting time zone"
        hint="Days begin at its midnight. After a change every figure is laid out anew from the imported rows, which takes a while on much data; nothing is lost, and it can be changed back."
      />
      <Input
        label="Currency"
        value={organization.currency}
        disabled
        hint="Chosen when the organization was made. Figures are in US dollars; revenue in other currencies is converted by the rates you import."
      />
    </ActionForm>
  );
}
