import type { Metadata } from "next";
import { zoneNames } from "@/app/(auth)/choices";
import { Page } from "@/app/ui/page-frame";
import { Section, TwoColumns } from "@/app/ui/section";
import { can } from "@/lib/access/permissions";
import { requireActor } from "@/lib/auth/actor";
import { rateSummaries } from "@/lib/reports/exchange-rates";
import { settingsReport } from "@/lib/reports/settings";
import { CoverageLine } from "../coverage-line";
import { AccountSettings } from "./account-settings";
import { KeyList } from "./key-list";
import { MemberList } from "./member-list";
import { OrganizationForm } from "./organization-form";
import { ProviderList } from "./provider-list";
import { RateList } from "./rate-list";
import { RetentionForm } from "./retention-form";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const actor = await requireActor();
  const [report, rates] = await Promise.all([settingsReport(actor), rateSummaries(actor)]);
  const canChange = can(actor, "organization:write");
  return (
    <Page title="Settings">
      <TwoColumns split="even">
        <div>
          <Section
            id="organization"
            title="Organization"
            sub={canChange ? undefined : "An owner or admin can change it."}
          >
            <OrganizationForm
              organization={report.organization}
              zones={canChange ? zoneNames() : []}
              canChange={canChange}
            />
          </Section>
          <Section id="retention" title="How long rows are kept">
            <RetentionForm retention={report.retention} canChange={canChange} />
          </Section>
          <AccountSettings
            email={actor.email}
            organizations={report.organizations}
            organizationId={actor.organizationId}
          />
        </div>
        <div>
          <Section
            id="providers"
            title="Providers"
            sub="Whose rows they are where a file does not say, and whose figure counts as the cost."
          >
            <ProviderList providers={report.providers} canChange={canChange} />
          </Section>
          <Section
            id="rates"
            title="Exchange rates"
            sub="What an amount in another currency is worth: by the last rate on or before its day."
          >
            <RateList rates={rates} />
          </Section>
          {report.keys && (
            <Section id="keys" title="API keys" sub="For scripts: POST /api/v1/imports, GET /api/v1/metrics.">
              <KeyList keys={report.keys} zone={report.organization.zone} />
            </Section>
          )}
          {report.members && (
            <Section id="members" title="Members">
              <MemberList members={report.members} canMakeOwners={can(actor, "owner:write")} />
            </Section>
          )}
        </div>
      </TwoColumns>
      <CoverageLine />
    </Page>
  );
}
