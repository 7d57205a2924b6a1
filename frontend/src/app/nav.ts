import {
  BellRing,
  ClipboardPen,
  Filter,
  House,
  LayoutTemplate,
  MailCheck,
  PlugZap,
  Scale,
  Send,
  Upload,
  Users,
} from "lucide-react";

export const PLACES = [
  { to: "/$org/home", name: "Home", icon: House },
  { to: "/$org/guests", name: "Guests", icon: Users },
  { to: "/$org/arrivals", name: "Arrivals", icon: BellRing },
  { to: "/$org/segments", name: "Segments", icon: Filter },
  { to: "/$org/campaigns", name: "Campaigns", icon: Send },
  { to: "/$org/forms", name: "Forms", icon: ClipboardPen },
  { to: "/$org/templates", name: "Templates", icon: LayoutTemplate },
  { to: "/$org/connections", name: "Connections", icon: PlugZap },
  { to: "/$org/imports", name: "Import", icon: Upload },
  { to: "/$org/sending", name: "Sending", icon: MailCheck },
  { to: "/$org/compliance", name: "Compliance", icon: Scale },
] as const;

/** Four of them fit a phone's bar; the others wait behind 'More'. */
export const ON_BAR = new Set(["Home", "Guests", "Campaigns", "Connections"]);
