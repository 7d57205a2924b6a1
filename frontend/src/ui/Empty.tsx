import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import classes from "./Empty.module.css";

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

/** What will be here, and the first step to it. */
export const Empty = ({ icon: Icon, title, children, action }: EmptyProps) => (
  <div className={classes["empty"]}>
    <span className={classes["icon"]}>
      <Icon size={22} strokeWidth={1.8} aria-hidden="true" />
    </span>
    <h2>{title}</h2>
    <div className={classes["text"]}>{children}</div>
    {action}
  </div>
);
