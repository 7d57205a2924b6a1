import { useQuery } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { retentionQuery } from "@/api/queries/retention";
import type { Retention, RetentionDue } from "@/api/types";
import { count, day, many, moment } from "@/format/format";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import table from "@/ui/Table.module.css";

import { Frame } from "./Frame";
import { NotYours } from "./NotYours";
import { REQUEST_HANDLE } from "./permissions";

/** How long what is kept, and what the next night lets go. */
export function RetentionPage() {
  const { can } = useOrg();
  return (
    <Frame
      title="Retention"
      sub="Nothing about a guest is kept for longer than it is needed. What is over goes by itself, each night."
    >
      {can(REQUEST_HANDLE) ? (
        <Periods />
      ) : (
        <NotYours>An owner or a manager of the group sees what goes and why.</NotYours>
      )}
    </Frame>
  );
}

function Periods() {
  const { slug } = useOrg();
  const retention = useQuery(retentionQuery(slug));
  if (retention.isPending) return <Lines rows={8} height={32} />;
  if (retention.isError)
    return (
      <Failed
        error={retention.error}
        what="What would go cannot be shown. What is over goes all the same."
        again={() => void retention.refetch()}
      />
    );
  const { periods, last_run: run } = retention.data;
  const rows = periods.reduce((sum, period) => sum + period.rows, 0);
  return (
    <>
      {run && !run.complete && (
        <Notice tone="wait" title="The last night did not reach the end.">
          More was over than one night takes. It goes on tonight.
        </Notice>
      )}
      <Card
        flush
        title={
          rows === 0
            ? "Nothing would go tonight"
            : `${many(rows, "entry", "entries")} would go tonight`
        }
        note={lastNight(run)}
      >
        <div className={table["scroll"]}>
          <table className={table["table"]} aria-label="What is kept for how long">
            <thead>
              <tr>
                <th scope="col">What, for how long, and by which rule</th>
                <th scope="col" data-num>
                  Would go
                </th>
              </tr>
            </thead>
            <tbody>
              {periods.map((period) => (
                <Row key={period.key} period={period} />
              ))}
            </tbody>
          </table>
        </div>
      </Card>
    </>
  );
}

function lastNight(run: Retention["last_run"]): string {
  if (!run) return "It has not run yet.";
  const gone = Object.values(run.counts).reduce((sum, rows) => sum + rows, 0);
  return `Last run ${moment(run.finished_at)}: ${many(gone, "entry", "entries")} went.`;
}

const Row = ({ period }: { period: RetentionDue }) => (
  <tr>
    <th scope="row">
      {period.what}
      <span className={table["sub"]}>
        Kept {many(period.days, "day")} {period.ends}
      </span>
      <span className={table["sub"]}>{period.rule}</span>
    </th>
    <td data-num>
      {count(period.rows)}
      <span className={table["sub"]}>before {day(period.before)}</span>
    </td>
  </tr>
);
