import { Page } from "@/ui/Page";

export const NoOrganization = () => (
  <Page title="No hotel yet">
    <p>
      Your account belongs to no organisation. Ask the owner of your hotel group to invite you, then
      reload this page.
    </p>
  </Page>
);
