import { useQuery } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { resultsQuery } from "@/api/queries/campaigns";
import type { CampaignResults, Progress } from "@/api/types";
import { count, many, share } from "@/format/format";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { HOURS, LineChart } from "@/ui/LineChart";
import { Lines } from "@/ui/Lines";
import { Tile, Tiles } from "@/ui/Tile";

import { Earned } from "./Earned";
import { LinkTable } from "./LinkTable";
import classes from "./Report.module.css";

interface ResultsProps {
  id: number;
  progress: Progress;
}

/** What the letters brought, first in six numbers. */
export function Results({ id, progress }: ResultsProps) {
  const { slug } = useOrg();
  const results = useQuery(resultsQuery(slug, id));
  return (
    <>
      <Numbers progress={progress} />
      {results.isError && (
        <Failed
          error={results.error}
          what="Links, hours and bookings cannot be shown."
          again={() => void results.refetch()}
        />
      )}
      {results.isPending && <Lines rows={4} height={32} />}
      {results.data && (
        <>
          <Earned results={results.data} sent={progress.counts.handed} />
          <div className={classes["halves"]}>
            <LinkTable id={id} results={results.data} sent={progress.counts.handed} />
            <FirstHours hours={results.data.hours} />
          </div>
        </>
      )}
    </>
  );
}

/** 'of 120 guests; 14 more by programs': programs open letters too, and no person's figure holds them. */
const people = (n: number, machines: number): string =>
  `${many(n, "guest")}${machines > 0 ? `; ${count(machines)} more by programs` : ""}`;

const Numbers = ({ progress }: { progress: Progress }) => {
  const { counts, opened, clicked, unsubscribed, complained } = progress;
  const sent = counts.handed;
  return (
    <Tiles label="Results">
      <Tile label="Sent" value={count(sent)} note={`of ${count(progress.audience)} guests`} />
      <Tile
        label="Opened"
        value={share(opened, sent)}
        note={people(opened, progress.machine_opened)}
      />
      <Tile
        label="Clicked"
        value={share(clicked, sent)}
        note={people(clicked, progress.machine_clicked)}
      />
      <Tile
        label="Unsubscribed"
        value={share(unsubscribed, sent)}
        note={`${count(unsubscribed)} guests`}
      />
      <Tile
        label="Bounced"
        value={share(counts.bounced, sent + counts.bounced)}
        note={`${count(counts.bounced)} addresses`}
      />
      <Tile
        label="Marked as spam"
        value={share(complained, sent)}
        note={`${count(complained)} guests`}
      />
    </Tiles>
  );
};

const FirstHours = ({ hours }: { hours: CampaignResults["hours"] }) => (
  <Card title="The first two days" note="Letters by the hour of their first open and first click">
    {hours.length < 3 ? (
      <p className={classes["soft"]}>The line is drawn once the first hours are over.</p>
    ) : (
      <LineChart
        height={240}
        caption="Letters opened and clicked for each hour"
        times={HOURS}
        dates={hours.map(({ at }) => at)}
        series={[
          { name: "Opened", tone: "info", values: hours.map(({ opened }) => opened) },
          { name: "Clicked", tone: "accent", values: hours.map(({ clicked }) => clicked) },
        ]}
      />
    )}
  </Card>
);
