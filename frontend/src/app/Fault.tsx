import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { useRouter, type ErrorComponentProps } from "@tanstack/react-router";

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
    <Page title="This page could not be shown">
      <Failed error={error} what="What you asked for could not be shown." again={again} />
    </Page>
  );
}
