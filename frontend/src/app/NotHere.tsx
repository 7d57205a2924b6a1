import { Link } from "@tanstack/react-router";

import { Page } from "@/ui/Page";

export const NotHere = () => (
  <Page title="This page is not here">
    <p>
      The address may be mistyped, or what it showed has been removed. No guest is affected.{" "}
      <Link to="/">Go to your home page</Link>.
    </p>
  </Page>
);
