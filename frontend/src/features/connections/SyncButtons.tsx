import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RefreshCw, Stethoscope } from "lucide-react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { connectionStep } from "@/api/queries/connections";
import type { Connection } from "@/api/types";
import { say } from "@/ui/toast";

type Step = "sync" | "check";

export function SyncButtons({ connection }: { connection: Connection }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const { id, name, status } = connection;
  const run = useMutation({
    mutationFn: (step: Step) => connectionStep(slug, id, step),
    onSuccess: (after, step) => {
      if (after.last_error) say(`${name}: ${after.last_error}`, "bad");
      else say(step === "sync" ? `${name} is syncing.` : `${name} answers as it should.`);
    },
    onError: (error) => say(`${name}: ${sentence(error)}`, "bad"),
    onSettled: () => client.invalidateQueries({ queryKey: ["org", slug, "connections"] }),
  });
  const busy = (step: Step) => run.isPending && run.variables === step;
  return (
    <div>
      <Button.Group>
        <Button
          variant="default"
          size="xs"
          disabled={status !== "active"}
          loading={busy("sync")}
          leftSection={<RefreshCw size={14} aria-hidden="true" />}
          aria-label={`Sync ${name} now`}
          onClick={() => run.mutate("sync")}
        >
          Sync now
        </Button>
        <Button
          variant="default"
          size="xs"
          loading={busy("check")}
          leftSection={<Stethoscope size={14} aria-hidden="true" />}
          aria-label={`Check ${name}`}
          onClick={() => run.mutate("check")}
        >
          Check
        </Button>
      </Button.Group>
    </div>
  );
}
