import { useQuery } from "@tanstack/react-query";

import { useOrg } from "@/api/org";
import { guestListsQuery, segmentsQuery } from "@/api/queries/segments";
import { CodePicker } from "@/ui/CodePicker";
import { Failed } from "@/ui/Failed";
import form from "@/ui/Form.module.css";
import { TextLink } from "@/ui/TextLink";

import type { PanelProps } from "./checks";
import { partsOf, withParts, type Side } from "./parts";

/** Which segments and lists are written to, and which are left out of it. */
export function PartChoice({ draft }: PanelProps) {
  const { slug } = useOrg();
  const segments = useQuery(segmentsQuery(slug));
  const lists = useQuery(guestListsQuery(slug));
  const { audience } = draft.campaign;
  const names = new Map<string, string>([
    ...(segments.data?.results ?? []).map(({ id, name }) => [`s${id}`, name] as const),
    ...(lists.data?.results ?? []).map(({ id, name }) => [`l${id}`, `${name} (list)`] as const),
  ]);
  const nameOf = (code: string) =>
    names.get(code) ?? (code.startsWith("s") ? "A segment" : "A list");
  const taken = new Set([...partsOf(audience, "include"), ...partsOf(audience, "exclude")]);
  const failed = segments.isError ? segments : lists;
  if (failed.isError)
    return (
      <Failed
        error={failed.error}
        what="The segments and lists cannot be shown. Those that were chosen hold all the same."
        again={() => void failed.refetch()}
      />
    );
  if (segments.isSuccess && lists.isSuccess && names.size === 0)
    return (
      <p className={form["hint"]}>
        For a finer choice, such as guests who stayed twice, make a{" "}
        <TextLink to="/$org/segments">segment</TextLink>.
      </p>
    );
  const picker = (side: Side, label: string, add: string) => {
    const value = partsOf(audience, side);
    return (
      <CodePicker
        label={label}
        add={add}
        // One cannot be meant and left out at once.
        codes={[...names.keys()].filter((code) => value.includes(code) || !taken.has(code))}
        nameOf={nameOf}
        value={value}
        onChange={(codes) => draft.change({ audience: withParts(audience, side, codes) })}
      />
    );
  };
  return (
    <>
      {picker("include", "Only guests in any of these segments and lists", "Add a segment or list")}
      {picker("exclude", "Leave out guests in any of these", "Leave out a segment or list")}
    </>
  );
}
