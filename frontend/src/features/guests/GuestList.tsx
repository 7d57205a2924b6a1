import { Skeleton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";

import { useOrg } from "@/api/org";
import type { GuestRow } from "@/api/types";
import { count, country, day, language } from "@/format/format";
import { Status } from "@/ui/Status";
import { nameOf } from "@/words/guest";
import { EMAIL_KINDS, permissionWord } from "@/words/permission";

import classes from "./Guests.module.css";

const ROW = 57;

interface GuestListProps {
  rows: GuestRow[];
  total: number;
  /** Fetches the next page; undefined while one is on its way or when all are here. */
  more: (() => unknown) | undefined;
}

/**
 * Every guest in one list, as long as there are guests: only the rows in sight exist, and the
 * pages behind them are fetched until the rows one has scrolled to are there.
 */
export function GuestList({ rows, total, more }: GuestListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - 1) more();
  }, [more, last, rows.length]);

  return (
    <div
      ref={scroller}
      className={classes["scroller"]}
      role="table"
      aria-label="Guests"
      aria-rowcount={total + 1}
      // A region that scrolls must be reachable by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <Heads />
      <div role="rowgroup" className={classes["body"]} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 2}
            className={classes["row"]}
            style={{ transform: `translateY(${start}px)`, height: ROW }}
          >
            <Cells guest={rows[index]} />
          </div>
        ))}
      </div>
    </div>
  );
}

const Heads = () => (
  <div role="rowgroup" className={classes["heads"]}>
    <div role="row" aria-rowindex={1} className={classes["grid"]}>
      <span role="columnheader">Guest</span>
      <span role="columnheader">Offers and news</span>
      <span role="columnheader" data-wide>
        Country
      </span>
      <span role="columnheader" data-wide>
        Language
      </span>
      <span role="columnheader" data-wide data-num>
        Stays
      </span>
      <span role="columnheader" data-wide data-num>
        Last stay until
      </span>
      <span role="columnheader" data-wide data-num>
        Next arrival
      </span>
    </div>
  </div>
);

function Cells({ guest }: { guest: GuestRow | undefined }) {
  const { slug } = useOrg();
  if (!guest)
    return (
      <div role="cell" className={classes["wait"]} aria-label="Loading">
        <Skeleton height={14} width="34%" radius="sm" />
      </div>
    );
  return (
    <div role="presentation" className={classes["grid"]}>
      <span role="cell" className={classes["who"]}>
        <Link
          className={classes["name"]}
          to="/$org/guests/$guestId"
          params={{ org: slug, guestId: String(guest.id) }}
        >
          {nameOf(guest)}
        </Link>
        <span className={classes["email"]}>{guest.email || EMAIL_KINDS[guest.email_kind]}</span>
      </span>
      <span role="cell" title={guest.permission.text}>
        <Status quiet word={permissionWord(guest.permission)} />
      </span>
      <span role="cell" data-wide>
        {country(guest.country)}
      </span>
      <span role="cell" data-wide>
        {language(guest.language)}
      </span>
      <span role="cell" data-wide data-num>
        {count(guest.stays)}
      </span>
      <span role="cell" data-wide data-num>
        {day(guest.last_departure)}
      </span>
      <span role="cell" data-wide data-num>
        {day(guest.next_arrival)}
      </span>
    </div>
  );
}
