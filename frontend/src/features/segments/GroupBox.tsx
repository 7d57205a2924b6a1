import { ActionIcon, Button } from "@mantine/core";
import { FolderPlus, Plus, X } from "lucide-react";

import type { SegmentSchema } from "@/api/types";
import { Choice } from "@/ui/Choice";

import { ConditionRow } from "./ConditionRow";
import classes from "./Segments.module.css";
import {
  emptyGroup,
  nodeAdd,
  nodeChange,
  nodeCopy,
  nodeRemove,
  type Group,
  type Mode,
  type Node,
} from "./tree";
import { conditionNew } from "./values";

const MODES = [
  { value: "all", label: "all of these hold" },
  { value: "any", label: "at least one of these holds" },
  { value: "not any", label: "none of these holds" },
  { value: "not all", label: "not all of these hold" },
];

export interface Editing {
  schema: SegmentSchema;
  root: Group;
  faults: Map<string, string>;
  /** Puts a changed tree, and the focus on an element of that id. */
  put: (root: Group, focus?: string) => void;
}

interface GroupBoxProps {
  editing: Editing;
  group: Group;
  depth: number;
}

export function GroupBox({ editing, group, depth }: GroupBoxProps) {
  const { schema, root, faults, put } = editing;
  const change = (edit: (old: Group) => Group) =>
    put(nodeChange(root, group.id, (node) => (node.kind === "group" ? edit(node) : node)));
  const remove = (id: string) => put(nodeRemove(root, id), `add-${group.id}`);
  const fault = faults.get(group.id);
  return (
    <div
      className={classes["group"]}
      data-depth={depth}
      role="group"
      aria-label={depth === 1 ? "The rule" : "A group of conditions"}
    >
      <div className={classes["groupHead"]}>
        {depth === 1 && <span>Guests of whom</span>}
        <Choice
          id={`mode-${group.id}`}
          aria-label="How these are joined"
          data={MODES}
          value={`${group.not ? "not " : ""}${group.mode}`}
          onChange={(event) => {
            const [last = "all", not] = event.currentTarget.value.split(" ").reverse();
            change((old) => ({ ...old, mode: last as Mode, not: not === "not" }));
          }}
        />
      </div>
      {fault && (
        <p className={classes["fault"]} role="alert">
          {fault}
        </p>
      )}
      <ol className={classes["children"]}>
        {group.children.map((child) =>
          child.kind === "condition" ? (
            <ConditionRow
              key={child.id}
              schema={schema}
              node={child}
              faults={faults}
              onChange={(next: Node) => put(nodeChange(root, child.id, () => next))}
              onCopy={() => put(nodeCopy(root, child.id))}
              onRemove={() => remove(child.id)}
            />
          ) : (
            <li key={child.id} className={classes["nested"]}>
              <GroupBox editing={editing} group={child} depth={depth + 1} />
              <ActionIcon
                variant="subtle"
                title="Remove the group"
                aria-label="Remove the group"
                onClick={() => remove(child.id)}
              >
                <X size={16} aria-hidden="true" />
              </ActionIcon>
            </li>
          ),
        )}
      </ol>
      <Adders editing={editing} group={group} depth={depth} />
    </div>
  );
}

function Adders({ editing: { schema, root, put }, group, depth }: GroupBoxProps) {
  const [first] = schema.fields;
  // Room for a group, and for a condition with a `not` in it.
  const deeper = depth + 2 < schema.limits.depth;
  const addCondition = () => {
    if (!first) return;
    const child = conditionNew(first);
    put(nodeAdd(root, group.id, child), `field-${child.id}`);
  };
  const addGroup = () => {
    const child = emptyGroup(group.mode === "all" ? "any" : "all");
    const filled = first ? { ...child, children: [conditionNew(first)] } : child;
    put(nodeAdd(root, group.id, filled), `mode-${child.id}`);
  };
  return (
    <div className={classes["adders"]}>
      <Button
        id={`add-${group.id}`}
        variant="default"
        size="xs"
        leftSection={<Plus size={14} aria-hidden="true" />}
        onClick={addCondition}
      >
        Add a condition
      </Button>
      {deeper && (
        <Button
          variant="subtle"
          size="xs"
          leftSection={<FolderPlus size={14} aria-hidden="true" />}
          onClick={addGroup}
        >
          Add a group
        </Button>
      )}
    </div>
  );
}
