import type { CampaignResults } from "@/api/types";
import { count, many, money, share } from "@/format/format";
import { Card } from "@/ui/Card";
import { Tile, Tiles } from "@/ui/Tile";

import classes from "./Report.module.css";

type Sum = CampaignResults["earned"][number];

interface EarnedProps {
  results: CampaignResults;
  sent: number;
}

/** Stays that guests booked after their letter: all of them, and those after a click. */
export const Earned = ({ results, sent }: EarnedProps) => {
  const { earned, earned_days: days } = results;
  const lost = earned.reduce((sum, each) => sum + each.lost, 0);
  return (
    <Card
      title="What it earned"
      note={`Stays booked within ${many(days, "day")} of the letter, whatever the channel. A stay counts for the newest letter before it, and for one only; a cancelled one earns nothing.`}
    >
      {earned.every(({ stays }) => stays === 0) ? (
        <p className={classes["soft"]}>
          No guest has booked after this letter yet. Bookings come in with your channels and
          imports, so look again in a few days.
        </p>
      ) : (
        earned.map((sum) => <Sums key={sum.currency} sum={sum} sent={sent} />)
      )}
      {lost > 0 && (
        <p className={classes["later"]}>
          {many(lost, "more stay")} booked after the letter {lost === 1 ? "was" : "were"} cancelled,
          or nobody came.
        </p>
      )}
    </Card>
  );
};

const Sums = ({ sum, sent }: { sum: Sum; sent: number }) => (
  <Tiles label={`Earned${sum.currency ? ` in ${sum.currency}` : ", without a price"}`}>
    <Tile
      label="Revenue"
      value={money(sum.revenue_minor, sum.currency)}
      note={
        sum.currency
          ? `${money(sum.clicked_revenue_minor, sum.currency)} of it after a click`
          : "The channel gave no price"
      }
    />
    <Tile
      label="Room-nights"
      value={count(sum.nights)}
      note={`${count(sum.clicked_nights)} after a click`}
    />
    <Tile
      label="Stays"
      value={count(sum.stays)}
      note={`${count(sum.clicked_stays)} after a click`}
    />
    <Tile
      label="Stays for each letter"
      value={share(sum.stays, sent)}
      note={`of ${many(sent, "letter")}`}
    />
  </Tiles>
);
