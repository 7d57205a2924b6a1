import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { isMissing } from "@/api/errors";
import { useOrg } from "@/api/org";
import { connectionQuery } from "@/api/queries/connections";
import type { Connection } from "@/api/types";
import { BackLink } from "@/ui/BackLink";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import { Status } from "@/ui/Status";
import tabs from "@/ui/Tabs.module.css";
import { connectionWord } from "@/words/connection";

const back = <BackLink to="/$org/connections">All connections</BackLink>;

interface FrameProps {
  actions?: (connection: Connection) => ReactNode;
  children: (connection: Connection) => ReactNode;
}

/** What the pages of one connection share: its name, its state, and the way between them. */
export function ConnectionFrame({ actions, children }: FrameProps) {
  const { slug } = useOrg();
  const { connectionId } = useParams({ strict: false });
  const connection = useQuery(connectionQuery(slug, Number(connectionId)));
  const { data } = connection;
  if (!data)
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
  return (
    <Page
      title={data.name}
      back={back}
      sub={
        <>
          <Status word={connectionWord(data)} />
          <span>
            {data.channel_name} for {data.hotel.name}
          </span>
        </>
      }
      actions={actions?.(data)}
    >
      <Ways slug={slug} id={data.id} />
      {children(data)}
    </Page>
  );
}

const Ways = ({ slug, id }: { slug: string; id: number }) => {
  const params = { org: slug, connectionId: String(id) };
  return (
    <nav aria-label="This connection" className={tabs["tabs"]}>
      <Link to="/$org/connections/$connectionId" params={params} activeOptions={{ exact: true }}>
        Sync and issues
      </Link>
      <Link to="/$org/connections/$connectionId/mapping" params={params}>
        Rooms and rates
      </Link>
      <Link to="/$org/connections/$connectionId/calendar" params={params}>
        Calendar
      </Link>
    </nav>
  );
};
