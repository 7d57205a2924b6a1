import { useEffect, type ReactNode } from "react";

import classes from "./Page.module.css";

interface PageProps {
  title: string;
  sub?: ReactNode;
  /** A link back to where this page belongs. */
  back?: ReactNode;
  actions?: ReactNode;
  /** Fill the window instead of growing, for a page that scrolls inside itself. */
  tall?: boolean;
  children: ReactNode;
}

/** One column of content under a serif title. */
export function Page({ title, sub, back, actions, tall = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Bellhop`;
  }, [title]);
  return (
    <div className={classes["page"]} data-tall={tall || undefined}>
      <header className={classes["head"]}>
        <div className={classes["titles"]}>
          {back && <div className={classes["back"]}>{back}</div>}
          <h1>{title}</h1>
          {sub && <p className={classes["sub"]}>{sub}</p>}
        </div>
        {actions && <div className={classes["actions"]}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
