import type { ReactNode } from "react";

import { useOrg } from "@/api/org";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { Tabs } from "@/ui/Tabs";

import { AUDIT_VIEW } from "./permissions";

interface FrameProps {
  title: string;
  sub?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page about the people behind the organisation, for those whose role includes it. */
export function Frame({ children, actions, ...head }: FrameProps) {
  const { can } = useOrg();
  const allowed = can(AUDIT_VIEW);
  return (
    <Page {...head} actions={allowed && actions}>
      <Tabs
        label="Team"
        tabs={[
          { to: "/$org/team", name: "Members" },
          { to: "/$org/team/audit", name: "Audit log" },
        ]}
      />
      {allowed ? (
        children
      ) : (
        <Notice tone="info" title="Your role does not include this page.">
          Managers and owners see the team and the audit log. Ask an owner if you need it.
        </Notice>
      )}
    </Page>
  );
}
