import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { CircleCheck, TriangleAlert } from "lucide-react";

import { isMissing } from "@/api/errors";
import { useOrg } from "@/api/org";
import { connectionQuery, issuesQuery } from "@/api/queries/connections";
import type { ChannelIssue, Connection } from "@/api/types";
import { Ago } from "@/ui/Ago";
import { BackLink } from "@/ui/BackLink";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Status } from "@/ui/Status";
import { channelLacks, connectionWord } from "@/words/connection";

import { Numbers } from "./ConnectionCard";
import classes from "./Connections.module.css";
import { SyncButtons } from "./SyncButtons";

const back = <BackLink to="/$org/connections">All connections</BackLink>;

export function ConnectionPage() {
  const { slug } = useOrg();
  const id = Number(useParams({ from: "/$org/connections/$connectionId" }).connectionId);
  const connection = useQuery(connectionQuery(slug, id));
  if (connection.data) return <Body connection={connection.data} />;
  return (
    <Page title="Connection" back={back}>
      {connection.isError ? (
        <Failed
          error={connection.error}
          what={
            isMissing(connection.error)
              ? "This connection is not here."
              : "The connection cannot be shown."
          }
          again={() => void connection.refetch()}
        />
      ) : (
        <Lines rows={6} height={28} />
      )}
    </Page>
  );
}

const Body = ({ connection }: { connection: Connection }) => (
  <Page
    title={connection.name}
    back={back}
    sub={
      <>
        <Status word={connectionWord(connection)} />
        <span>
          {connection.channel_name} for {connection.hotel.name}
        </span>
      </>
    }
    actions={<SyncButtons connection={connection} />}
  >
    {connection.last_error && (
      <Notice tone="bad" title="The last sync did not work.">
        {connection.last_error}
      </Notice>
    )}
    {!connection.certified && (
      <Notice tone="info" title="Not certified by the channel yet.">
        This connection is tested against the channel&apos;s published format. Ask the channel for
        its certification before you rely on it for all reservations.
      </Notice>
    )}
    {channelLacks(connection.channel) && (
      <Notice tone="info" title="Guests of this channel get no offers.">
        {channelLacks(connection.channel)}
      </Notice>
    )}
    <Card title="Sync">
      <Numbers connection={connection} />
    </Card>
    <Issues id={connection.id} />
  </Page>
);

function Issues({ id }: { id: number }) {
  const { slug } = useOrg();
  const issues = useQuery(issuesQuery(slug, id));
  const rows = issues.data?.results ?? [];
  return (
    <Card
      title="Issues"
      note="What a reservation lacked or could not be read. The others went on."
      flush
    >
      {issues.isPending && (
        <div className={classes["none"]}>
          <Lines rows={4} />
        </div>
      )}
      {issues.isError && (
        <div className={classes["none"]}>
          <Failed
            error={issues.error}
            what="The issues cannot be shown."
            again={() => void issues.refetch()}
          />
        </div>
      )}
      {issues.isSuccess && rows.length === 0 && (
        <p className={classes["none"]}>None. Every reservation was understood and stored.</p>
      )}
      <ul className={classes["issues"]}>
        {rows.map((issue) => (
          <Issue key={issue.id} issue={issue} />
        ))}
      </ul>
    </Card>
  );
}

const Issue = ({ issue }: { issue: ChannelIssue }) => (
  <li>
    <header>
      <h3>{issue.text}</h3>
      <span className={classes["soft"]}>
        <Ago at={issue.opened_at} />
      </span>
      <Status
        quiet
        word={
          issue.resolved_at
            ? { word: "Solved", tone: "ok", icon: CircleCheck }
            : { word: "Open", tone: "wait", icon: TriangleAlert }
        }
      />
    </header>
    {issue.detail && <p>{issue.detail}</p>}
  </li>
);
