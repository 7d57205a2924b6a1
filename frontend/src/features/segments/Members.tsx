import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import type { GuestRow } from "@/api/types";
import { count, country, day, language } from "@/format/format";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { nameOf } from "@/words/guest";
import { EMAIL_KINDS, permissionWord } from "@/words/permission";

import classes from "./Segments.module.css";

interface MembersProps {
  guests: GuestRow[];
  /** Fetches the next page; undefined when all are shown. */
  more: (() => void) | undefined;
  busy: boolean;
}

/** A page of members after another, each with whether we may write to them. */
export function Members({ guests, more, busy }: MembersProps) {
  const { slug } = useOrg();
  return (
    <>
      <div className={table["scroll"]}>
        <table className={table["table"]} aria-label="Members">
          <thead>
            <tr>
              <th scope="col">Guest</th>
              <th scope="col">Offers and news</th>
              <th scope="col" data-wide-only>
                Country
              </th>
              <th scope="col" data-wide-only>
                Language
              </th>
              <th scope="col" data-num data-wide-only>
                Stays
              </th>
              <th scope="col" data-num data-wide-only>
                Last stay until
              </th>
            </tr>
          </thead>
          <tbody>
            {guests.map((guest) => (
              <tr key={guest.id}>
                <th scope="row">
                  <Link
                    className={table["main"]}
                    to="/$org/guests/$guestId"
                    params={{ org: slug, guestId: String(guest.id) }}
                  >
                    {nameOf(guest)}
                  </Link>
                  <span className={table["sub"]}>
                    {guest.email || EMAIL_KINDS[guest.email_kind]}
                  </span>
                </th>
                <td title={guest.permission.text}>
                  <Status quiet word={permissionWord(guest.permission)} />
                </td>
                <td data-wide-only>{country(guest.country)}</td>
                <td data-wide-only>{language(guest.language)}</td>
                <td data-num data-wide-only>
                  {count(guest.stays)}
                </td>
                <td data-num data-wide-only>
                  {day(guest.last_departure)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more && (
        <div className={classes["pad"]}>
          <Button variant="default" size="xs" loading={busy} onClick={more}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
