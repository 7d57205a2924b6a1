import {
  BellRing,
  ClipboardPen,
  Filter,
  House,
  LayoutTemplate,
  MailCheck,
  Palette,
  PlugZap,
  Scale,
  Send,
  Upload,
  UserCog,
  Users,
  type LucideIcon,
} from "lucide-react";

import type { Key } from "@/i18n/words";

export const PLACES = [
  { to: "/$org/home", word: "nav.home", icon: House },
  { to: "/$org/guests", word: "nav.guests", icon: Users },
  { to: "/$org/arrivals", word: "nav.arrivals", icon: BellRing },
  { to: "/$org/segments", word: "nav.segments", icon: Filter },
  { to: "/$org/campaigns", word: "nav.campaigns", icon: Send },
  { to: "/$org/forms", word: "nav.forms", icon: ClipboardPen },
  { to: "/$org/templates", word: "nav.templates", icon: LayoutTemplate },
  { to: "/$org/settings/brand", word: "nav.brand", icon: Palette },
  { to: "/$org/connections", word: "nav.connections", icon: PlugZap },
  { to: "/$org/imports", word: "nav.import", icon: Upload },
  { to: "/$org/sending", word: "nav.sending", icon: MailCheck },
  { to: "/$org/compliance", word: "nav.compliance", icon: Scale },
  { to: "/$org/team", word: "nav.team", icon: UserCog },
] as const satisfies { to: string; word: Key; icon: LucideIcon }[];

/** Four of them fit a phone's bar; the others wait behind 'More'. */
export const ON_BAR = new Set<Key>(["nav.home", "nav.guests", "nav.campaigns", "nav.connections"]);
