import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Printer } from "lucide-react";

import { useOrg } from "@/api/org";
import { arrivalsQuery } from "@/api/queries/arrivals";
import type { UnreachableArrival } from "@/api/types";
import { day as dayText, days, many } from "@/format/format";
import { BackLink } from "@/ui/BackLink";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import { channelWord } from "@/words/stay";

import { askOf, codeOf, nameOf } from "./arrival";
import classes from "./Sheet.module.css";

/** A hotel's day on paper: a slip for each guest whom no mail reaches, to be cut and handed over. */
export function ArrivalSheetPage() {
  const { slug, hotel: chosen, hotels } = useOrg();
  const { hotel: wanted, day } = useSearch({ from: "/$org/arrivals/sheet" });
  const hotel = hotels.find(({ id }) => id === wanted) ?? chosen ?? hotels[0];
  const arrivals = useQuery({
    ...arrivalsQuery(slug, hotel?.id ?? 0, day),
    enabled: hotel !== undefined,
  });
  const rows = arrivals.data?.results ?? [];
  return (
    <Page
      title={hotel?.name ?? "Arrivals"}
      back={<BackLink to="/$org/arrivals">Arrivals</BackLink>}
      sub={
        arrivals.data &&
        `${dayText(arrivals.data.day, { weekday: "long" })}: ${many(rows.length, "guest")} to ask for an address`
      }
      actions={
        rows.length > 0 && (
          <Button
            leftSection={<Printer size={16} aria-hidden="true" />}
            onClick={() => window.print()}
          >
            Print
          </Button>
        )
      }
    >
      {arrivals.isPending && <Lines rows={5} height={80} />}
      {arrivals.isError && (
        <Failed
          error={arrivals.error}
          what="The arrivals cannot be shown."
          again={() => void arrivals.refetch()}
        />
      )}
      {arrivals.isSuccess && rows.length === 0 && (
        <p>Nobody to ask on this day: everybody who arrives has an address of their own.</p>
      )}
      {rows.length > 0 && (
        <>
          <p className={classes["hint"]}>
            Cut the sheet along the lines: each slip is for the eyes of its guest alone.
          </p>
          <ul className={classes["slips"]}>
            {rows.map((row) => (
              <Slip key={row.stay} arrival={row} />
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

function Slip({ arrival }: { arrival: UnreachableArrival }) {
  const { slug } = useOrg();
  const ask = askOf(arrival);
  return (
    <li className={classes["slip"]}>
      <div className={classes["who"]}>
        <h2>{nameOf(arrival)}</h2>
        <p>
          {[
            arrival.room_name,
            days(arrival.arrival, arrival.departure),
            `${channelWord(arrival.source_channel)} ${arrival.reservation_code}`,
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        <p className={classes["ask"]} lang={ask.language}>
          {ask.text}
        </p>
        <div className={classes["line"]} />
      </div>
      <img
        src={codeOf(slug, arrival)}
        alt={`Code that opens the page of ${nameOf(arrival)}`}
        width={132}
        height={132}
      />
    </li>
  );
}
