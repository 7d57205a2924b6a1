import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { QrCode } from "lucide-react";
import { useState } from "react";

import { useOrg } from "@/api/org";
import type { UnreachableArrival } from "@/api/types";
import { days, moment } from "@/format/format";
import { CopyButton } from "@/ui/CopyButton";
import { Dialog } from "@/ui/Dialog";
import table from "@/ui/Table.module.css";
import { channelWord } from "@/words/stay";

import { codeOf, nameOf } from "./arrival";
import classes from "./Arrivals.module.css";

/** One row an arrival, with the link that lets its guest leave an address. */
export function ArrivalTable({ arrivals }: { arrivals: UnreachableArrival[] }) {
  const { slug } = useOrg();
  const [shown, show] = useState<UnreachableArrival | null>(null);
  return (
    <div className={table["scroll"]}>
      <table className={table["table"]}>
        <thead>
          <tr>
            <th scope="col">Guest</th>
            <th scope="col">Why</th>
            <th scope="col" data-wide-only>
              Stay
            </th>
            <th scope="col">Link</th>
          </tr>
        </thead>
        <tbody>
          {arrivals.map((arrival) => (
            <tr key={arrival.stay}>
              <th scope="row">
                {arrival.guest ? (
                  <Link
                    to="/$org/guests/$guestId"
                    params={{ org: slug, guestId: String(arrival.guest.id) }}
                  >
                    {nameOf(arrival)}
                  </Link>
                ) : (
                  nameOf(arrival)
                )}
                <span className={table["sub"]}>{arrival.room_name}</span>
              </th>
              <td>
                {arrival.text}
                {arrival.code_sent && (
                  <span className={table["sub"]}>The guest was sent a code a moment ago.</span>
                )}
              </td>
              <td data-wide-only>
                {days(arrival.arrival, arrival.departure)}
                <span className={table["sub"]}>
                  {channelWord(arrival.source_channel)} {arrival.reservation_code}
                </span>
              </td>
              <td>
                <span className={classes["link"]}>
                  <Button
                    size="xs"
                    variant="default"
                    leftSection={<QrCode size={15} aria-hidden="true" />}
                    onClick={() => show(arrival)}
                    aria-label={`Show the code for ${nameOf(arrival)}`}
                  >
                    Code
                  </Button>
                  <CopyButton text={arrival.link} what={`the link for ${nameOf(arrival)}`} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Dialog opened={shown !== null} onClose={() => show(null)} title={shown ? nameOf(shown) : ""}>
        {shown && (
          <div className={classes["code"]}>
            <img
              src={codeOf(slug, shown)}
              alt={`Code that opens the page of ${nameOf(shown)}`}
              width={240}
              height={240}
            />
            <p>
              Let the guest point a phone at it. The page asks for an address and sends it a code;
              it is good until {moment(shown.link_expires)}.
            </p>
          </div>
        )}
      </Dialog>
    </div>
  );
}
