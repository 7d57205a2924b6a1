import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { relaysQuery } from "@/api/queries/sending";
import type { Relay } from "@/api/types";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";

import { RELAY_EDIT } from "./permissions";
import { RelayForm } from "./RelayForm";
import { RelayItem } from "./RelayItem";
import classes from "./Sending.module.css";

/** When a relay's turn comes, among those that are switched on. */
export function turnOf(relay: Relay, relays: Relay[]): string {
  if (!relay.enabled) return "Not used";
  const rivals = relays.filter((other) => other.enabled && sharesStream(relay, other));
  const before = rivals.filter(({ priority }) => priority < relay.priority);
  const equals = rivals.filter((other) => other.priority === relay.priority && other !== relay);
  const shared = equals.length > 0 ? `, sharing the letters with ${namesOf(equals)}` : "";
  if (before.length > 0) return `Steps in while ${namesOf(before)} cannot be reached${shared}`;
  return `Used first${shared}`;
}

const sharesStream = (one: Relay, other: Relay): boolean =>
  one.streams === other.streams || one.streams === "both" || other.streams === "both";

const namesOf = (relays: Relay[]): string => relays.map(({ name }) => name).join(" and ");

export function Relays() {
  const { slug, can } = useOrg();
  const relays = useQuery(relaysQuery(slug));
  // The relay that is being changed, or a new one.
  const [editing, setEditing] = useState<Relay | "new" | null>(null);
  const rows = relays.data?.results ?? [];
  return (
    <Card
      title="Relays"
      note="The mail servers that take your letters, in the order in which they are used."
      flush
      action={
        can(RELAY_EDIT) && (
          <Button
            variant="default"
            leftSection={<Plus size={16} aria-hidden="true" />}
            onClick={() => setEditing("new")}
          >
            Add a relay
          </Button>
        )
      }
    >
      {relays.isError && (
        <div className={classes["pad"]}>
          <Failed
            error={relays.error}
            what="The relays cannot be shown. Sending goes on."
            again={() => void relays.refetch()}
          />
        </div>
      )}
      {relays.isPending && (
        <div className={classes["pad"]}>
          <Lines rows={3} />
        </div>
      )}
      {relays.isSuccess && rows.length === 0 && (
        <p className={classes["none"]}>
          None of your own: letters leave by the mail server of this installation. Add a relay to
          use another one, or several that stand in for each other.
        </p>
      )}
      <ol className={classes["rows"]}>
        {rows.map((relay) => (
          <RelayItem
            key={relay.id}
            relay={relay}
            turn={turnOf(relay, rows)}
            change={() => setEditing(relay)}
          />
        ))}
      </ol>
      {editing && (
        <RelayForm relay={editing === "new" ? null : editing} close={() => setEditing(null)} />
      )}
    </Card>
  );
}
