import { CircleAlert, CircleCheck, CircleX, type LucideIcon } from "lucide-react";

import type { Home } from "@/api/types";
import { count, money, share } from "@/format/format";
import { t, type Key } from "@/i18n/words";
import { Card } from "@/ui/Card";
import { TextLink } from "@/ui/TextLink";

import classes from "./Home.module.css";

type Light = Home["domains"][number]["light"];

const LIGHTS: Record<Light, { icon: LucideIcon; word: Key }> = {
  green: { icon: CircleCheck, word: "home.green" },
  amber: { icon: CircleAlert, word: "home.amber" },
  red: { icon: CircleX, word: "home.red" },
};

/** What goes out soon, whether it will arrive, and what the last month's letters earned. */
export const Today = ({ home }: { home: Home }) => (
  <Card title={t("home.letters")}>
    <dl className={classes["facts"]}>
      <div>
        <dt>{t("home.due")}</dt>
        <dd>
          <Due campaigns={home.due_today} waiting={home.letters_waiting} />
        </dd>
      </div>
      <div>
        <dt>{t("home.domains")}</dt>
        <dd>
          <Domains domains={home.domains} />
        </dd>
      </div>
      <div>
        <dt>{t("home.earned", { days: home.period_days })}</dt>
        <dd>
          <Earned sums={home.earned} />
        </dd>
      </div>
      <div>
        <dt>{t("home.won")}</dt>
        <dd>
          {home.direct.guests > 0
            ? t("home.wonShare", {
                share: share(home.direct.confirmed, home.direct.guests),
                part: count(home.direct.confirmed),
                guests: home.direct.guests,
              })
            : t("home.wonNone")}
        </dd>
      </div>
    </dl>
  </Card>
);

const Due = ({ campaigns: count, waiting }: { campaigns: number; waiting: number }) => {
  const campaigns = t("home.dueCampaigns", { count });
  return waiting > 0 ? t("home.waiting", { campaigns, count: waiting }) : campaigns;
};

const Domains = ({ domains }: { domains: Home["domains"] }) =>
  domains.length === 0 ? (
    <TextLink to="/$org/sending">{t("home.setUpDomain")}</TextLink>
  ) : (
    <ul className={classes["lights"]}>
      {domains.map(({ domain, light }) => {
        const { icon: Icon, word } = LIGHTS[light];
        return (
          <li key={domain} data-light={light}>
            <Icon size={15} aria-hidden="true" /> {domain}: {t(word)}
          </li>
        );
      })}
    </ul>
  );

const Earned = ({ sums }: { sums: Home["earned"] }) =>
  sums.length === 0
    ? t("home.earnedNone")
    : sums
        .map(
          ({ currency, revenue_minor: revenue, stays, nights }) =>
            `${currency ? `${money(revenue, currency)}: ` : ""}${t("home.earnedOne", { stays, nights })}`,
        )
        .join("; ");
