import { CircleX, Clock } from "lucide-react";

import type { ChangedDay } from "@/api/types";
import { day as dayOf } from "@/format/format";
import table from "@/ui/Table.module.css";

import classes from "./Calendar.module.css";
import { cellKey, fits, type GridRow } from "./calendarGrid";

interface CalendarGridProps {
  rows: GridRow[];
  days: string[];
  values: Record<string, string>;
  typed: Record<string, string>;
  standing: Map<string, ChangedDay>;
  /** Null where the reader may only look. */
  type: ((key: string, value: string) => void) | null;
}

const head = (iso: string): string =>
  dayOf(iso, { weekday: "short", day: "numeric", month: "short", year: undefined });

const nameOf = ({ room, plan }: GridRow): string =>
  plan ? `${plan.name} of ${room.name}` : `${room.name}, rooms to sell`;

export const CalendarGrid = (props: CalendarGridProps) => (
  <div className={table["scroll"]}>
    <table className={classes["grid"]} aria-label="Calendar">
      <thead>
        <tr>
          <th scope="col">Room or rate</th>
          {props.days.map((day) => (
            <th key={day} scope="col">
              {head(day)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={`${row.room.id}:${row.plan?.id ?? ""}`} data-room={!row.plan || undefined}>
            <th scope="row">
              {row.plan ? row.plan.name : row.room.name}
              <span>{row.plan ? row.plan.currency : "to sell"}</span>
            </th>
            {props.days.map((day) => (
              <Cell key={day} {...props} row={row} day={day} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

type CellProps = CalendarGridProps & { row: GridRow; day: string };

const Cell = ({ row, day, values, typed, standing, type }: CellProps) => {
  const key = cellKey(row, day);
  const value = typed[key] ?? values[key] ?? "";
  const touched = typed[key] !== undefined;
  const state = standing.get(key);
  return (
    <td data-touched={touched || undefined}>
      {type ? (
        <input
          aria-label={`${nameOf(row)}, ${head(day)}`}
          aria-invalid={(touched && !fits(row, value)) || undefined}
          inputMode="decimal"
          maxLength={13}
          placeholder="–"
          value={value}
          onChange={(event) => type(key, event.currentTarget.value)}
        />
      ) : (
        <span>{value || "–"}</span>
      )}
      {state && <Mark state={state} />}
    </td>
  );
};

const Mark = ({ state }: { state: ChangedDay }) => {
  const Icon = state.refused ? CircleX : Clock;
  const said = state.refused
    ? `Refused by the channel. ${state.error}`
    : `Waits to be sent. ${state.error}`;
  return (
    <span className={classes["mark"]} data-tone={state.refused ? "bad" : "wait"} title={said}>
      <Icon size={12} role="img" aria-label={said} />
    </span>
  );
};
