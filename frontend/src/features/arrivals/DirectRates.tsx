import { useQuery } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { directRatesQuery } from "@/api/queries/arrivals";
import { count, share } from "@/format/format";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import table from "@/ui/Table.module.css";
import { channelWord } from "@/words/stay";

interface Sum {
  channel: string;
  guests: number;
  confirmed: number;
  pages: number;
}

/** How many of those who came without an address have given one themselves, by channel. */
export function DirectRates() {
  const { slug, hotel } = useOrg();
  const rates = useQuery(directRatesQuery(slug, hotel?.id));
  return (
    <Card
      flush
      title="From alias to direct"
      note="Guests of the last twelve months whose reservation came without an address of their own"
    >
      {rates.isPending && <Lines rows={3} height={32} />}
      {rates.isError && (
        <Failed
          error={rates.error}
          what="The figures cannot be shown."
          again={() => void rates.refetch()}
        />
      )}
      {rates.data && (
        <table className={table["table"]}>
          <thead>
            <tr>
              <th scope="col">Channel</th>
              <th scope="col" data-num>
                Guests
              </th>
              <th scope="col" data-num>
                Gave an address
              </th>
              <th scope="col" data-num data-wide-only>
                By your page
              </th>
              <th scope="col" data-num>
                Rate
              </th>
            </tr>
          </thead>
          <tbody>
            {channels(rates.data.rows).map((row) => (
              <tr key={row.channel}>
                <th scope="row">{channelWord(row.channel)}</th>
                <td data-num>{count(row.guests)}</td>
                <td data-num>{count(row.confirmed)}</td>
                <td data-num data-wide-only>
                  {count(row.pages)}
                </td>
                <td data-num>{share(row.confirmed, row.guests)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

/** Months of a channel summed up; a guest of two months counts in both. */
function channels(
  rows: { channel: string; guests: number; confirmed: number; by_pre_check_in: number }[],
): Sum[] {
  const sums = new Map<string, Sum>();
  for (const row of rows) {
    const sum = sums.get(row.channel) ?? {
      channel: row.channel,
      guests: 0,
      confirmed: 0,
      pages: 0,
    };
    sum.guests += row.guests;
    sum.confirmed += row.confirmed;
    sum.pages += row.by_pre_check_in;
    sums.set(row.channel, sum);
  }
  return [...sums.values()].toSorted((one, other) => other.guests - one.guests);
}
