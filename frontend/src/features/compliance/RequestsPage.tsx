import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { MailCheck } from "lucide-react";
import { useState } from "react";

import { useOrg } from "@/api/org";
import { requestsQuery, type RequestFilter } from "@/api/queries/requests";
import type { DataRequest } from "@/api/types";
import { many } from "@/format/format";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { Lines } from "@/ui/Lines";
import { REQUEST_STATES } from "@/words/request";

import { AddRequest } from "./AddRequest";
import classes from "./Compliance.module.css";
import { Frame } from "./Frame";
import { NotYours } from "./NotYours";
import { REQUEST_HANDLE } from "./permissions";
import { RequestDialog } from "./RequestDialog";
import { RequestTable } from "./RequestTable";

const FILTERS: { value: RequestFilter; label: string }[] = [
  { value: "unanswered", label: "Waiting for an answer" },
  ...Object.entries(REQUEST_STATES).map(([value, { word }]) => ({
    value: value as RequestFilter,
    label: word,
  })),
  { value: "all", label: "All requests" },
];

/** What guests asked about their data, those due first. */
export function RequestsPage() {
  const { can } = useOrg();
  const [shown, show] = useState<DataRequest | null>(null);
  return (
    <Frame
      title="Requests of guests"
      sub="What guests ask about their own data. The law gives you one month for each."
      actions={can(REQUEST_HANDLE) && <AddRequest onAdded={show} />}
    >
      {can(REQUEST_HANDLE) ? (
        <Requests show={show} />
      ) : (
        <NotYours>
          Requests name guests and what they want. An owner or a manager of the group answers them.
        </NotYours>
      )}
      {shown && <RequestDialog key={shown.id} begin={shown} close={() => show(null)} />}
    </Frame>
  );
}

function Requests({ show }: { show: (request: DataRequest) => void }) {
  const { slug } = useOrg();
  const [filter, setFilter] = useState<RequestFilter>("unanswered");
  const requests = useInfiniteQuery(requestsQuery(slug, filter));
  const rows = requests.data?.pages.flatMap((page) => page.results) ?? [];
  const total = requests.data?.pages[0]?.total ?? 0;
  return (
    <>
      <div className={classes["choices"]}>
        <Choice
          label="Show"
          data={FILTERS}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value as RequestFilter)}
        />
        {rows.length > 0 && (
          <p role="status" className={form["hint"]}>
            {summary(total, rows)}
          </p>
        )}
      </div>
      {requests.isPending && <Lines rows={5} height={44} />}
      {requests.isError && (
        <Failed
          error={requests.error}
          what="The requests cannot be shown. Their month runs on."
          again={() => void requests.refetch()}
        />
      )}
      {requests.isSuccess && rows.length === 0 && <Nobody filter={filter} />}
      {rows.length > 0 && (
        <Card flush>
          <RequestTable requests={rows} show={show} />
          {requests.hasNextPage && (
            <div className={classes["pad"]}>
              <Button
                variant="default"
                size="xs"
                loading={requests.isFetchingNextPage}
                onClick={() => void requests.fetchNextPage()}
              >
                Show more
              </Button>
            </div>
          )}
        </Card>
      )}
    </>
  );
}

/** Those due first are on the first page, so that no overdue one is missed. */
function summary(total: number, rows: DataRequest[]): string {
  const late = rows.filter((row) => row.is_overdue).length;
  return `${many(total, "request")}${late > 0 ? `, ${late} overdue` : ""}`;
}

function Nobody({ filter }: { filter: RequestFilter }) {
  const { slug } = useOrg();
  return (
    <Card>
      <Empty
        icon={MailCheck}
        title={filter === "unanswered" ? "Nobody waits for an answer" : "There is no such request"}
      >
        Guests ask on{" "}
        <a href={`/your-data/${slug}`} target="_blank" rel="noreferrer">
          the page about their data
        </a>
        ; link it from your own site. Whoever asks at the desk or by telephone is added here by you.
      </Empty>
    </Card>
  );
}
