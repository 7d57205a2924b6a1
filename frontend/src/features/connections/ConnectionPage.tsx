import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import { connectionDelete } from "@/api/queries/connections";
import type { Connection } from "@/api/types";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { Remove } from "@/ui/Remove";
import { channelLacks } from "@/words/connection";

import { Capabilities } from "./Capabilities";
import { ChangeButtons } from "./ChangeButtons";
import { Numbers } from "./ConnectionCard";
import { ConnectionFrame } from "./ConnectionFrame";
import classes from "./Connections.module.css";
import { IssueList } from "./IssueList";
import { CONNECTION_EDIT } from "./permissions";
import { SyncButtons } from "./SyncButtons";
import { SyncState } from "./SyncState";

export const ConnectionPage = () => (
  <ConnectionFrame actions={(connection) => <Actions connection={connection} />}>
    {(connection) => <Body connection={connection} />}
  </ConnectionFrame>
);

const Actions = ({ connection }: { connection: Connection }) => {
  const { can } = useOrg();
  return (
    <>
      <SyncButtons connection={connection} />
      {can(CONNECTION_EDIT) && <ChangeButtons connection={connection} />}
    </>
  );
};

const Body = ({ connection }: { connection: Connection }) => {
  const { can } = useOrg();
  return (
    <>
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
      <SyncState id={connection.id} />
      <Capabilities connection={connection} />
      <IssueList id={connection.id} />
      {can(CONNECTION_EDIT) && <Leave connection={connection} />}
    </>
  );
};

function Leave({ connection }: { connection: Connection }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <div className={classes["leave"]}>
      <Remove
        kind="connection"
        name={connection.name}
        remove={() => connectionDelete(slug, connection.id)}
        onRemoved={async () => {
          await navigate({ to: "/$org/connections", params: { org: slug } });
          await client.invalidateQueries({ queryKey: ["org", slug, "connections"], exact: true });
        }}
      >
        Its credentials, its messages and its mapping go with it. Stays and guests remain with the
        hotel; new reservations of this channel no longer arrive.
      </Remove>
    </div>
  );
}
