import { Button } from "@mantine/core";

import { ApiError, sentence } from "@/api/errors";

import { Notice } from "./Notice";

/** Somebody else saved it after it was opened here. */
export const isSavedMeanwhile = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "changed_meanwhile";

interface SavedMeanwhileProps {
  error: unknown;
  /** Saves one's own version over the other. */
  onKeep: () => void;
  /** Leaves one's own version for the other. */
  onTake: () => void;
}

/** Two people at one thing: both versions are there, and a person says which holds. */
export const SavedMeanwhile = ({ error, onKeep, onTake }: SavedMeanwhileProps) => (
  <Notice
    tone="bad"
    title="Two people are changing this. What you typed is kept here, not saved yet."
    action={
      <>
        <Button variant="default" size="xs" onClick={onTake}>
          Take the other version
        </Button>
        <Button variant="default" size="xs" onClick={onKeep}>
          Save mine over it
        </Button>
      </>
    }
  >
    {sentence(error)}
  </Notice>
);
