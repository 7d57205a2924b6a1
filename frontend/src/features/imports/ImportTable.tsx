import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";

import { useOrg } from "@/api/org";
import type { Import } from "@/api/types";
import { count } from "@/format/format";
import { Ago } from "@/ui/Ago";
import { Status } from "@/ui/Status";
import table from "@/ui/Table.module.css";
import { importWord } from "@/words/import";

export const ImportTable = ({ rows }: { rows: Import[] }) => (
  <div className={table["scroll"]}>
    <table className={table["table"]}>
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col">State</th>
          <th scope="col" data-num>
            Rows
          </th>
          <th scope="col" data-num data-wide-only>
            New
          </th>
          <th scope="col" data-num data-wide-only>
            Known, updated
          </th>
          <th scope="col" data-num data-wide-only>
            Unchanged
          </th>
          <th scope="col" data-num>
            Refused
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  </div>
);

const Row = ({ row }: { row: Import }) => {
  const { slug } = useOrg();
  return (
    <tr>
      <th scope="row">
        <Link
          className={table["main"]}
          to="/$org/imports/$importId"
          params={{ org: slug, importId: String(row.id) }}
        >
          {row.file_name}
        </Link>
        <span className={table["sub"]}>
          {row.source}, <Ago at={row.created_at} />
        </span>
      </th>
      <td>
        <Status word={importWord(row)} />
      </td>
      <td data-num>{count(row.total)}</td>
      <td data-num data-wide-only>
        {count(row.imported)}
      </td>
      <td data-num data-wide-only>
        {count(row.updated)}
      </td>
      <td data-num data-wide-only>
        {count(row.duplicate)}
      </td>
      <td data-num>
        {count(row.rejected)}
        {row.rejections_url && (
          <span className={table["sub"]}>
            <a href={row.rejections_url} download aria-label={`Refused rows of ${row.file_name}`}>
              <Download size={12} aria-hidden="true" /> with reasons
            </a>
          </span>
        )}
      </td>
    </tr>
  );
};
