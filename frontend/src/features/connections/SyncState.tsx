import { useQuery } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { connectionStateQuery } from "@/api/queries/connections";
import type { ConnectionState } from "@/api/types";
import { count, duration, many, moment } from "@/format/format";
import { Ago } from "@/ui/Ago";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { offerWord } from "@/words/connection";

import classes from "./Connections.module.css";

/** What came and went last, what lags, and what the channel's quota still allows. */
export function SyncState({ id }: { id: number }) {
  const { slug } = useOrg();
  const state = useQuery(connectionStateQuery(slug, id));
  return (
    <Card title="Both ways" note="Reservations come in; rooms and prices go out.">
      {state.isPending && <Lines rows={3} />}
      {state.isError && (
        <Failed
          error={state.error}
          what="The state cannot be shown."
          again={() => void state.refetch()}
        />
      )}
      {state.data && <Numbers state={state.data} />}
    </Card>
  );
}

const PUSHES = ["push_availability", "push_rates"];

const Numbers = ({ state }: { state: ConnectionState }) => {
  const pushes = state.offers.some((offer) => PUSHES.includes(offer));
  return (
    <div className={classes["state"]}>
      {state.held_until && (
        <Notice tone="wait" title="Sending rests after several failures.">
          {state.push_error} It goes on by itself at {moment(state.held_until)}; nothing that waits
          is lost.
        </Notice>
      )}
      <dl className={classes["numbers"]}>
        <Fact name="Last pull that worked">
          <Ago at={state.last_pull_success_at} />
        </Fact>
        <Fact name="Pulls failed in a row">{count(state.pull_failures)}</Fact>
        {pushes && <Sent state={state} />}
        <Fact name="Receipts that wait">{count(state.waiting_receipts)}</Fact>
        {state.offers.includes("webhooks") && (
          <Fact name="Last call from the channel">
            <Ago at={state.last_hook_at} />
          </Fact>
        )}
        {state.quotas.map(({ kind, left, per_minute }) => (
          <Fact key={kind} name={`Calls left for ${kind}`}>
            {left === null ? "not known" : `${count(left)} of ${count(per_minute)} a minute`}
          </Fact>
        ))}
      </dl>
      <p className={classes["soft"]}>
        {state.offers.length > 0
          ? `Besides reservations the channel offers ${state.offers.map(offerWord).join(", ")}.`
          : "The channel hands out reservations, and nothing else."}
      </p>
    </div>
  );
};

const Sent = ({ state }: { state: ConnectionState }) => (
  <>
    <Fact name="Last push that worked">
      <Ago at={state.last_push_success_at} />
    </Fact>
    <Fact name="Days that wait" alert={state.push_failures > 0}>
      {count(state.waiting_days)}
      {state.push_lag_seconds !== null && `, the oldest for ${duration(state.push_lag_seconds)}`}
    </Fact>
    <Fact name="Days refused" alert={state.refused_days > 0}>
      {many(state.refused_days, "day")}
    </Fact>
    <Fact name="Last compared with the channel">
      <Ago at={state.last_compared_at} />
    </Fact>
  </>
);

interface FactProps {
  name: string;
  alert?: boolean;
  children: React.ReactNode;
}

const Fact = ({ name, alert = false, children }: FactProps) => (
  <div data-alert={alert || undefined}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
