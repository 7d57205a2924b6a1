import { Page } from "@/ui/Page";

import { Domains } from "./Domains";
import { Hold } from "./Hold";
import { Limits } from "./Limits";
import { Relays } from "./Relays";
import { Tracking } from "./Tracking";

/** In whose name letters leave, by which servers, and how fast. */
export const SendingPage = () => (
  <Page title="Sending" sub="In whose name your letters leave, by which servers, and how fast">
    <Hold />
    <Domains />
    <Relays />
    <Limits />
    <Tracking />
  </Page>
);
