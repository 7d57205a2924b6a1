import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import type { DataRequest } from "@/api/types";
import { day } from "@/format/format";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { dueWord, REQUEST_KINDS, REQUEST_STATES } from "@/words/request";

interface RequestTableProps {
  requests: DataRequest[];
  show: (request: DataRequest) => void;
}

export const RequestTable = ({ requests, show }: RequestTableProps) => (
  <div className={table["scroll"]}>
    <table className={table["table"]} aria-label="Requests">
      <thead>
        <tr>
          <th scope="col">Wants to</th>
          <th scope="col" data-wide-only>
            Guest
          </th>
          <th scope="col">Answer by</th>
          <th scope="col" data-wide-only>
            State
          </th>
          <th scope="col" data-num>
            <span hidden>Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {requests.map((request) => (
          <Row key={request.id} request={request} show={show} />
        ))}
      </tbody>
    </table>
  </div>
);

const whoOf = ({ email, guest_id }: DataRequest): string =>
  email || (guest_id === null ? "Known by a hash only" : `Guest ${guest_id}`);

function Row({ request, show }: { request: DataRequest } & Pick<RequestTableProps, "show">) {
  const { slug } = useOrg();
  const { word, law } = REQUEST_KINDS[request.kind];
  const due = dueWord(request);
  return (
    <tr>
      <th scope="row">
        {word}
        <span className={table["sub"]}>
          {law}, came {day(request.received_at)}
          {request.source === "staff" && ", added by your team"}
        </span>
      </th>
      <td data-wide-only>
        {request.guest_id === null ? (
          whoOf(request)
        ) : (
          <Link
            className={table["main"]}
            to="/$org/guests/$guestId"
            params={{ org: slug, guestId: String(request.guest_id) }}
          >
            {whoOf(request)}
          </Link>
        )}
      </td>
      <td>
        {request.closed_at ? (
          <span className={table["sub"]}>Answered {day(request.closed_at)}</span>
        ) : (
          day(request.due_at)
        )}
        {due && (
          <span className={table["sub"]}>
            <Status word={due} quiet />
          </span>
        )}
      </td>
      <td data-wide-only>
        <Status word={REQUEST_STATES[request.state]} />
      </td>
      <td data-num>
        <Button
          variant="default"
          size="xs"
          aria-label={`Open: ${word}, ${whoOf(request)}`}
          onClick={() => show(request)}
        >
          Open
        </Button>
      </td>
    </tr>
  );
}
