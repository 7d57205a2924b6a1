import { useQuery } from "@tanstack/react-query";
import { PlugZap } from "lucide-react";

import { useOrg } from "@/api/org";
import { connectionsQuery } from "@/api/queries/connections";
import { many } from "@/format/format";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";

import { ConnectionCard } from "./ConnectionCard";
import classes from "./Connections.module.css";

export function ConnectionsPage() {
  const { slug, hotel } = useOrg();
  const connections = useQuery(connectionsQuery(slug));
  const rows = (connections.data?.results ?? []).filter(
    (row) => !hotel || row.hotel.id === hotel.id,
  );
  return (
    <Page
      title="Connections"
      sub={
        connections.data &&
        `${many(rows.length, "booking channel")}${hotel ? ` of ${hotel.name}` : ""}; reservations become stays and guests by themselves`
      }
    >
      {connections.isError && (
        <Failed
          error={connections.error}
          what="The connections cannot be shown. Syncing goes on by itself."
          again={() => void connections.refetch()}
        />
      )}
      {connections.isPending && <Lines rows={4} height={72} />}
      {connections.isSuccess && rows.length === 0 && (
        <Empty icon={PlugZap} title="Your booking channels will be here">
          A connection brings each reservation from a channel manager or an OTA into Bellhop. The
          first one is set up by your administrator, with the address and the key that the channel
          gave to your hotel.
        </Empty>
      )}
      <div className={classes["list"]}>
        {rows.map((row) => (
          <ConnectionCard key={row.id} connection={row} />
        ))}
      </div>
    </Page>
  );
}
