import { Lines } from "@/ui/Lines";
import { Page } from "@/ui/Page";

export const Waiting = () => (
  <Page title="Bellhop">
    <Lines rows={6} />
  </Page>
);
