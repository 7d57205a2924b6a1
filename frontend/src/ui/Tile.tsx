import type { ReactNode } from "react";

import classes from "./Tile.module.css";

interface TileProps {
  label: string;
  value: string;
  /** The comparison that gives the number its meaning. */
  note?: ReactNode;
  children?: ReactNode;
}

/** One number as a hero: large, named, compared. */
export const Tile = ({ label, value, note, children }: TileProps) => (
  <div className={classes["tile"]}>
    <dt>{label}</dt>
    <dd className={classes["value"]}>{value}</dd>
    {note && <dd className={classes["note"]}>{note}</dd>}
    {children && <dd className={classes["figure"]}>{children}</dd>}
  </div>
);

/** A row of tiles that wraps. */
export const Tiles = ({ children, label }: { children: ReactNode; label: string }) => (
  <dl className={classes["tiles"]} aria-label={label}>
    {children}
  </dl>
);
