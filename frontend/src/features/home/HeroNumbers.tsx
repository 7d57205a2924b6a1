import type { Home } from "@/api/types";
import { count, share } from "@/format/format";
import { Sparkline } from "@/ui/Sparkline";
import { Tile, Tiles } from "@/ui/Tile";

/** The month's four numbers; each share is of the e-mails that arrived. */
export const HeroNumbers = ({ home }: { home: Home }) => {
  const { sent, delivered, opened, clicked, unsubscribed, bounced, daily } = home;
  return (
    <Tiles label={`The last ${home.period_days} days`}>
      <Tile
        label="E-mails sent"
        value={count(sent)}
        note={`${count(delivered)} delivered, ${count(bounced)} bounced`}
      >
        <Sparkline values={daily.map((entry) => entry.sent)} tone="brand" />
      </Tile>
      <Tile
        label="Opened"
        value={share(opened, delivered)}
        note={`${count(opened)} of ${count(delivered)}`}
      >
        <Sparkline values={daily.map((entry) => entry.opened)} tone="info" />
      </Tile>
      <Tile
        label="Clicked"
        value={share(clicked, delivered)}
        note={`${count(clicked)} of ${count(delivered)}`}
      >
        <Sparkline values={daily.map((entry) => entry.clicked)} tone="accent" />
      </Tile>
      <Tile
        label="Unsubscribed"
        value={share(unsubscribed, delivered)}
        note={`${count(unsubscribed)} of ${count(delivered)}`}
      >
        <Sparkline values={daily.map((entry) => entry.unsubscribed)} tone="skip" />
      </Tile>
    </Tiles>
  );
};
