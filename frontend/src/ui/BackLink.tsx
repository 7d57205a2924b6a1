import { ArrowLeft } from "lucide-react";
import type { ComponentProps } from "react";

import { TextLink } from "./TextLink";

/** The way back to the list a page belongs to. */
export const BackLink = ({ to, children }: ComponentProps<typeof TextLink>) => (
  <TextLink to={to}>
    <ArrowLeft size={14} aria-hidden="true" />
    {children}
  </TextLink>
);
