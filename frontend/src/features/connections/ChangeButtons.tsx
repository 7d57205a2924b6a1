import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Pause, Play, Settings2 } from "lucide-react";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { connectionUpdate } from "@/api/queries/connections";
import type { Connection } from "@/api/types";
import { say } from "@/ui/toast";

import { ConnectionForm } from "./ConnectionForm";

export function ChangeButtons({ connection }: { connection: Connection }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [changing, setChanging] = useState(false);
  const running = connection.status === "active";
  const pause = useMutation({
    mutationFn: () => connectionUpdate(slug, connection.id, { paused: running }),
    onSuccess: ({ name }) =>
      say(running ? `${name} is paused; nothing is fetched or sent.` : `${name} goes on.`),
    onError: (error) => say(`${connection.name}: ${sentence(error)}`, "bad"),
    onSettled: () => client.invalidateQueries({ queryKey: ["org", slug, "connections"] }),
  });
  return (
    <>
      <Button
        variant="default"
        size="xs"
        loading={pause.isPending}
        leftSection={
          running ? <Pause size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />
        }
        onClick={() => pause.mutate()}
      >
        {running ? "Pause" : "Go on"}
      </Button>
      <Button
        variant="default"
        size="xs"
        leftSection={<Settings2 size={14} aria-hidden="true" />}
        onClick={() => setChanging(true)}
      >
        Change
      </Button>
      {changing && <ConnectionForm connection={connection} close={() => setChanging(false)} />}
    </>
  );
}
