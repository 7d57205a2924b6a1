import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo } from "react";

import { isMissing } from "@/api/errors";
import { useOrg } from "@/api/org";
import {
  guestListQuery,
  guestListsQuery,
  listDelete,
  listMembersQuery,
  segmentSchemaQuery,
} from "@/api/queries/segments";
import type { GuestListRow } from "@/api/types";
import { many, moment } from "@/format/format";
import { BackLink } from "@/ui/BackLink";
import { Card } from "@/ui/Card";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Remove } from "@/ui/Remove";

import { Members } from "./Members";
import { SEGMENT_EDIT } from "./permissions";
import classes from "./Segments.module.css";
import { sentenceOf } from "./sentence";
import { treeRead } from "./tree";

export function ListPage() {
  const { slug, can } = useOrg();
  const { listId } = useParams({ from: "/$org/segments/lists/$listId" });
  const found = useQuery(guestListQuery(slug, Number(listId)));
  const schema = useQuery(segmentSchemaQuery(slug));
  const members = useInfiniteQuery(listMembersQuery(slug, Number(listId)));
  const guests = useMemo(
    () => members.data?.pages.flatMap((page) => page.results) ?? [],
    [members.data],
  );
  const error = found.error ?? members.error;
  return (
    <Page
      title={found.data?.name ?? "List"}
      back={<BackLink to="/$org/segments/lists">All lists</BackLink>}
      sub={
        found.data && `${many(found.data.size, "guest")}, kept on ${moment(found.data.created_at)}`
      }
      actions={found.data && can(SEGMENT_EDIT) && <Delete list={found.data} />}
    >
      {error && (
        <Failed
          error={error}
          what={isMissing(error) ? "This list is not here." : "The list cannot be shown."}
          again={() => void (found.isError ? found : members).refetch()}
        />
      )}
      {found.data && schema.data && (
        <Notice tone="info" title="Chosen by this rule, on that day">
          {sentenceOf(schema.data, treeRead(found.data.tree))}
        </Notice>
      )}
      {!error && (
        <Card flush title="Who is in">
          {members.isPending && (
            <div className={classes["pad"]}>
              <Lines rows={6} />
            </div>
          )}
          {members.isSuccess && guests.length === 0 && (
            <p className={classes["pad"]}>No guest is in this list.</p>
          )}
          {guests.length > 0 && (
            <Members
              guests={guests}
              busy={members.isFetchingNextPage}
              more={members.hasNextPage ? () => void members.fetchNextPage() : undefined}
            />
          )}
        </Card>
      )}
    </Page>
  );
}

function Delete({ list }: { list: GuestListRow }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <Remove
      kind="list"
      name={list.name}
      remove={() => listDelete(slug, list.id)}
      onRemoved={async () => {
        await navigate({ to: "/$org/segments/lists", params: { org: slug } });
        await client.invalidateQueries({ queryKey: guestListsQuery(slug).queryKey, exact: true });
      }}
    >
      The list is deleted; its {many(list.size, "guest")} stay with you.
    </Remove>
  );
}
