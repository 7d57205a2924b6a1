import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";

import { fieldSentences, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import {
  mappingQuery,
  mappingSave,
  productsRead,
  ratePlansQuery,
  roomTypesQuery,
} from "@/api/queries/calendar";
import type { ChannelMapping, Connection, RatePlan, RoomType } from "@/api/types";
import { many } from "@/format/format";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { say } from "@/ui/toast";

import { AddProducts } from "./AddProducts";
import { ConnectionFrame } from "./ConnectionFrame";
import classes from "./Connections.module.css";
import { bodyOf, draftOf, type MappingDraft } from "./mappingDraft";
import { MappingTable } from "./MappingTable";
import { CONNECTION_EDIT } from "./permissions";

export const MappingPage = () => (
  <ConnectionFrame>{(connection) => <Loaded connection={connection} />}</ConnectionFrame>
);

function Loaded({ connection }: { connection: Connection }) {
  const { slug } = useOrg();
  const mapping = useQuery(mappingQuery(slug, connection.id));
  const rooms = useQuery(roomTypesQuery(slug));
  const plans = useQuery(ratePlansQuery(slug));
  const failed = [mapping, rooms, plans].find(({ isError }) => isError);
  if (failed)
    return (
      <Failed
        error={failed.error}
        what="The mapping cannot be shown."
        again={() => void failed.refetch()}
      />
    );
  if (!mapping.data || !rooms.data || !plans.data) return <Lines rows={6} height={36} />;
  const ours = ({ hotel_id }: RoomType | RatePlan) => hotel_id === connection.hotel.id;
  return (
    <Mapping
      // What was read anew from the channel begins a new draft.
      key={mapping.dataUpdatedAt}
      connection={connection}
      mapping={mapping.data}
      rooms={rooms.data.results.filter(ours)}
      plans={plans.data.results.filter(ours)}
    />
  );
}

interface MappingProps {
  connection: Connection;
  mapping: ChannelMapping;
  rooms: RoomType[];
  plans: RatePlan[];
}

function Mapping({ connection, mapping, rooms, plans }: MappingProps) {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const [draft, setDraft] = useState<MappingDraft>(() => draftOf(mapping));
  const save = useMutation({
    mutationFn: () => mappingSave(slug, connection.id, bodyOf(draft, rooms, plans)),
    onSuccess: async () => {
      say("The mapping is saved; the whole calendar is sent again.");
      await client.invalidateQueries({ queryKey: ["org", slug, "connections"] });
    },
  });
  const mapped = rooms.filter(({ id }) => draft.rooms[id]).length;
  return (
    <>
      <Card
        title="Rooms and rates"
        note={`${mapped} of ${many(rooms.length, "room type")} of ${connection.hotel.name} mapped; the channel lists ${many(mapping.remote_rooms.length, "room")} and ${many(mapping.remote_rates.length, "rate plan")}`}
        action={can(CONNECTION_EDIT) && <ReadButton connection={connection} />}
      >
        <div className={form["form"]}>
          {save.isError && (
            <Notice tone="bad" title="The mapping was not changed.">
              {fieldSentences(save.error) || sentence(save.error)}
            </Notice>
          )}
          {rooms.length === 0 ? (
            <p className={classes["soft"]}>
              {connection.hotel.name} has no room types here yet. Add those that it sells, then say
              which is which at the channel.
            </p>
          ) : (
            <MappingTable {...{ mapping, rooms, plans, draft, setDraft }} />
          )}
          {can(CONNECTION_EDIT) && rooms.length > 0 && (
            <div className={form["answers"]}>
              <Button variant="default" onClick={() => setDraft(draftOf(mapping))}>
                Leave as it was
              </Button>
              <Button loading={save.isPending} onClick={() => save.mutate()}>
                Save the mapping
              </Button>
            </div>
          )}
        </div>
      </Card>
      {can(CONNECTION_EDIT) && <AddProducts hotel={connection.hotel.id} />}
    </>
  );
}

function ReadButton({ connection }: { connection: Connection }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const read = useMutation({
    mutationFn: () => productsRead(slug, connection.id),
    onSuccess: ({ remote_rooms, remote_rates }) =>
      say(`Read: ${many(remote_rooms.length, "room")}, ${many(remote_rates.length, "rate plan")}.`),
    onError: (error) => say(`${connection.name}: ${sentence(error)}`, "bad"),
    onSettled: () =>
      client.invalidateQueries({ queryKey: mappingQuery(slug, connection.id).queryKey }),
  });
  return (
    <Button
      variant="default"
      size="xs"
      loading={read.isPending}
      leftSection={<Download size={14} aria-hidden="true" />}
      onClick={() => read.mutate()}
    >
      Read from the channel
    </Button>
  );
}
