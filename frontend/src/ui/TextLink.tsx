import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { useOrg } from "@/api/org";

export type Place =
  | "/$org/home"
  | "/$org/guests"
  | "/$org/arrivals"
  | "/$org/segments"
  | "/$org/segments/lists"
  | "/$org/campaigns"
  | "/$org/campaigns/new"
  | "/$org/forms"
  | "/$org/templates"
  | "/$org/settings/brand"
  | "/$org/connections"
  | "/$org/imports"
  | "/$org/sending"
  | "/$org/compliance"
  | "/$org/compliance/policy"
  | "/$org/compliance/topics"
  | "/$org/compliance/retention"
  | "/$org/compliance/addresses"
  | "/$org/team"
  | "/$org/team/audit";

/** A link inside a sentence, to a place of the same organisation. */
export const TextLink = ({ to, children }: { to: Place; children: ReactNode }) => {
  const { slug } = useOrg();
  return (
    <Link to={to} params={{ org: slug }}>
      {children}
    </Link>
  );
};
