import { createContext, use, type ReactNode } from "react";

import type { Hotel, Organization } from "@/api/types";

/** The organisation in the address bar, and the hotel chosen within it. */
export interface OrgScope {
  slug: string;
  organization: Organization;
  hotels: Hotel[];
  /** The chosen hotel, or null for all of them. */
  hotel: Hotel | null;
  chooseHotel: (id: number | null) => void;
  can: (permission: string) => boolean;
}

const OrgContext = createContext<OrgScope | null>(null);

export const OrgProvider = ({ value, children }: { value: OrgScope; children: ReactNode }) => (
  <OrgContext value={value}>{children}</OrgContext>
);

export function useOrg(): OrgScope {
  const scope = use(OrgContext);
  if (!scope) throw new Error("useOrg is for pages inside an organisation");
  return scope;
}
