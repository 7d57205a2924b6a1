import { Skeleton, VisuallyHidden } from "@mantine/core";

import { t } from "@/i18n/words";

/** Grey lines in the shape of what is being fetched. */
export const Lines = ({ rows = 5, height = 20 }: { rows?: number; height?: number }) => (
  <div role="status">
    <VisuallyHidden>{t("ui.loading")}</VisuallyHidden>
    {Array.from({ length: rows }, (_, row) => (
      <Skeleton
        key={row}
        height={height}
        mb={12}
        radius="sm"
        width={`${92 - ((row * 17) % 40)}%`}
      />
    ))}
  </div>
);
