import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";

import { isMissing } from "@/api/errors";
import { useOrg } from "@/api/org";
import { formQuery } from "@/api/queries/forms";
import { Failed } from "@/ui/Failed";
import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";

import { back } from "./back";
import { FormEditor } from "./FormEditor";

export function FormPage() {
  const { slug } = useOrg();
  const { formId } = useParams({ from: "/$org/forms/$formId" });
  const fresh = formId === "new";
  const form = useQuery({ ...formQuery(slug, Number(formId)), enabled: !fresh });
  if (fresh) return <FormEditor key="new" form={null} />;
  if (form.data) return <FormEditor key={formId} form={form.data} />;
  return (
    <Page title="Sign-up form" back={back}>
      {form.isError ? (
        <Failed
          error={form.error}
          what={isMissing(form.error) ? "This form is not here." : "The form cannot be shown."}
          again={() => void form.refetch()}
        />
      ) : (
        <Lines rows={8} height={28} />
      )}
    </Page>
  );
}
