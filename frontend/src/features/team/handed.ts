import type { Member } from "@/api/types";

/** A member, and the link to hand them; '' where they have a password already. */
export interface Handed {
  member: Member;
  link: string;
}
