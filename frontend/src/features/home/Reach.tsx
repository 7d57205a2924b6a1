import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import type { Home } from "@/api/types";
import { count, share } from "@/format/format";
import { t } from "@/i18n/words";
import { Card } from "@/ui/Card";

import classes from "./Home.module.css";

/** How many of all guests offers may be sent to, and how many hide behind a booking site. */
export const Reach = ({ home }: { home: Home }) => {
  const { slug } = useOrg();
  const { guests, mailable_guests: mailable, alias_guests: alias } = home;
  const rest = Math.max(0, guests - mailable - alias);
  const parts = [
    { name: "mailable", label: t("home.mailable"), size: mailable },
    { name: "alias", label: t("home.alias"), size: alias },
    { name: "rest", label: t("home.rest"), size: rest },
  ];
  return (
    <Card
      title={t("home.guests")}
      action={
        <Link to="/$org/guests" params={{ org: slug }}>
          {t("home.seeAll")}
        </Link>
      }
    >
      <p className={classes["big"]}>{count(guests)}</p>
      <p className={classes["soft"]}>
        {guests > 0 ? t("home.mayGet", { share: share(mailable, guests) }) : t("home.noGuests")}
      </p>
      <div className={classes["reach"]} aria-hidden="true">
        {parts
          .filter(({ size }) => size > 0)
          .map(({ name, size }) => (
            <span key={name} data-part={name} style={{ flexGrow: size }} />
          ))}
      </div>
      <dl className={classes["keys"]}>
        {parts.map(({ name, label, size }) => (
          <div key={name}>
            <dt>
              <i data-part={name} /> {label}
            </dt>
            <dd>{count(size)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
};
