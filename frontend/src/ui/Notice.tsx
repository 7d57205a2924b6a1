import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

import classes from "./Notice.module.css";

interface NoticeProps {
  tone: "bad" | "wait" | "info";
  title?: string;
  children: ReactNode;
  action?: ReactNode;
}

const ICONS = { bad: CircleAlert, wait: TriangleAlert, info: Info };

/** A sentence that needs reading, with what to do next. A failure is spoken at once. */
export const Notice = ({ tone, title, children, action }: NoticeProps) => {
  const Icon = ICONS[tone];
  return (
    <div className={classes["notice"]} data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
      <Icon size={18} aria-hidden="true" />
      <div className={classes["text"]}>
        {title && <strong>{title}</strong>}
        <div>{children}</div>
      </div>
      {action}
    </div>
  );
};
