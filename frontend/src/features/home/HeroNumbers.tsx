import type { Home } from "@/api/types";
import { count, share } from "@/format/format";
import { t } from "@/i18n/words";
import { Sparkline } from "@/ui/Sparkline";
import { Tile, Tiles } from "@/ui/Tile";

/** The month's four numbers; each share is of the e-mails that arrived. */
export const HeroNumbers = ({ home }: { home: Home }) => {
  const { sent, delivered, opened, clicked, unsubscribed, bounced, daily } = home;
  return (
    <Tiles label={t("home.lastDays", { days: home.period_days })}>
      <Tile
        label={t("home.sent")}
        value={count(sent)}
        note={t("home.sentNote", { delivered: count(delivered), bounced: count(bounced) })}
      >
        <Sparkline values={daily.map((entry) => entry.sent)} tone="brand" />
      </Tile>
      <Tile
        label={t("home.opened")}
        value={share(opened, delivered)}
        note={t("home.of", { part: count(opened), whole: count(delivered) })}
      >
        <Sparkline values={daily.map((entry) => entry.opened)} tone="info" />
      </Tile>
      <Tile
        label={t("home.clicked")}
        value={share(clicked, delivered)}
        note={t("home.of", { part: count(clicked), whole: count(delivered) })}
      >
        <Sparkline values={daily.map((entry) => entry.clicked)} tone="accent" />
      </Tile>
      <Tile
        label={t("home.unsubscribed")}
        value={share(unsubscribed, delivered)}
        note={t("home.of", { part: count(unsubscribed), whole: count(delivered) })}
      >
        <Sparkline values={daily.map((entry) => entry.unsubscribed)} tone="skip" />
      </Tile>
    </Tiles>
  );
};
