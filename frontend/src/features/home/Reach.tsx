import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import type { Home } from "@/api/types";
import { count, share } from "@/format/format";
import { Card } from "@/ui/Card";

import classes from "./Home.module.css";

/** How many of all guests offers may be sent to, and how many hide behind a booking site. */
export const Reach = ({ home }: { home: Home }) => {
  const { slug } = useOrg();
  const { guests, mailable_guests: mailable, alias_guests: alias } = home;
  const rest = Math.max(0, guests - mailable - alias);
  const parts = [
    { name: "mailable", label: "May get your offers", size: mailable },
    { name: "alias", label: "Only a booking site's address", size: alias },
    { name: "rest", label: "Not allowed for another reason", size: rest },
  ];
  return (
    <Card
      title="Guests"
      action={
        <Link to="/$org/guests" params={{ org: slug }}>
          See all
        </Link>
      }
    >
      <p className={classes["big"]}>{count(guests)}</p>
      <p className={classes["soft"]}>
        {guests > 0
          ? `${share(mailable, guests)} may get your offers`
          : "They come with your first reservations, or from a list you import."}
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
