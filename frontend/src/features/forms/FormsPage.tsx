import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ClipboardPen, Plus } from "lucide-react";

import { useOrg } from "@/api/org";
import { formsQuery } from "@/api/queries/forms";
import type { FormRow } from "@/api/types";
import { count, language, many, share } from "@/format/format";
import { Card } from "@/ui/Card";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { formWord } from "@/words/form";

import { FORM_EDIT } from "./permissions";

export function FormsPage() {
  const { slug, hotel, can } = useOrg();
  const forms = useQuery(formsQuery(slug));
  const rows = (forms.data?.results ?? []).filter((row) => !hotel || row.hotel.id === hotel.id);
  const add = can(FORM_EDIT) && (
    <Button
      component={Link}
      to={`/${slug}/forms/new`}
      leftSection={<Plus size={16} aria-hidden="true" />}
    >
      New form
    </Button>
  );
  return (
    <Page
      title="Sign-up forms"
      sub={
        forms.data &&
        `${many(rows.length, "form")}${hotel ? ` of ${hotel.name}` : ""}, each confirmed by letter`
      }
      actions={add}
    >
      {forms.isError && (
        <Failed
          error={forms.error}
          what="The forms cannot be shown. Visitors can use them all the same."
          again={() => void forms.refetch()}
        />
      )}
      {forms.isPending && <Lines rows={4} height={44} />}
      {rows.length > 0 && <FormTable rows={rows} />}
      {forms.isSuccess && rows.length === 0 && (
        <Empty icon={ClipboardPen} title="Your sign-up forms will be here" action={add}>
          A form stands on a page of ours or on your own site. Whoever fills it in gets one letter,
          and is written to only after confirming in it.
        </Empty>
      )}
    </Page>
  );
}

const FormTable = ({ rows }: { rows: FormRow[] }) => (
  <Card flush>
    <div className={table["scroll"]}>
      <table className={table["table"]}>
        <thead>
          <tr>
            <th scope="col">Form</th>
            <th scope="col">State</th>
            <th scope="col" data-num data-wide-only>
              Shown
            </th>
            <th scope="col" data-num data-wide-only>
              Filled in
            </th>
            <th scope="col" data-num>
              Confirmed
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

function Row({ row }: { row: FormRow }) {
  const { slug } = useOrg();
  const { shown, posted, sent, confirmed } = row.counts;
  return (
    <tr>
      <th scope="row">
        <Link
          className={table["main"]}
          to="/$org/forms/$formId"
          params={{ org: slug, formId: String(row.id) }}
        >
          {row.name}
        </Link>
        <span className={table["sub"]}>
          {[row.hotel.name, ...row.languages.map(language)].join(", ")}
        </span>
      </th>
      <td>
        <Status word={formWord(row.active)} />
      </td>
      <td data-num data-wide-only>
        {count(shown)}
      </td>
      <td data-num data-wide-only>
        {count(posted)}
      </td>
      <td data-num>
        {count(confirmed)}
        {sent > 0 && <span className={table["sub"]}>{share(confirmed, sent)} of the letters</span>}
      </td>
    </tr>
  );
}
