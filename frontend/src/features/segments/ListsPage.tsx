import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListChecks } from "lucide-react";

import { useOrg } from "@/api/org";
import { guestListsQuery } from "@/api/queries/segments";
import { count, moment } from "@/format/format";
import { Card } from "@/ui/Card";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import table from "@/ui/Table.module.css";

import { Tabs } from "./Tabs";

export function ListsPage() {
  const { slug } = useOrg();
  const lists = useQuery(guestListsQuery(slug));
  const rows = lists.data?.results ?? [];
  return (
    <Page
      title="Lists"
      sub="Guests as they were chosen on one day; a list does not change by itself"
    >
      <Tabs />
      {lists.isError && (
        <Failed
          error={lists.error}
          what="The lists cannot be shown."
          again={() => void lists.refetch()}
        />
      )}
      {lists.isPending && <Lines rows={4} height={44} />}
      {lists.isSuccess && rows.length === 0 && (
        <Empty
          icon={ListChecks}
          title="Your lists will be here"
          action={
            <Button component={Link} to={`/${slug}/segments`} variant="default">
              Choose a segment
            </Button>
          }
        >
          Open a segment and press “Keep as a list” to keep the guests who are in it now, for a
          letter that must reach exactly them.
        </Empty>
      )}
      {rows.length > 0 && (
        <Card flush>
          <div className={table["scroll"]}>
            <table className={table["table"]}>
              <thead>
                <tr>
                  <th scope="col">List</th>
                  <th scope="col" data-num>
                    Guests
                  </th>
                  <th scope="col" data-wide-only>
                    Made
                  </th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id}>
                    <th scope="row">
                      <Link
                        className={table["main"]}
                        to="/$org/segments/lists/$listId"
                        params={{ org: slug, listId: String(row.id) }}
                      >
                        {row.name}
                      </Link>
                    </th>
                    <td data-num>{count(row.size)}</td>
                    <td data-wide-only>{moment(row.created_at)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Card>
      )}
    </Page>
  );
}
