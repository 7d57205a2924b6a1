import { FileUp } from "lucide-react";
import { useId, useState, type DragEvent } from "react";

import { bytes } from "@/format/format";

import classes from "./FileDrop.module.css";

interface FileDropProps {
  label: string;
  note: string;
  file: File | null;
  /** The endings and types that are offered, as of an input. */
  accept: string;
  error?: string | undefined;
  onFile: (file: File) => void;
}

/** A place to drop a file on, which is also the platform's own way to choose one. */
export function FileDrop({ label, note, file, accept, error, onFile }: FileDropProps) {
  const [over, setOver] = useState(false);
  const id = useId();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped) onFile(dropped);
  };
  return (
    <div>
      {/* Dropping is an extra for the mouse; the keyboard has the input inside. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <label
        htmlFor={id}
        className={classes["drop"]}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileUp size={26} strokeWidth={1.6} aria-hidden="true" />
        <strong>{file ? `${file.name}, ${bytes(file.size)}` : label}</strong>
        <span>{file ? "Press or drop to take another one" : note}</span>
        <input
          id={id}
          className={classes["input"]}
          type="file"
          accept={accept}
          onChange={(event) => {
            const chosen = event.currentTarget.files?.[0];
            if (chosen) onFile(chosen);
          }}
        />
      </label>
      {error && (
        <p className={classes["fault"]} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
