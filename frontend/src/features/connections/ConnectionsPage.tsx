import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus, PlugZap } from "lucide-react";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { connectionsQuery } from "@/api/queries/connections";
import { many } from "@/format/format";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";

import { ConnectionCard } from "./ConnectionCard";
import { ConnectionForm } from "./ConnectionForm";
import classes from "./Connections.module.css";
import { CONNECTION_EDIT } from "./permissions";

export function ConnectionsPage() {
  const { slug, hotel, can } = useOrg();
  const [adding, setAdding] = useState(false);
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
      actions={can(CONNECTION_EDIT) && <Add onAdd={() => setAdding(true)} />}
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
          A connection brings each reservation from a channel manager or an OTA into Bellhop. Have
          the address and the key at hand that the channel gave to your hotel.
        </Empty>
      )}
      <div className={classes["list"]}>
        {rows.map((row) => (
          <ConnectionCard key={row.id} connection={row} />
        ))}
      </div>
      {adding && <ConnectionForm connection={null} close={() => setAdding(false)} />}
    </Page>
  );
}

const Add = ({ onAdd }: { onAdd: () => void }) => (
  <Button leftSection={<Plus size={16} aria-hidden="true" />} onClick={onAdd}>
    Add a connection
  </Button>
);
