import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useParams } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";

import { useOrg } from "@/api/org";
import { audienceQuery, campaignQuery, gateQuery } from "@/api/queries/campaigns";
import type { Audience, Campaign, Gate } from "@/api/types";
import { moment } from "@/format/format";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import { subjectInWords } from "@/words/letter";

import { AudienceNumbers } from "@/ui/AudienceNumbers";
import { GateList } from "../parts/GateList";
import { PreviewPane } from "../parts/PreviewPane";
import { whenOf } from "../parts/when";
import { TestSend } from "../parts/TestSend";
import classes from "./Review.module.css";
import { SendBox } from "./SendBox";

export function ReviewPage() {
  const { slug } = useOrg();
  const { campaignId } = useParams({ from: "/$org/campaigns/$campaignId/review" });
  const id = Number(campaignId);
  const campaign = useQuery(campaignQuery(slug, id));
  const audience = useQuery({ ...audienceQuery(slug, id, "review"), staleTime: 0 });
  const gate = useQuery({ ...gateQuery(slug, id, "review"), staleTime: 0 });
  if (campaign.data && campaign.data.status !== "draft")
    return <Navigate to="/$org/campaigns/$campaignId" params={{ org: slug, campaignId }} replace />;
  return (
    <Page
      title={campaign.data ? `Review ${campaign.data.name}` : "Review"}
      back={
        <Link to="/$org/campaigns/$campaignId" params={{ org: slug, campaignId }}>
          <ArrowLeft size={14} aria-hidden="true" />
          Back to editing
        </Link>
      }
      sub="The last look. Nothing has been sent yet."
    >
      {campaign.isError && (
        <Failed
          error={campaign.error}
          what="The campaign cannot be shown."
          again={() => void campaign.refetch()}
        />
      )}
      {audience.isError && (
        <Failed
          error={audience.error}
          what="The guests could not be counted, so nothing can be sent."
          again={() => void audience.refetch()}
        />
      )}
      {gate.isError && (
        <Failed
          error={gate.error}
          what="The campaign could not be checked, so nothing can be sent."
          again={() => void gate.refetch()}
        />
      )}
      {(campaign.isPending || audience.isPending || gate.isPending) && (
        <Lines rows={10} height={28} />
      )}
      {campaign.data && audience.data && gate.data && (
        <Body
          campaign={campaign.data}
          audience={audience.data}
          gate={gate.data}
          recount={() => void Promise.all([audience.refetch(), gate.refetch()])}
        />
      )}
    </Page>
  );
}

interface BodyProps {
  campaign: Campaign;
  audience: Audience;
  gate: Gate;
  recount: () => void;
}

const Body = ({ campaign, audience, gate, recount }: BodyProps) => {
  const { slug } = useOrg();
  const at = whenOf(slug, campaign.id);
  return (
    <div className={classes["columns"]}>
      <div className={classes["column"]}>
        <Card title="Who gets it">
          <AudienceNumbers audience={audience} />
        </Card>
        <Card title="What is sent">
          <Summary campaign={campaign} at={at} />
        </Card>
        <Card title="Before it may be sent">
          <GateList gate={gate} campaignId={campaign.id} />
        </Card>
        <Card title="Try it on yourself">
          <TestSend campaignId={campaign.id} />
        </Card>
      </div>
      <div className={classes["letter"]}>
        <Card title="As a guest sees it">
          <PreviewPane campaignId={campaign.id} />
        </Card>
      </div>
      <SendBox
        campaign={campaign}
        at={at}
        audience={audience}
        ready={gate.ready}
        recount={recount}
      />
    </div>
  );
};

const Summary = ({ campaign, at }: { campaign: Campaign; at: string | null }) => (
  <dl className={classes["facts"]}>
    <dt>From</dt>
    <dd>{campaign.hotel.name}</dd>
    <dt>Subject</dt>
    <dd>{subjectInWords(campaign.subject)}</dd>
    <dt>Preview text</dt>
    <dd>{subjectInWords(campaign.preview_text) || "–"}</dd>
    <dt>When</dt>
    <dd>{at ? moment(at) : "As soon as you press the button"}</dd>
  </dl>
);
