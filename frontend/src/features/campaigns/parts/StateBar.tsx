import type { Counts, MessageState } from "@/api/types";
import { count, many } from "@/format/format";
import { MESSAGE_STATES, messageWords, totalOf } from "@/words/message";

import classes from "./StateBar.module.css";

interface StateBarProps {
  counts: Counts;
  /** A hairline for a table row, without its legend. */
  thin?: boolean;
  /** Called with the state whose number was pressed. */
  choose?: (state: MessageState) => void;
}

/** One bar for the whole audience: its parts are the states, and they add up to it. */
export const StateBar = ({ counts, thin = false, choose }: StateBarProps) => {
  const parts = MESSAGE_STATES.filter((state) => counts[state] > 0);
  const total = totalOf(counts);
  const said = parts
    .map((state) => `${messageWords[state].word}: ${count(counts[state])}`)
    .join(", ");
  return (
    <>
      <div
        className={classes["bar"]}
        data-thin={thin || undefined}
        role="img"
        aria-label={`${many(total, "guest")}. ${said}`}
      >
        {parts.map((state) => (
          <span
            key={state}
            data-tone={messageWords[state].tone}
            data-state={state}
            style={{ flexGrow: counts[state] }}
          />
        ))}
      </div>
      {!thin && (
        <Legend counts={counts} states={parts} total={total} {...(choose ? { choose } : {})} />
      )}
    </>
  );
};

interface LegendProps {
  counts: Counts;
  states: MessageState[];
  total: number;
  choose?: (state: MessageState) => void;
}

/** Every number, and what they add up to. */
const Legend = ({ counts, states, total, choose }: LegendProps) => {
  return (
    <dl className={classes["legend"]}>
      {states.map((state) => {
        const { word, tone, icon: Icon } = messageWords[state];
        return (
          <div key={state} data-tone={tone}>
            <dt>
              <Icon size={14} aria-hidden="true" />
              {word}
            </dt>
            <dd>
              {choose ? (
                <button type="button" title={`Show: ${word}`} onClick={() => choose(state)}>
                  {count(counts[state])}
                </button>
              ) : (
                count(counts[state])
              )}
            </dd>
          </div>
        );
      })}
      <div>
        <dt>All guests</dt>
        <dd>{count(total)}</dd>
      </div>
    </dl>
  );
};
