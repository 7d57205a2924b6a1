import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";

import { useOrg } from "@/api/org";
import { customFieldsQuery } from "@/api/queries/imports";
import type { GuestSide } from "@/api/types";
import { country, day, language } from "@/format/format";
import table from "@/ui/Table.module.css";
import { guestFieldWord, nameOf, saidBy } from "@/words/guest";

import classes from "./Comparison.module.css";
import { shown } from "./Facts";

interface Row {
  name: string;
  of: (side: GuestSide) => string;
  /** The field under whose name it is known who said it. */
  field?: string;
}

const field = (key: string, of: Row["of"]): Row => ({ name: guestFieldWord(key), of, field: key });

const ROWS: Row[] = [
  field("first_name", ({ first_name }) => first_name || "–"),
  field("last_name", ({ last_name }) => last_name || "–"),
  field("email", ({ email }) => email || "–"),
  field("phone", ({ phone }) => phone || "–"),
  field("birth_date", ({ birth_date }) => day(birth_date)),
  field("country", (side) => country(side.country)),
  field("language", (side) => language(side.language)),
];

const KNOWN_SINCE: Row = { name: "Known since", of: ({ created_at }) => day(created_at) };

interface ComparisonProps {
  sides: readonly [GuestSide, GuestSide];
  /** What a merge would make of them: the values that are kept are marked. */
  merged?: GuestSide;
}

/** Two guests side by side: what each has, and whose word it is. */
export function Comparison({ sides, merged }: ComparisonProps) {
  const { slug } = useOrg();
  const own = useQuery(customFieldsQuery(slug));
  const ownRows = (own.data?.results ?? [])
    .filter(({ key }) => sides.some(({ custom }) => key in custom))
    .map(({ key, label }): Row => ({ name: label, of: ({ custom }) => shown(custom[key]) }));
  return (
    <div className={`${table["scroll"]} ${classes["pair"]}`}>
      <table className={table["table"]}>
        <thead>
          <tr>
            <td />
            {sides.map((side) => (
              <th key={side.id} scope="col">
                <Link
                  className={table["main"]}
                  to="/$org/guests/$guestId"
                  params={{ org: slug, guestId: String(side.id) }}
                >
                  {nameOf(side)}
                </Link>
                {merged?.id === side.id && <span className={table["sub"]}>kept in the list</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...ROWS, ...ownRows, KNOWN_SINCE].map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              {sides.map((side) => (
                <td key={side.id} className={classes["side"]}>
                  <Value row={row} side={side} sides={sides} merged={merged} />
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">Tags</th>
            {sides.map((side) => (
              <td key={side.id} className={classes["side"]}>
                <span data-kept={merged && side.tags.length > 0 ? true : undefined}>
                  {side.tags.join(", ") || "–"}
                </span>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

interface ValueProps {
  row: Row;
  side: GuestSide;
  sides: ComparisonProps["sides"];
  merged: GuestSide | undefined;
}

function Value({ row, side, sides, merged }: ValueProps) {
  const value = row.of(side);
  const said = row.field && value !== "–" ? saidBy(side.provenance[row.field]) : "";
  const differs = row.of(sides[0]) !== row.of(sides[1]);
  const kept = merged && differs ? value === row.of(merged) : undefined;
  return (
    <>
      <span data-kept={kept}>
        {value}
        {kept && (
          <span className={classes["kept"]}>
            <Check size={14} aria-hidden="true" /> kept
          </span>
        )}
      </span>
      {said && <span className={table["sub"]}>{said}</span>}
    </>
  );
}
