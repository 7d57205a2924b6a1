import { CircleAlert, CircleCheck, CircleX, type LucideIcon } from "lucide-react";

import type { Home } from "@/api/types";
import { count, many, money, share } from "@/format/format";
import { Card } from "@/ui/Card";
import { TextLink } from "@/ui/TextLink";

import classes from "./Home.module.css";

type Light = Home["domains"][number]["light"];

const LIGHTS: Record<Light, { icon: LucideIcon; word: string }> = {
  green: { icon: CircleCheck, word: "verified" },
  amber: { icon: CircleAlert, word: "a record is missing in DNS" },
  red: { icon: CircleX, word: "not verified, so nothing is sent" },
};

/** What goes out soon, whether it will arrive, and what the last month's letters earned. */
export const Today = ({ home }: { home: Home }) => (
  <Card title="Letters">
    <dl className={classes["facts"]}>
      <div>
        <dt>Going out within a day</dt>
        <dd>
          {many(home.due_today, "campaign")}
          {home.letters_waiting > 0 && `, ${many(home.letters_waiting, "letter")} waiting now`}
        </dd>
      </div>
      <div>
        <dt>Sending domains</dt>
        <dd>
          <Domains domains={home.domains} />
        </dd>
      </div>
      <div>
        <dt>Earned by campaigns, last {home.period_days} days</dt>
        <dd>
          <Earned sums={home.earned} />
        </dd>
      </div>
      <div>
        <dt>Won from booking sites, last 90 days</dt>
        <dd>
          {home.direct.guests > 0
            ? `${share(home.direct.confirmed, home.direct.guests)}: ${count(home.direct.confirmed)} of ${many(home.direct.guests, "guest")} gave their own address`
            : "No guest came without an address"}
        </dd>
      </div>
    </dl>
  </Card>
);

const Domains = ({ domains }: { domains: Home["domains"] }) =>
  domains.length === 0 ? (
    <TextLink to="/$org/sending">Set up the first one</TextLink>
  ) : (
    <ul className={classes["lights"]}>
      {domains.map(({ domain, light }) => {
        const { icon: Icon, word } = LIGHTS[light];
        return (
          <li key={domain} data-light={light}>
            <Icon size={15} aria-hidden="true" /> {domain}: {word}
          </li>
        );
      })}
    </ul>
  );

const Earned = ({ sums }: { sums: Home["earned"] }) =>
  sums.length === 0
    ? "No stay was booked after a letter yet"
    : sums
        .map(
          ({ currency, revenue_minor: revenue, stays, nights }) =>
            `${currency ? `${money(revenue, currency)}: ` : ""}${many(stays, "stay")}, ${many(nights, "night")}`,
        )
        .join("; ");
