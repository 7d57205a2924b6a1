import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";

import { useOrg } from "@/api/org";
import { audienceQuery, isMoving, progressQuery } from "@/api/queries/campaigns";
import type { Campaign, MessageState, Progress } from "@/api/types";
import { BackLink } from "@/ui/BackLink";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import { Status } from "@/ui/Status";
import { campaignWords } from "@/words/campaign";
import { subjectInWords } from "@/words/letter";

import { Reasons } from "@/ui/Reasons";
import { Delivery } from "./Delivery";
import { InDoubt } from "./InDoubt";
import { KeptBack } from "./KeptBack";
import { PrintButton } from "./PrintButton";
import { Recipients } from "./Recipients";
import classes from "./Report.module.css";
import { Results } from "./Results";
import { SecondRound } from "./SecondRound";
import { StepButtons } from "./StepButtons";

/** A campaign on its way and afterwards: every guest of its audience is in one of the states. */
export default function ReportPage({ campaign }: { campaign: Campaign }) {
  const { slug } = useOrg();
  const progress = useQuery(progressQuery(slug, campaign.id, campaign.send_at));
  const status = progress.data?.status ?? campaign.status;
  return (
    <Page
      title={campaign.name}
      back={<BackLink to="/$org/campaigns">All campaigns</BackLink>}
      sub={
        <>
          <Status word={campaignWords[status]} />
          <span>{campaign.hotel.name}</span>
          <span>{subjectInWords(campaign.subject)}</span>
        </>
      }
      actions={
        <>
          {progress.data && status !== "scheduled" && <PrintButton />}
          <StepButtons campaign={campaign} progress={progress.data} />
        </>
      }
    >
      {progress.isError && (
        <Failed
          error={progress.error}
          what="The progress cannot be shown. Sending itself is not touched by this."
          again={() => void progress.refetch()}
        />
      )}
      {progress.isPending && <Lines rows={6} height={32} />}
      {progress.data && <Body campaign={campaign} progress={progress.data} />}
    </Page>
  );
}

const Body = ({ campaign, progress }: { campaign: Campaign; progress: Progress }) => {
  const [state, setState] = useState<MessageState | "">("");
  const list = useRef<HTMLDivElement>(null);
  const left = Object.values(progress.excluded).some((n) => n > 0);
  const choose = (chosen: MessageState) => {
    setState(chosen);
    list.current?.scrollIntoView({ behavior: "smooth", block: "start" });
  };
  return (
    <>
      <KeptBack progress={progress} />
      <InDoubt id={campaign.id} progress={progress} />
      <Delivery campaign={campaign} progress={progress} choose={choose} />
      {progress.status !== "scheduled" && <Results id={campaign.id} progress={progress} />}
      <SecondRound id={campaign.id} progress={progress} />
      {left && <LeftOut id={campaign.id} progress={progress} />}
      {progress.status !== "scheduled" && (
        <div ref={list} className={classes["list"]}>
          <Recipients
            id={campaign.id}
            live={isMoving(progress.status, campaign.send_at)}
            state={state}
            onState={setState}
          />
        </div>
      )}
    </>
  );
};

/** The reasons frozen with the audience; the sentences are asked for once. */
function LeftOut({ id, progress }: { id: number; progress: Progress }) {
  const { slug } = useOrg();
  const audience = useQuery({ ...audienceQuery(slug, id, "texts"), retry: false });
  return (
    <Card title="Guests who were left out, and why" flush>
      <Reasons excluded={progress.excluded} texts={audience.data?.texts ?? {}} />
    </Card>
  );
}
