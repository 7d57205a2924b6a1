import { BackLink } from "@/ui/BackLink";

export const back = <BackLink to="/$org/segments">All segments</BackLink>;
