import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useBlocker, useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";

import { ApiError, fieldError, sentence } from "@/api/errors";
import { useOrg } from "@/api/org";
import { segmentCreate, segmentQuery, segmentsQuery, segmentUpdate } from "@/api/queries/segments";
import type { SegmentRow, SegmentSchema, SegmentTree } from "@/api/types";
import { Card } from "@/ui/Card";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { say } from "@/ui/toast";

import { GroupBox } from "./GroupBox";
import { countInWords, LiveCount, useLiveCount } from "./LiveCount";
import { MembersPreview } from "./MembersPreview";
import { SEGMENT_EDIT } from "./permissions";
import { SegmentSteps } from "./SegmentSteps";
import { back } from "./back";
import classes from "./Segments.module.css";
import { sentenceOf } from "./sentence";
import { faultsAt, treeRead, treeWrite, type Group } from "./tree";
import { gapsOf } from "./values";

interface BuilderProps {
  schema: SegmentSchema;
  saved: SegmentRow | null;
  start: { name: string; description?: string; tree: SegmentTree };
}

const written = (name: string, description: string, root: Group): string =>
  JSON.stringify([name.trim(), description.trim(), treeWrite(root)]);

function useDraft(start: BuilderProps["start"]) {
  const [name, setName] = useState(start.name);
  const [description, setDescription] = useState(start.description ?? "");
  const [root, setRoot] = useState(() => treeRead(start.tree));
  const [kept, setKept] = useState(() => written(name, description, root));
  return {
    ...{ name, setName, description, setDescription, root, setRoot },
    dirty: written(name, description, root) !== kept,
    keep: () => setKept(written(name, description, root)),
  };
}

type Draft = ReturnType<typeof useDraft>;

function useSave(saved: SegmentRow | null, draft: Draft) {
  const { slug } = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => {
      const body = {
        name: draft.name.trim(),
        description: draft.description.trim(),
        tree: treeWrite(draft.root),
      };
      return saved ? segmentUpdate(slug, saved.id, body) : segmentCreate(slug, body);
    },
    onSuccess: async (after) => {
      draft.keep();
      // The answer to a change does not name the uses, which stay as they were.
      client.setQueryData(segmentQuery(slug, after.id).queryKey, {
        ...after,
        used_by: saved?.used_by ?? [],
      });
      await client.invalidateQueries({ queryKey: segmentsQuery(slug).queryKey, exact: true });
      say(`${after.name} is saved.`);
      if (!saved)
        await navigate({
          to: "/$org/segments/$segmentId",
          params: { org: slug, segmentId: String(after.id) },
          replace: true,
          ignoreBlocker: true,
        });
    },
  });
}

/** Moves the focus to what was just added, or back to where one may go on. */
function useFocus(): (id: string | undefined) => void {
  const [focus, setFocus] = useState<{ id: string } | null>(null);
  useEffect(() => {
    if (focus) document.getElementById(focus.id)?.focus();
  }, [focus]);
  return (id) => {
    if (id) setFocus({ id });
  };
}

export function Builder({ schema, saved, start }: BuilderProps) {
  const { can } = useOrg();
  const draft = useDraft(start);
  const { root, setRoot, dirty } = draft;
  const save = useSave(saved, draft);
  const focus = useFocus();
  const gaps = useMemo(() => gapsOf(root, schema), [root, schema]);
  const ready = gaps.size === 0;
  const tree = useMemo(() => treeWrite(root), [root]);
  const live = useLiveCount(ready ? tree : null);
  const refused = live.error ?? save.error;
  const faults =
    refused instanceof ApiError && refused.status === 400 ? faultsAt(root, refused.fields) : gaps;
  useBlocker({
    shouldBlockFn: () => dirty && !window.confirm("Leave without saving this segment?"),
    enableBeforeUnload: dirty,
  });
  return (
    <Page
      title={draft.name || "New segment"}
      back={back}
      sub={sentenceOf(schema, root)}
      actions={saved && <SegmentSteps segment={saved} tree={tree} dirty={dirty} />}
    >
      {save.isError && (
        <Notice tone="bad" title="The segment is not saved.">
          {sentence(save.error)}
        </Notice>
      )}
      {live.error !== null && !(live.error instanceof ApiError && live.error.status === 400) && (
        <Notice tone="bad" title="The guests could not be counted.">
          {sentence(live.error)}
        </Notice>
      )}
      <div className={classes["columns"]}>
        <div className={form["form"]}>
          <Names draft={draft} error={save.error} />
          <Card
            title="The rule"
            note="Guests who fit are found anew each time the segment is used."
          >
            <GroupBox
              editing={{
                schema,
                root,
                faults,
                put: (next, id) => {
                  save.reset();
                  setRoot(next);
                  focus(id);
                },
              }}
              group={root}
              depth={1}
            />
          </Card>
        </div>
        <div className={classes["aside"]}>
          <LiveCount live={live} ready={ready} />
        </div>
      </div>
      {ready && <MembersPreview tree={tree} />}
      {can(SEGMENT_EDIT) && (
        <div className={classes["bar"]}>
          <span>{ready ? countInWords(live) : "Some conditions are not filled in yet"}</span>
          <span className={form["buttons"]}>
            <span className={classes["soft"]}>
              {saved && !dirty ? "All changes are saved" : ""}
            </span>
            <Button
              loading={save.isPending}
              disabled={!ready || !draft.name.trim() || (saved !== null && !dirty)}
              onClick={() => save.mutate()}
            >
              Save segment
            </Button>
          </span>
        </div>
      )}
    </Page>
  );
}

const Names = ({ draft, error }: { draft: Draft; error: unknown }) => (
  <Card>
    <div className={form["row"]}>
      <TextInput
        label="Name"
        required
        withAsterisk={false}
        maxLength={200}
        value={draft.name}
        onChange={(event) => draft.setName(event.currentTarget.value)}
        error={fieldError(error, "name")}
      />
      <TextInput
        label="Note"
        placeholder="What it is for, for your colleagues"
        maxLength={1000}
        value={draft.description}
        onChange={(event) => draft.setDescription(event.currentTarget.value)}
      />
    </div>
  </Card>
);
