import { BackLink } from "@/ui/BackLink";

export const back = <BackLink to="/$org/forms">All forms</BackLink>;
