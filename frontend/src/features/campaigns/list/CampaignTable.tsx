import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import type { CampaignRow } from "@/api/types";
import { count, moment, share } from "@/format/format";
import { Card } from "@/ui/Card";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { campaignWords } from "@/words/campaign";

import { StateBar } from "../parts/StateBar";
import { RowActions } from "./RowActions";

export const CampaignTable = ({ rows }: { rows: CampaignRow[] }) => (
  <Card flush>
    <div className={table["scroll"]}>
      <table className={table["table"]}>
        <thead>
          <tr>
            <th scope="col">Campaign</th>
            <th scope="col">State</th>
            <th scope="col" data-num>
              Sent
            </th>
            <th scope="col" data-num data-wide-only>
              Opened
            </th>
            <th scope="col" data-num data-wide-only>
              Clicked
            </th>
            <th scope="col" data-num data-wide-only>
              Unsubscribed
            </th>
            <th scope="col" data-wide-only>
              <span hidden>Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  </Card>
);

/** When the campaign last did something a reader of the list asks about. */
function whenOf(row: CampaignRow): string {
  if (row.status === "scheduled") return `goes out ${moment(row.send_at)}`;
  if (row.status === "draft") return `begun ${moment(row.created_at)}`;
  return moment(row.send_at ?? row.created_at);
}

function Row({ row }: { row: CampaignRow }) {
  const { slug } = useOrg();
  const begun = row.audience_size > 0 && row.status !== "draft" && row.status !== "scheduled";
  const figure = (part: number) => (begun ? share(part, row.counts.handed) : "–");
  return (
    <tr>
      <th scope="row">
        <Link
          className={table["main"]}
          to="/$org/campaigns/$campaignId"
          params={{ org: slug, campaignId: String(row.id) }}
        >
          {row.name}
        </Link>
        <span className={table["sub"]}>
          {row.hotel.name}, {whenOf(row)}
        </span>
      </th>
      <td>
        <Status word={campaignWords[row.status]} />
        {row.status === "sending" && <StateBar thin counts={row.counts} />}
      </td>
      <td data-num>
        {begun ? count(row.counts.handed) : "–"}
        {begun && <span className={table["sub"]}>of {count(row.audience_size)}</span>}
      </td>
      <td data-num data-wide-only>
        {figure(row.opened)}
      </td>
      <td data-num data-wide-only>
        {figure(row.clicked)}
      </td>
      <td data-num data-wide-only>
        {figure(row.unsubscribed)}
      </td>
      <td data-num data-wide-only>
        <RowActions row={row} />
      </td>
    </tr>
  );
}
