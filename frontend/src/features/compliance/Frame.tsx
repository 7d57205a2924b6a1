import type { ReactNode } from "react";

import { Page } from "@/ui/Page";
import { Tabs } from "@/ui/Tabs";

interface FrameProps {
  title: string;
  sub: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** One page of what the law asks of a hotel that writes to its guests. */
export const Frame = ({ children, ...head }: FrameProps) => (
  <Page {...head}>
    <Tabs
      label="Compliance"
      tabs={[
        { to: "/$org/compliance", name: "Requests" },
        { to: "/$org/compliance/policy", name: "Privacy policy" },
        { to: "/$org/compliance/topics", name: "Topics" },
        { to: "/$org/compliance/retention", name: "Retention" },
        { to: "/$org/compliance/addresses", name: "Addresses" },
      ]}
    />
    {children}
  </Page>
);
