import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { PlugZap, Settings2, Trash2 } from "lucide-react";
import { useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { relayDelete, relaysQuery, relayTest } from "@/api/queries/sending";
import type { Relay } from "@/api/types";
import { many } from "@/format/format";
import { Confirm } from "@/ui/Confirm";
import { Status } from "@/ui/Status";
import { say } from "@/ui/toast";
import { useNow } from "@/ui/useNow";
import { relayWord, streamWord } from "@/words/sending";

import { RELAY_EDIT } from "./permissions";
import classes from "./Sending.module.css";

interface RelayItemProps {
  relay: Relay;
  turn: string;
  change: () => void;
}

export function RelayItem({ relay, turn, change }: RelayItemProps) {
  const { can } = useOrg();
  const now = useNow();
  const limit = relay.letters_per_hour;
  return (
    <li>
      <article aria-label={relay.name}>
        <header className={classes["head"]}>
          <div className={classes["names"]}>
            <h3>{relay.name}</h3>
            <p>
              {relay.host}:{relay.port} · {streamWord(relay.streams)}
              {limit > 0 && ` · up to ${many(limit, "letter")} an hour`}
            </p>
            <p>{turn}.</p>
          </div>
          <Status word={relayWord(relay, now)} />
          {can(RELAY_EDIT) && <Steps relay={relay} change={change} />}
        </header>
        {relay.last_error && <p className={classes["error"]}>{relay.last_error}</p>}
      </article>
    </li>
  );
}

function Steps({ relay, change }: Omit<RelayItemProps, "turn">) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const after = () => client.invalidateQueries({ queryKey: relaysQuery(slug).queryKey });
  const test = useMutation({
    mutationFn: () => relayTest(slug, relay.id),
    onSuccess: ({ works, message }) => say(`${relay.name}: ${message}`, works ? "ok" : "bad"),
    onError: (error) => say(`${relay.name}: ${sentence(error)}`, "bad"),
    onSettled: after,
  });
  const remove = useMutation({
    mutationFn: () => relayDelete(slug, relay.id),
    onSuccess: () => say(`${relay.name} is removed.`),
    onError: (error) => say(`${relay.name}: ${sentence(error)}`, "bad"),
    onSettled: async () => {
      setAsking(false);
      await after();
    },
  });
  return (
    <div className={classes["buttons"]}>
      <Button
        variant="default"
        size="xs"
        loading={test.isPending}
        leftSection={<PlugZap size={14} aria-hidden="true" />}
        aria-label={`Test ${relay.name}`}
        onClick={() => test.mutate()}
      >
        Test
      </Button>
      <Button
        variant="default"
        size="xs"
        leftSection={<Settings2 size={14} aria-hidden="true" />}
        aria-label={`Change ${relay.name}`}
        onClick={change}
      >
        Change
      </Button>
      <Button
        variant="subtle"
        size="xs"
        leftSection={<Trash2 size={14} aria-hidden="true" />}
        aria-label={`Remove ${relay.name}`}
        onClick={() => setAsking(true)}
      >
        Remove
      </Button>
      <Confirm
        opened={asking}
        title="Remove the relay"
        verb={`Remove ${relay.name}`}
        keep="Keep it"
        danger
        busy={remove.isPending}
        onClose={() => setAsking(false)}
        onConfirm={() => remove.mutate()}
      >
        <p>
          Letters that wait leave by the next relay, or by the mail server of this installation if
          there is none. The password is deleted with it.
        </p>
      </Confirm>
    </div>
  );
}
