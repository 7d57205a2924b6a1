import { ActionIcon, Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Copy, Filter, Plus } from "lucide-react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import {
  segmentCountQuery,
  segmentDelete,
  segmentSchemaQuery,
  segmentsQuery,
} from "@/api/queries/segments";
import type { SegmentRow, SegmentSchema } from "@/api/types";
import { count, many } from "@/format/format";
import { Ago } from "@/ui/Ago";
import { Card } from "@/ui/Card";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import { Remove } from "@/ui/Remove";
import table from "@/ui/Table.module.css";
import { say } from "@/ui/toast";

import { segmentCopy } from "./copy";
import { SEGMENT_EDIT } from "./permissions";
import { sentenceOf } from "./sentence";
import { Tabs } from "./Tabs";
import { treeRead } from "./tree";

export function SegmentsPage() {
  const { slug, can } = useOrg();
  const segments = useQuery(segmentsQuery(slug));
  const schema = useQuery(segmentSchemaQuery(slug));
  const rows = segments.data?.results ?? [];
  const add = can(SEGMENT_EDIT) && (
    <Button
      component={Link}
      to={`/${slug}/segments/new`}
      leftSection={<Plus size={16} aria-hidden="true" />}
    >
      New segment
    </Button>
  );
  return (
    <Page
      title="Segments"
      sub="Guests who have something in common, found by a rule and counted at once"
      actions={add}
    >
      <Tabs />
      {segments.isError && (
        <Failed
          error={segments.error}
          what="The segments cannot be shown."
          again={() => void segments.refetch()}
        />
      )}
      {segments.isPending && <Lines rows={5} height={44} />}
      {rows.length > 0 && <SegmentTable rows={rows} schema={schema.data} />}
      {segments.isSuccess && rows.length === 0 && (
        <Empty icon={Filter} title="Your segments will be here" action={add}>
          A segment is a rule such as “stayed twice, speaks German, not here for a year”. A campaign
          to it reaches whoever fits on the day it leaves.
        </Empty>
      )}
    </Page>
  );
}

const SegmentTable = ({
  rows,
  schema,
}: {
  rows: SegmentRow[];
  schema: SegmentSchema | undefined;
}) => (
  <Card flush>
    <div className={table["scroll"]}>
      <table className={table["table"]}>
        <thead>
          <tr>
            <th scope="col">Segment</th>
            <th scope="col" data-num data-wide-only>
              Guests
            </th>
            <th scope="col" data-num>
              May be written to
            </th>
            <th scope="col" data-wide-only>
              Used by
            </th>
            <th scope="col" data-wide-only>
              Changed
            </th>
            <th scope="col" data-num data-wide-only>
              <span hidden>Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} schema={schema} />
          ))}
        </tbody>
      </table>
    </div>
  </Card>
);

function Row({ row, schema }: { row: SegmentRow; schema: SegmentSchema | undefined }) {
  const { slug, can } = useOrg();
  const size = useQuery(segmentCountQuery(slug, row.tree));
  const figure = (n: number | undefined) =>
    n === undefined ? (size.isError ? "–" : "…") : count(n);
  return (
    <tr>
      <th scope="row">
        <Link
          className={table["main"]}
          to="/$org/segments/$segmentId"
          params={{ org: slug, segmentId: String(row.id) }}
        >
          {row.name}
        </Link>
        <span className={table["sub"]}>
          {row.description || (schema && sentenceOf(schema, treeRead(row.tree)))}
        </span>
      </th>
      <td data-num data-wide-only title={size.isError ? sentence(size.error) : undefined}>
        {figure(size.data?.members)}
      </td>
      <td data-num>{figure(size.data?.allowed)}</td>
      <td data-wide-only>
        {[...row.used_by, ...(row.lists > 0 ? [many(row.lists, "list")] : [])].join(", ") || "–"}
      </td>
      <td data-wide-only>
        <Ago at={row.updated_at} />
      </td>
      <td data-num data-wide-only>
        {can(SEGMENT_EDIT) && <Steps row={row} />}
      </td>
    </tr>
  );
}

function Steps({ row }: { row: SegmentRow }) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  const after = () =>
    client.invalidateQueries({ queryKey: segmentsQuery(slug).queryKey, exact: true });
  const copy = useMutation({
    mutationFn: () => segmentCopy(client, slug, row),
    onSuccess: async (made) => {
      await after();
      say(`${made.name} is made.`);
      await navigate({
        to: "/$org/segments/$segmentId",
        params: { org: slug, segmentId: String(made.id) },
      });
    },
    onError: (error) => say(sentence(error), "bad"),
  });
  return (
    <>
      <ActionIcon
        variant="subtle"
        title="Duplicate"
        aria-label={`Duplicate ${row.name}`}
        loading={copy.isPending}
        onClick={() => copy.mutate()}
      >
        <Copy size={15} aria-hidden="true" />
      </ActionIcon>
      <Remove
        compact
        kind="segment"
        name={row.name}
        remove={() => segmentDelete(slug, row.id)}
        onRemoved={after}
      >
        The rule is deleted. Its guests stay, and so do lists that were made from it.
      </Remove>
    </>
  );
}
