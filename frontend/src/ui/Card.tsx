import type { ReactNode } from "react";

import classes from "./Card.module.css";

interface CardProps {
  title?: ReactNode;
  note?: ReactNode;
  action?: ReactNode;
  /** Let a table or a list reach the card's edges. */
  flush?: boolean;
  children: ReactNode;
}

/** A surface with a hairline border, and a heading when it has a title. */
export const Card = ({ title, note, action, flush = false, children }: CardProps) => (
  <section className={classes["card"]} data-flush={flush || undefined}>
    {(title ?? action) && (
      <header className={classes["head"]}>
        <div>
          {title && <h2>{title}</h2>}
          {note && <p className={classes["note"]}>{note}</p>}
        </div>
        {action}
      </header>
    )}
    {children}
  </section>
);
