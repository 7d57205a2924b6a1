import {
  closestCenter,
  DndContext,
  PointerSensor,
  useSensor,
  useSensors,
  type DragEndEvent,
} from "@dnd-kit/core";
import { SortableContext, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ArrowDown, ArrowUp, GripVertical, Trash2 } from "lucide-react";
import type { KeyboardEvent } from "react";

import type { LetterBlock, LetterDocument } from "@/api/types";

import { blockWords, moved, SPECS, without } from "./blocks";
import classes from "./Editor.module.css";

interface BlockListProps {
  letter: LetterDocument;
  chosen: string;
  onChoose: (id: string) => void;
  onChange: (letter: LetterDocument) => void;
}

/** The letter's blocks in order: dragged by their handle, or moved by buttons and Alt with an arrow. */
export function BlockList({ letter, chosen, onChoose, onChange }: BlockListProps) {
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));
  const at = (id: string | number) => letter.blocks.findIndex((block) => block.id === id);
  const drop = ({ active, over }: DragEndEvent) => {
    if (over) onChange(moved(letter, at(active.id), at(over.id)));
  };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={drop}>
      <SortableContext
        items={letter.blocks.map(({ id }) => id)}
        strategy={verticalListSortingStrategy}
      >
        <ol className={classes["list"]} aria-label="Blocks of the letter">
          {letter.blocks.map((block, place) => (
            <Row
              key={block.id}
              block={block}
              place={place}
              last={letter.blocks.length - 1}
              chosen={block.id === chosen}
              onChoose={() => onChoose(block.id)}
              onMove={(to) => onChange(moved(letter, place, to))}
              onRemove={() => onChange(without(letter, block.id))}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

interface RowProps {
  block: LetterBlock;
  place: number;
  last: number;
  chosen: boolean;
  onChoose: () => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}

function Row({ block, place, last, chosen, onChoose, onMove, onRemove }: RowProps) {
  const fixed = block.type === "footer";
  const { listeners, setActivatorNodeRef, setNodeRef, transform, transition, isDragging } =
    useSortable({ id: block.id, disabled: fixed });
  const { label } = SPECS[block.type];
  const words = blockWords(block);
  const keys = (event: KeyboardEvent) => {
    if (!event.altKey || fixed) return;
    if (event.key === "ArrowUp") onMove(place - 1);
    else if (event.key === "ArrowDown") onMove(place + 1);
    else return;
    event.preventDefault();
  };
  return (
    <li
      ref={setNodeRef}
      className={classes["row"]}
      data-chosen={chosen || undefined}
      data-dragging={isDragging || undefined}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <span
        ref={setActivatorNodeRef}
        className={classes["grip"]}
        aria-hidden="true"
        data-fixed={fixed || undefined}
        {...listeners}
      >
        <GripVertical size={16} />
      </span>
      <button
        type="button"
        className={classes["choose"]}
        aria-pressed={chosen}
        aria-keyshortcuts={fixed ? undefined : "Alt+ArrowUp Alt+ArrowDown"}
        onClick={onChoose}
        onKeyDown={keys}
      >
        <strong>{label}</strong>
        <span>{words}</span>
      </button>
      {!fixed && (
        <span className={classes["tools"]}>
          <button
            type="button"
            aria-label={`Move ${label} up`}
            disabled={place === 0}
            onClick={() => onMove(place - 1)}
          >
            <ArrowUp size={16} aria-hidden="true" />
          </button>
          <button
            type="button"
            aria-label={`Move ${label} down`}
            disabled={place === last - 1}
            onClick={() => onMove(place + 1)}
          >
            <ArrowDown size={16} aria-hidden="true" />
          </button>
          <button type="button" aria-label={`Remove ${label}`} onClick={onRemove}>
            <Trash2 size={16} aria-hidden="true" />
          </button>
        </span>
      )}
    </li>
  );
}
