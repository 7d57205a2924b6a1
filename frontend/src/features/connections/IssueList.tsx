import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, TriangleAlert } from "lucide-react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { issuesQuery, issueStep } from "@/api/queries/connections";
import type { ChannelIssue } from "@/api/types";
import { Ago } from "@/ui/Ago";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Status } from "@/ui/Status";
import { TextLink } from "@/ui/TextLink";
import { say } from "@/ui/toast";

import classes from "./Connections.module.css";
import { CONNECTION_EDIT } from "./permissions";

export function IssueList({ id }: { id: number }) {
  const { slug } = useOrg();
  const issues = useQuery(issuesQuery(slug, id));
  const rows = [...(issues.data?.results ?? [])].sort(
    (a, b) => Number(a.resolved_at !== null) - Number(b.resolved_at !== null),
  );
  return (
    <Card
      title="Issues"
      note="What a reservation lacked or could not be read. The others went on."
      flush
    >
      {issues.isPending && (
        <div className={classes["none"]}>
          <Lines rows={4} />
        </div>
      )}
      {issues.isError && (
        <div className={classes["none"]}>
          <Failed
            error={issues.error}
            what="The issues cannot be shown."
            again={() => void issues.refetch()}
          />
        </div>
      )}
      {issues.isSuccess && rows.length === 0 && (
        <p className={classes["none"]}>None. Every reservation was understood and stored.</p>
      )}
      <ul className={classes["issues"]}>
        {rows.map((issue) => (
          <Issue key={issue.id} connection={id} issue={issue} />
        ))}
      </ul>
    </Card>
  );
}

interface IssueProps {
  connection: number;
  issue: ChannelIssue;
}

const Issue = ({ connection, issue }: IssueProps) => {
  const { can } = useOrg();
  return (
    <li>
      <header>
        <h3>{issue.text}</h3>
        <span className={classes["soft"]}>
          <Ago at={issue.opened_at} />
        </span>
        <Status
          quiet
          word={
            issue.resolved_at
              ? { word: "Solved", tone: "ok", icon: CircleCheck }
              : { word: "Open", tone: "wait", icon: TriangleAlert }
          }
        />
      </header>
      {issue.detail && <p>{issue.detail}</p>}
      {!issue.resolved_at && can(CONNECTION_EDIT) && (
        <Steps connection={connection} issue={issue} />
      )}
    </li>
  );
};

/** The page on which an issue of this kind is mended. */
const Mend = ({ connection, issue }: IssueProps) => {
  const { slug } = useOrg();
  const params = { org: slug, connectionId: String(connection) };
  if (issue.kind === "unmapped_room")
    return (
      <Link to="/$org/connections/$connectionId/mapping" params={params}>
        Map the room
      </Link>
    );
  if (issue.kind === "push_rejected" || issue.kind === "rate_drift")
    return (
      <Link to="/$org/connections/$connectionId/calendar" params={params}>
        Open the calendar
      </Link>
    );
  return issue.kind === "alias_only" ? (
    <TextLink to="/$org/arrivals">See who to ask for an address</TextLink>
  ) : null;
};

function Steps({ connection, issue }: IssueProps) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const run = useMutation({
    mutationFn: (step: "resolve" | "replay") => issueStep(slug, connection, issue.id, step),
    onSuccess: (_, step) =>
      say(step === "replay" ? "It was read and taken over." : "The issue is marked solved."),
    onError: (error) => say(sentence(error), "bad"),
    onSettled: () => client.invalidateQueries({ queryKey: ["org", slug, "connections"] }),
  });
  return (
    <div className={classes["steps"]}>
      <Mend connection={connection} issue={issue} />
      {issue.replayable && (
        <Button
          size="xs"
          variant="default"
          loading={run.isPending && run.variables === "replay"}
          onClick={() => run.mutate("replay")}
        >
          Read it again
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        loading={run.isPending && run.variables === "resolve"}
        onClick={() => run.mutate("resolve")}
      >
        Mark solved
      </Button>
    </div>
  );
}
