import { BedDouble } from "lucide-react";

import type { Stay } from "@/api/types";
import { days, many, money } from "@/format/format";
import { Card } from "@/ui/Card";
import { Empty } from "@/ui/Empty";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { channelWord, stayWords } from "@/words/stay";

export const Stays = ({ stays }: { stays: Stay[] }) => (
  <Card title="Stays" flush>
    {stays.length === 0 ? (
      <Empty icon={BedDouble} title="No stay yet">
        This guest came from a list or a form. Stays appear here with the first reservation.
      </Empty>
    ) : (
      <div className={table["scroll"]}>
        <table className={table["table"]}>
          <thead>
            <tr>
              <th scope="col">Dates</th>
              <th scope="col">State</th>
              <th scope="col" data-wide-only>
                Room
              </th>
              <th scope="col" data-wide-only>
                Booked through
              </th>
              <th scope="col" data-num>
                Total
              </th>
            </tr>
          </thead>
          <tbody>
            {stays.map((stay) => (
              <Row key={stay.id} stay={stay} />
            ))}
          </tbody>
        </table>
      </div>
    )}
  </Card>
);

const party = ({ adults, children }: Stay): string =>
  children > 0
    ? `${many(adults, "adult")}, ${many(children, "child", "children")}`
    : many(adults, "adult");

const Row = ({ stay }: { stay: Stay }) => (
  <tr>
    <th scope="row">
      {days(stay.arrival, stay.departure)}
      <span className={table["sub"]}>
        {stay.hotel.name}, {many(stay.nights, "night")}
      </span>
    </th>
    <td>
      <Status word={stayWords[stay.status]} />
    </td>
    <td data-wide-only>
      {stay.room_name || "–"}
      <span className={table["sub"]}>
        {party(stay)}
        {stay.rate_plan && `, rate ${stay.rate_plan}`}
      </span>
    </td>
    <td data-wide-only>
      {channelWord(stay.source_channel)}
      <span className={table["sub"]}>{stay.reservation_code}</span>
    </td>
    <td data-num>{money(stay.total_minor, stay.currency)}</td>
  </tr>
);
