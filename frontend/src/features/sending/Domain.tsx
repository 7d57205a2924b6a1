import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronDown, RefreshCw } from "lucide-react";
import { useId, useState } from "react";

import { sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { domainCheck, domainQuery, domainsQuery } from "@/api/queries/sending";
import type { DomainRow } from "@/api/types";
import { Ago } from "@/ui/Ago";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Notice } from "@/ui/Notice";
import { Status } from "@/ui/Status";
import { say } from "@/ui/toast";
import { domainWord } from "@/words/sending";

import { DomainHosts } from "./DomainHosts";
import { DOMAIN_EDIT } from "./permissions";
import { Records } from "./Records";
import classes from "./Sending.module.css";

/** One domain: whether letters may leave in its name, and behind it the records to publish. */
export function Domain({ row, startsOpen }: { row: DomainRow; startsOpen: boolean }) {
  const [open, setOpen] = useState(startsOpen);
  const id = useId();
  return (
    <li>
      <article aria-label={row.domain}>
        <header className={classes["head"]}>
          <div className={classes["names"]}>
            <h3>{row.domain}</h3>
            <p>
              Looked up <Ago at={row.checked_at} />
            </p>
          </div>
          <Status word={domainWord(row)} />
          <div className={classes["buttons"]}>
            <CheckAgain row={row} />
            <Button
              variant="subtle"
              size="xs"
              aria-expanded={open}
              aria-controls={id}
              aria-label={`Records of ${row.domain}`}
              rightSection={
                <ChevronDown size={14} data-open={open || undefined} aria-hidden="true" />
              }
              onClick={() => setOpen(!open)}
            >
              Records
            </Button>
          </div>
        </header>
        <div id={id}>{open && <Details row={row} />}</div>
      </article>
    </li>
  );
}

function CheckAgain({ row }: { row: DomainRow }) {
  const { slug, can } = useOrg();
  const client = useQueryClient();
  const check = useMutation({
    mutationFn: () => domainCheck(slug, row.id),
    onSuccess: async (after) => {
      client.setQueryData(domainQuery(slug, row.id).queryKey, after);
      if (after.blocked) say(`${row.domain}: not all records are right yet.`, "bad");
      else say(`${row.domain}: every needed record is right.`);
      await client.invalidateQueries({ queryKey: domainsQuery(slug).queryKey, exact: true });
    },
    onError: (error) => say(`${row.domain}: ${sentence(error)}`, "bad"),
  });
  if (!can(DOMAIN_EDIT)) return null;
  return (
    <Button
      variant="default"
      size="xs"
      loading={check.isPending}
      leftSection={<RefreshCw size={14} aria-hidden="true" />}
      aria-label={`Check ${row.domain} again`}
      onClick={() => check.mutate()}
    >
      Check again
    </Button>
  );
}

function Details({ row }: { row: DomainRow }) {
  const { slug, can } = useOrg();
  const domain = useQuery(domainQuery(slug, row.id));
  return (
    <div className={classes["details"]}>
      {row.blocked && (
        <Notice tone="wait" title={`Nothing leaves in the name of ${row.domain} yet.`}>
          {row.blocked}
        </Notice>
      )}
      {domain.isError && (
        <Failed
          error={domain.error}
          what="The records cannot be shown."
          again={() => void domain.refetch()}
        />
      )}
      {domain.isPending && <Lines rows={4} />}
      {domain.data && (
        <>
          <p className={classes["soft"]}>
            Publish these with whoever runs the domain&apos;s DNS. It may take an hour until they
            are seen; we look once a day by ourselves.
          </p>
          <Records records={domain.data.records} />
          {can(DOMAIN_EDIT) && <DomainHosts key={row.id} domain={domain.data} />}
        </>
      )}
    </div>
  );
}
