import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { isMissing } from "@/api/errors";
import { useOrg } from "@/api/org";
import { importQuery } from "@/api/queries/imports";
import type { Import } from "@/api/types";
import { bytes } from "@/format/format";
import { Ago } from "@/ui/Ago";
import { BackLink } from "@/ui/BackLink";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";
import { Status } from "@/ui/Status";
import { basisTitle, importWord } from "@/words/import";

import { Columns } from "./Columns";
import { Outcome } from "./Outcome";
import { Running } from "./Running";
import { Steps, type Step } from "./Steps";
import { Uploading } from "./Uploading";

const back = <BackLink to="/$org/imports">All imports</BackLink>;

export function ImportPage() {
  const { slug } = useOrg();
  const id = Number(useParams({ from: "/$org/imports/$importId" }).importId);
  const batch = useQuery(importQuery(slug, id));
  if (batch.data) return <Body batch={batch.data} />;
  return (
    <Page title="Import" back={back}>
      {batch.isError ? (
        <Failed
          error={batch.error}
          what={isMissing(batch.error) ? "This import is not here." : "The import cannot be shown."}
          again={() => void batch.refetch()}
        />
      ) : (
        <Lines rows={6} height={28} />
      )}
    </Page>
  );
}

export function stepOf({ state, dry_run }: Pick<Import, "state" | "dry_run">): Step {
  if (state === "uploading") return "File";
  if (state === "ready") return "Columns";
  return dry_run && (state === "running" || state === "done") ? "Check" : "Result";
}

const Body = ({ batch }: { batch: Import }) => (
  <Page
    title={batch.file_name}
    back={back}
    sub={
      <>
        <Status word={importWord(batch)} />
        <span>
          {bytes(batch.size)}, begun <Ago at={batch.created_at} />
        </span>
        <span>From: {batch.source}</span>
        <span>Ground: {basisTitle(batch.basis).replace(/^./, (a) => a.toLowerCase())}</span>
      </>
    }
  >
    <Steps at={stepOf(batch)} />
    <Stage batch={batch} />
  </Page>
);

function Stage({ batch }: { batch: Import }) {
  switch (batch.state) {
    case "uploading":
      return <Uploading batch={batch} />;
    case "ready":
      return <Columns batch={batch} />;
    case "running":
      return <Running batch={batch} />;
    case "done":
      return batch.dry_run ? <Columns batch={batch} /> : <Outcome batch={batch} />;
    default:
      return <Outcome batch={batch} />;
  }
}
