import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense } from "react";

import { isMissing } from "@/api/errors";
import { useOrg } from "@/api/org";
import { campaignQuery } from "@/api/queries/campaigns";
import { BackLink } from "@/ui/BackLink";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";

const ComposePage = lazy(() => import("./compose/ComposePage"));
const ReportPage = lazy(() => import("./report/ReportPage"));

const back = <BackLink to="/$org/campaigns">All campaigns</BackLink>;

const Waiting = () => (
  <Page title="Campaign" back={back}>
    <Lines rows={8} height={28} />
  </Page>
);

/** A draft is written; everything later is watched. */
export function CampaignPage() {
  const { slug } = useOrg();
  const id = Number(useParams({ from: "/$org/campaigns/$campaignId" }).campaignId);
  const campaign = useQuery(campaignQuery(slug, id));
  if (campaign.isError && !campaign.data)
    return (
      <Page title="Campaign" back={back}>
        <Failed
          error={campaign.error}
          what={
            isMissing(campaign.error)
              ? "This campaign is not here."
              : "The campaign cannot be shown."
          }
          again={() => void campaign.refetch()}
        />
      </Page>
    );
  if (!campaign.data) return <Waiting />;
  return (
    <Suspense fallback={<Waiting />}>
      {campaign.data.status === "draft" ? (
        <ComposePage key={id} campaign={campaign.data} />
      ) : (
        <ReportPage campaign={campaign.data} />
      )}
    </Suspense>
  );
}
