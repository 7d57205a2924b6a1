import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";

import { t } from "@/i18n/words";
import { Failed } from "@/ui/Failed";
import { Page } from "@/ui/Page";

/** A page that broke; the rest of the dashboard goes on. */
export function Fault({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const boundary = useQueryErrorResetBoundary();
  const again = () => {
    boundary.reset();
    reset();
    void router.invalidate();
  };
  return (
    <Page title={t("fault.title")}>
      <Failed error={error} what={t("fault.what")} again={again} />
    </Page>
  );
}
