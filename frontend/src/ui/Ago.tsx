import { ago, moment } from "@/format/format";

import { useNow } from "./useNow";

/** '3 minutes ago', with the exact moment on hover. */
export const Ago = ({ at }: { at: string | null }) => {
  const now = useNow();
  return at ? (
    <time dateTime={at} title={moment(at)}>
      {ago(at, now)}
    </time>
  ) : (
    <>never</>
  );
};
