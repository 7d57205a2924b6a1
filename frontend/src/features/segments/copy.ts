import type { QueryClient } from "@tanstack/react-query";

import { segmentCreate, segmentsQuery } from "@/api/queries/segments";
import type { SegmentRow, SegmentTree } from "@/api/types";

/** 'Regulars, copy', or 'Regulars, copy 2' where that is taken. */
export function copyName(name: string, taken: string[]): string {
  for (let n = 1; ; n += 1) {
    const wanted = `${name.slice(0, 180)}, copy${n > 1 ? ` ${n}` : ""}`;
    if (!taken.includes(wanted)) return wanted;
  }
}

export async function segmentCopy(
  client: QueryClient,
  org: string,
  segment: Pick<SegmentRow, "name" | "description"> & { tree: SegmentTree },
): Promise<SegmentRow> {
  const { results } = await client.query({ ...segmentsQuery(org), staleTime: 0 });
  const name = copyName(
    segment.name,
    results.map((row) => row.name),
  );
  return segmentCreate(org, { name, description: segment.description, tree: segment.tree });
}
