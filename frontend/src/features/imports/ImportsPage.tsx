import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FileUp, SlidersHorizontal } from "lucide-react";

import { useOrg } from "@/api/org";
import { guestsExport } from "@/api/queries/guests";
import { importsQuery } from "@/api/queries/imports";
import { Card } from "@/ui/Card";
import { Empty } from "@/ui/Empty";
import { ExportButton } from "@/ui/ExportButton";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";

import { ImportTable } from "./ImportTable";

export function ImportsPage() {
  const { slug, can } = useOrg();
  const imports = useQuery(importsQuery(slug));
  const begin = can("guest.import") && (
    <Button
      component={Link}
      to={`/${slug}/imports/new`}
      leftSection={<FileUp size={16} aria-hidden="true" />}
    >
      Import a file
    </Button>
  );
  return (
    <Page
      title="Import and export"
      sub="Bring guests along from a list or from the service you send with today, and take them out again."
      actions={
        <>
          <Button
            component={Link}
            to={`/${slug}/imports/fields`}
            variant="default"
            leftSection={<SlidersHorizontal size={16} aria-hidden="true" />}
          >
            Your own fields
          </Button>
          <ExportButton
            what="guests"
            take={() => guestsExport(slug, {})}
            label="Export all guests"
          />
          {begin}
        </>
      }
    >
      <Card title="Imports" flush>
        {imports.isPending && <Lines rows={4} />}
        {imports.isError && (
          <Failed
            error={imports.error}
            what="The imports cannot be shown."
            again={() => void imports.refetch()}
          />
        )}
        {imports.data?.results.length === 0 && (
          <Empty icon={FileUp} title="Each file you import is listed here" action={begin}>
            With what became of every row: new guests, known ones, and those that were refused, with
            the reason. A whole import can be taken back.
          </Empty>
        )}
        {imports.data && imports.data.results.length > 0 && (
          <ImportTable rows={imports.data.results} />
        )}
      </Card>
    </Page>
  );
}
