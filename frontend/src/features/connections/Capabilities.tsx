import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Stethoscope } from "lucide-react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { connectionTry } from "@/api/queries/connections";
import type { Connection, ConnectionCheck } from "@/api/types";
import { many } from "@/format/format";
import { Card } from "@/ui/Card";
import { Notice } from "@/ui/Notice";
import { Status } from "@/ui/Status";
import { answerWord, capabilityWord } from "@/words/connection";

import classes from "./Connections.module.css";
import { CONNECTION_EDIT } from "./permissions";

/** A clock further off than this makes signed calls fail. */
const SKEW_SECONDS = 60;

export function Capabilities({ connection }: { connection: Connection }) {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const check = useMutation({
    mutationFn: () => connectionTry(slug, connection.id),
    onSettled: () => client.invalidateQueries({ queryKey: ["org", slug, "connections"] }),
  });
  return (
    <Card
      title="Check"
      note="Log-in and what the channel lets this hotel do. Nothing is fetched or changed."
      action={
        can(CONNECTION_EDIT) && (
          <Button
            variant="default"
            size="xs"
            loading={check.isPending}
            leftSection={<Stethoscope size={14} aria-hidden="true" />}
            onClick={() => check.mutate()}
          >
            Check each capability
          </Button>
        )
      }
    >
      {check.isError && (
        <Notice tone="bad" title="The check did not run.">
          {sentence(check.error)}
        </Notice>
      )}
      {check.isIdle && (
        <p className={classes["soft"]}>
          {connection.last_error || "Not checked since this page was opened."}
        </p>
      )}
      {check.data && <Outcome outcome={check.data} />}
    </Card>
  );
}

const Outcome = ({ outcome }: { outcome: ConnectionCheck }) =>
  outcome.error ? (
    <Notice tone="bad" title="The channel did not answer as it should.">
      {outcome.error} No guest is affected; reservations are fetched again once it answers.
    </Notice>
  ) : (
    <div className={classes["state"]}>
      <p>
        {outcome.hotel_name || "The channel"} answers, {outcome.protocol_version}.
        {Math.abs(outcome.clock_skew_seconds ?? 0) > SKEW_SECONDS &&
          ` Its clock and ours differ by ${many(Math.abs(outcome.clock_skew_seconds ?? 0), "second")}.`}
      </p>
      <ul className={classes["answers"]} aria-label="Capabilities">
        {outcome.capabilities.map(({ name, answer }) => (
          <li key={name}>
            <span>{capabilityWord(name)}</span>
            <Status quiet word={answerWord(answer)} />
          </li>
        ))}
      </ul>
    </div>
  );
