import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { useOrg } from "@/api/org";
import { requestQuery } from "@/api/queries/requests";
import type { DataRequest } from "@/api/types";
import { day, moment } from "@/format/format";
import { Dialog } from "@/ui/Dialog";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Status } from "@/ui/Status";
import { dueWord, REQUEST_KINDS, REQUEST_STATES, verifiedWord } from "@/words/request";

import classes from "./Compliance.module.css";
import { RequestSteps } from "./RequestSteps";

/** One request: what is known of it, and the next step. */
export function RequestDialog({ begin, close }: { begin: DataRequest; close: () => void }) {
  const { slug } = useOrg();
  const found = useQuery({ ...requestQuery(slug, begin.id), placeholderData: begin });
  const request = found.data ?? begin;
  return (
    <Dialog opened onClose={close} title={REQUEST_KINDS[request.kind].word} size="lg">
      <div className={form["form"]}>
        {found.isError && (
          <Failed
            error={found.error}
            what="This is how the request stood a moment ago."
            again={() => void found.refetch()}
          />
        )}
        <Facts request={request} close={close} />
        <RequestSteps key={request.state} request={request} />
      </div>
    </Dialog>
  );
}

function Facts({ request, close }: { request: DataRequest; close: () => void }) {
  const { slug } = useOrg();
  const due = dueWord(request);
  return (
    <dl className={classes["facts"]}>
      <dt>State</dt>
      <dd>
        <Status word={REQUEST_STATES[request.state]} /> {due && <Status word={due} />}
      </dd>
      <dt>Guest</dt>
      <dd>
        {request.email || (request.guest_id === null && "Known by a hash only")}{" "}
        {request.guest_id !== null && (
          <Link
            to="/$org/guests/$guestId"
            params={{ org: slug, guestId: String(request.guest_id) }}
            onClick={close}
          >
            Open the guest
          </Link>
        )}
      </dd>
      <dt>Right</dt>
      <dd>{REQUEST_KINDS[request.kind].law}</dd>
      <dt>Came in</dt>
      <dd>
        {moment(request.received_at)}
        {request.source === "staff" ? ", added by your team" : ", on the public page"}
      </dd>
      <dt>Answer by</dt>
      <dd>{day(request.due_at)}</dd>
      {request.wish && (
        <>
          <dt>In their words</dt>
          <dd className={classes["wish"]}>{request.wish}</dd>
        </>
      )}
      {request.verified_by && (
        <>
          <dt>Who asks</dt>
          <dd>
            {verifiedWord(request.verified_by)}, {moment(request.verified_at)}
          </dd>
        </>
      )}
      {request.closed_at && (
        <>
          <dt>Answered</dt>
          <dd>
            {moment(request.closed_at)}
            {request.outcome && `: ${request.outcome}`}
          </dd>
        </>
      )}
    </dl>
  );
}
