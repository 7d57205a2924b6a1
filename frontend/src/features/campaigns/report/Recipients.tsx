import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import { recipientsExport, recipientsQuery } from "@/api/queries/campaigns";
import type { MessageState, Recipient } from "@/api/types";
import { count, moment } from "@/format/format";
import { Card } from "@/ui/Card";
import { ExportButton } from "@/ui/ExportButton";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { MESSAGE_STATES, messageWords } from "@/words/message";
import { Choice } from "@/ui/Choice";

import classes from "./Report.module.css";

const STATES = [
  { value: "", label: "Every state" },
  ...MESSAGE_STATES.map((value) => ({ value, label: messageWords[value].word })),
];

interface RecipientsProps {
  id: number;
  live: boolean;
  state: MessageState | "";
  onState: (state: MessageState | "") => void;
}

/** Each guest of the campaign with what became of their letter, and why. */
export function Recipients({ id, live, state, onState }: RecipientsProps) {
  const { slug } = useOrg();
  const recipients = useInfiniteQuery({
    ...recipientsQuery(slug, id, state),
    refetchInterval: live ? 5_000 : false,
  });
  const rows = recipients.data?.pages.flatMap((page) => page.results) ?? [];
  const total = recipients.data?.pages[0]?.total ?? 0;
  return (
    <Card
      title="Guest by guest"
      flush
      action={
        <div className={classes["tools"]}>
          <ExportButton
            what="recipients"
            take={() => recipientsExport(slug, id, state)}
            label="Export"
          />
          <Choice
            aria-label="Show guests whose letter is"
            data={STATES}
            value={state}
            onChange={(event) => onState(event.currentTarget.value as MessageState | "")}
          />
        </div>
      }
    >
      {recipients.isError && (
        <div className={classes["none"]}>
          <Failed
            error={recipients.error}
            what="The guests cannot be listed."
            again={() => void recipients.refetch()}
          />
        </div>
      )}
      {recipients.isPending && (
        <div className={classes["none"]}>
          <Lines rows={5} />
        </div>
      )}
      {recipients.isSuccess && rows.length === 0 && (
        <p className={classes["none"]}>No guest&apos;s letter is in this state.</p>
      )}
      {rows.length > 0 && <Rows rows={rows} />}
      {recipients.hasNextPage && (
        <div className={classes["more"]}>
          <Button
            variant="subtle"
            loading={recipients.isFetchingNextPage}
            onClick={() => void recipients.fetchNextPage()}
          >
            Show more ({count(rows.length)} of {count(total)})
          </Button>
        </div>
      )}
    </Card>
  );
}

const Rows = ({ rows }: { rows: Recipient[] }) => (
  <div className={table["scroll"]}>
    <table className={table["table"]}>
      <thead>
        <tr>
          <th scope="col">Guest</th>
          <th scope="col">State</th>
          <th scope="col" data-wide-only>
            Opened
          </th>
          <th scope="col" data-wide-only>
            Clicked
          </th>
          <th scope="col" data-num data-wide-only>
            Sent at
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
);

function Row({ row }: { row: Recipient }) {
  const { slug } = useOrg();
  return (
    <tr>
      <th scope="row">
        {row.guest_id === null ? (
          row.address || "No address"
        ) : (
          <Link
            className={table["main"]}
            to="/$org/guests/$guestId"
            params={{ org: slug, guestId: String(row.guest_id) }}
          >
            {row.address || "No address"}
          </Link>
        )}
      </th>
      <td>
        <Status quiet word={messageWords[row.state]} />
        {row.reason_text && <span className={table["sub"]}>{row.reason_text}</span>}
        {row.next_try_at && (
          <span className={table["sub"]}>The next try is at {moment(row.next_try_at)}.</span>
        )}
        {row.response && row.state !== "handed" && !row.response.endsWith(row.reason_text) && (
          <span className={classes["said"]}>{row.response}</span>
        )}
      </td>
      <td data-wide-only>{row.opened ? "Yes" : "–"}</td>
      <td data-wide-only>{row.clicked ? "Yes" : "–"}</td>
      <td data-num data-wide-only>
        {moment(row.handed_at)}
      </td>
    </tr>
  );
}
