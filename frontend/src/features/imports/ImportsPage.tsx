import { useQuery } from "@tanstack/react-query";
import { FileUp } from "lucide-react";

import { useOrg } from "@/api/org";
import { importsQuery } from "@/api/queries/imports";
import { Card } from "@/ui/Card";
import { Empty } from "@/ui/Empty";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";

import { ImportTable } from "./ImportTable";
import { UploadForm } from "./UploadForm";

export function ImportsPage() {
  const { slug } = useOrg();
  const imports = useQuery(importsQuery(slug));
  return (
    <Page
      title="Import guests"
      sub="From a list you have, or from the service you send with today."
    >
      <UploadForm />
      <Card title="Earlier imports" flush>
        {imports.isPending && <Lines rows={4} />}
        {imports.isError && (
          <Failed
            error={imports.error}
            what="The earlier imports cannot be shown."
            again={() => void imports.refetch()}
          />
        )}
        {imports.data?.results.length === 0 && (
          <Empty icon={FileUp} title="Each file you import is listed here">
            With what became of every row: new guests, known ones, and those that were refused, with
            the reason.
          </Empty>
        )}
        {imports.data && imports.data.results.length > 0 && (
          <ImportTable rows={imports.data.results} />
        )}
      </Card>
    </Page>
  );
}
