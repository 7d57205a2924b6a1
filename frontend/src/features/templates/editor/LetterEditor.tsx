import { Button, TextInput } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, LoaderCircle, Redo2, Undo2 } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";

import { ApiError, sentence } from "@/api/errors";
import type { LetterBlock, LetterDocument } from "@/api/types";
import { Card } from "@/ui/Card";
import { Choice } from "@/ui/Choice";
import form from "@/ui/Form.module.css";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { isSavedMeanwhile, SavedMeanwhile } from "@/ui/SavedMeanwhile";
import { Status } from "@/ui/Status";
import type { Word } from "@/words/tone";

import { BlockForm } from "./BlockForm";
import { BlockList } from "./BlockList";
import { added, blankBlock, changed, SPECS, type BlockType } from "./blocks";
import classes from "./Editor.module.css";
import { LetterPreview } from "./LetterPreview";
import { useLetter, type LetterPlace, type LetterSave } from "./useLetter";

const WORDS: Record<LetterSave["kind"], Word> = {
  saved: { word: "All changes are saved", tone: "ok", icon: CircleCheck },
  saving: { word: "Saving…", tone: "info", icon: LoaderCircle },
  waiting: { word: "Not saved yet", tone: "info", icon: LoaderCircle },
  failed: { word: "Not saved", tone: "bad", icon: CircleAlert },
};

/** A letter of blocks: its list, the form of the chosen one, and the letter itself beside them. */
export function LetterEditor({ place, back }: { place: LetterPlace; back: ReactNode }) {
  const { draft, change, undo, redo, save, flush, keepMine, takeOther, isDirty } = useLetter(place);
  const [chosen, setChosen] = useState(draft.document.blocks[0]?.id ?? "");
  const block = draft.document.blocks.find(({ id }) => id === chosen);
  useBlocker({
    shouldBlockFn: async () =>
      isDirty && !(await flush()) && !window.confirm("Leave without saving this letter?"),
    enableBeforeUnload: isDirty,
  });
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
      event.preventDefault();
      if (event.shiftKey) redo?.();
      else undo?.();
    };
    window.addEventListener("keydown", keys);
    return () => window.removeEventListener("keydown", keys);
  });
  const write = (document: LetterDocument, field = "") => change({ ...draft, document }, field);
  const add = (type: BlockType) => {
    const id = `${type}-${crypto.randomUUID().slice(0, 8)}`;
    write(added(draft.document, blankBlock(type, id), chosen));
    setChosen(id);
  };
  const line = (key: "name" | "subject" | "preview_text", label: string, limit: number) => (
    <TextInput
      label={label}
      value={draft[key]}
      maxLength={limit}
      onChange={(event) => change({ ...draft, [key]: event.currentTarget.value }, key)}
    />
  );
  return (
    <Page
      title={draft.name || "Letter"}
      back={back}
      sub={
        <span role="status">
          <Status quiet word={WORDS[save.kind]} />
        </span>
      }
      actions={
        <>
          <Tool label="Undo" icon={<Undo2 size={16} aria-hidden="true" />} run={undo} />
          <Tool label="Redo" icon={<Redo2 size={16} aria-hidden="true" />} run={redo} />
        </>
      }
    >
      {save.kind === "failed" && isSavedMeanwhile(save.error) && (
        <SavedMeanwhile
          error={save.error}
          onKeep={() => void keepMine()}
          onTake={() => void takeOther()}
        />
      )}
      {save.kind === "failed" && !isSavedMeanwhile(save.error) && (
        <Notice tone="bad" title="The letter is not saved. What you typed is kept here.">
          {sentence(save.error)}
        </Notice>
      )}
      <div className={classes["editor"]}>
        <div className={classes["side"]}>
          <Card>
            <div className={form["form"]}>
              {line("name", "Name", 200)}
              {line("subject", "Subject", 500)}
              {line("preview_text", "Preview text", 500)}
            </div>
          </Card>
          <Card>
            <BlockList
              letter={draft.document}
              chosen={chosen}
              onChoose={setChosen}
              onChange={write}
            />
            <AddBlock onAdd={add} />
          </Card>
          {block && (
            <Card title={SPECS[block.type].label}>
              <BlockForm
                key={block.id}
                block={block}
                faults={faultsOf(save, draft.document, block)}
                onChange={(next, field) =>
                  write(changed(draft.document, next), field && `${block.id}.${field}`)
                }
              />
            </Card>
          )}
        </div>
        <LetterPreview draft={draft} hotelId={place.hotelId} />
      </div>
    </Page>
  );
}

interface ToolProps {
  label: string;
  icon: React.ReactNode;
  run: (() => void) | null;
}

const Tool = ({ label, icon, run }: ToolProps) => (
  <Button variant="default" leftSection={icon} disabled={run === null} onClick={() => run?.()}>
    {label}
  </Button>
);

const AddBlock = ({ onAdd }: { onAdd: (type: BlockType) => void }) => (
  <Choice
    label="Add a block"
    value=""
    data={[
      { value: "", label: "Choose a block" },
      ...Object.entries(SPECS)
        .filter(([type]) => type !== "footer")
        .map(([value, { label }]) => ({ value, label })),
    ]}
    onChange={(event) => {
      const type = event.currentTarget.value;
      if (type in SPECS) onAdd(type as BlockType);
    }}
  />
);

/** What the server refused, said at its field: the server names it as `document.blocks.2.heading`. */
function faultsOf(
  save: LetterSave,
  letter: LetterDocument,
  block: LetterBlock,
): Record<string, string> {
  if (save.kind !== "failed" || !(save.error instanceof ApiError)) return {};
  const start = `document.blocks.${letter.blocks.indexOf(block)}.`;
  return Object.fromEntries(
    Object.entries(save.error.fields)
      .filter(([path]) => path.startsWith(start))
      .map(([path, reasons]) => [path.slice(start.length), reasons.join(" ")]),
  );
}
