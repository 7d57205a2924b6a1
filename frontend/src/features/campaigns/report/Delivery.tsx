import { isMoving, isPausing } from "@/api/queries/campaigns";
import type { Campaign, MessageState, Progress } from "@/api/types";
import { count, duration, many, moment, share } from "@/format/format";
import { Card } from "@/ui/Card";
import { openOf, totalOf } from "@/words/message";

import { wholeLedger } from "../parts/ledger";
import { StateBar } from "../parts/StateBar";
import classes from "./Report.module.css";

/** One sentence on where the sending stands. */
export function sentenceOf(campaign: Campaign, progress: Progress): string {
  const { counts, status } = progress;
  const open = openOf(counts);
  switch (status) {
    case "scheduled":
      return isMoving(status, campaign.send_at)
        ? "The letters are being made ready."
        : `The letters leave at ${moment(campaign.send_at)}.`;
    case "sending":
      return `${many(open, "letter")} still to leave.`;
    case "paused":
      if (isPausing(progress))
        return `Pausing: up to a few seconds, until ${many(counts.claimed, "letter")} on the way ${counts.claimed === 1 ? "has" : "have"} left or come back.`;
      return `Paused with ${many(open, "letter")} still to leave.`;
    case "cancelled":
      return `Cancelled. ${many(counts.handed, "letter")} had left before.`;
    case "failed":
      if (campaign.failure) return `Nothing was sent. ${campaign.failure}`;
      return `${many(counts.failed + counts.bounced, "letter")} could not be delivered. The list below says why for each guest.`;
    default:
      return `All done ${moment(progress.finished_at)}.`;
  }
}

interface DeliveryProps {
  campaign: Campaign;
  progress: Progress;
  choose: (state: MessageState) => void;
}

export function Delivery({ campaign, progress, choose }: DeliveryProps) {
  const counts = wholeLedger(progress);
  const total = totalOf(counts);
  const settled = total - openOf(counts);
  const sending = progress.status === "sending";
  return (
    <Card title="Delivery">
      <div className={classes["state"]}>
        <p role="status" className={classes["share"]}>
          {total > 0 && <strong>{share(settled, total)}</strong>} {sentenceOf(campaign, progress)}
        </p>
        {sending && (
          <dl className={classes["pace"]}>
            <div>
              <dt>Rate</dt>
              <dd>{count(Math.round(progress.rate_per_minute))} a minute</dd>
            </div>
            <div>
              <dt>Done in</dt>
              <dd>{progress.eta_seconds === null ? "–" : duration(progress.eta_seconds)}</dd>
            </div>
          </dl>
        )}
      </div>
      {total > 0 && <StateBar counts={counts} choose={choose} />}
      {counts.deferred > 0 && (
        <p className={classes["later"]}>
          {many(counts.deferred, "letter")} put off by the guests&apos; mail servers.{" "}
          {progress.next_try_at
            ? `The next try is at ${moment(progress.next_try_at)}.`
            : "They are tried again now."}
        </p>
      )}
    </Card>
  );
}
