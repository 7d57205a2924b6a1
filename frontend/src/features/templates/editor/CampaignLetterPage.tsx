import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useMemo } from "react";

import { useOrg } from "@/api/org";
import { campaignQuery, campaignUpdate } from "@/api/queries/campaigns";
import type { Campaign, LetterDocument } from "@/api/types";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";

import { LetterEditor } from "./LetterEditor";
import type { LetterDraft, LetterPlace } from "./useLetter";

/** The letter of a campaign, where it is made of blocks and still a draft. */
export function CampaignLetterPage() {
  const { slug } = useOrg();
  const { campaignId } = useParams({ from: "/$org/campaigns/$campaignId/letter" });
  const campaign = useQuery(campaignQuery(slug, Number(campaignId)));
  const { data } = campaign;
  const back = <BackToCampaign id={campaignId} />;
  if (data?.document && data.status === "draft")
    return <CampaignLetter key={campaignId} campaign={data} letter={data.document} />;
  return (
    <Page title={data?.name ?? "Letter"} back={back}>
      {data && (
        <Notice tone="info">
          {data.status === "draft"
            ? "This campaign’s letter is written as source, so it is edited on the campaign’s own page."
            : "This campaign is on its way, so its letter can no longer be changed."}
        </Notice>
      )}
      {campaign.isError && !data && (
        <Failed
          error={campaign.error}
          what="The letter cannot be shown."
          again={() => void campaign.refetch()}
        />
      )}
      {campaign.isPending && <Lines rows={8} height={28} />}
    </Page>
  );
}

const BackToCampaign = ({ id }: { id: string }) => {
  const { slug } = useOrg();
  return (
    <Link to="/$org/campaigns/$campaignId" params={{ org: slug, campaignId: id }}>
      <ArrowLeft size={14} aria-hidden="true" />
      Back to the campaign
    </Link>
  );
};

const draftOf = (campaign: Campaign, document: LetterDocument): LetterDraft => ({
  name: campaign.name,
  subject: campaign.subject,
  preview_text: campaign.preview_text,
  document,
});

function CampaignLetter({ campaign, letter }: { campaign: Campaign; letter: LetterDocument }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const { id } = campaign;
  const saving = useMemo<Pick<LetterPlace, "keep" | "load">>(
    () => ({
      keep: async (draft, seen) => {
        const kept = await campaignUpdate(slug, id, draft, seen);
        client.setQueryData(campaignQuery(slug, id).queryKey, kept);
        return kept.updated_at;
      },
      load: async () => {
        const other = await client.query({ ...campaignQuery(slug, id), staleTime: 0 });
        return { draft: draftOf(other, other.document ?? letter), seen: other.updated_at };
      },
    }),
    [client, id, letter, slug],
  );
  const place = {
    ...saving,
    start: draftOf(campaign, letter),
    seen: campaign.updated_at,
    hotelId: campaign.hotel.id,
  };
  return <LetterEditor place={place} back={<BackToCampaign id={String(id)} />} />;
}
