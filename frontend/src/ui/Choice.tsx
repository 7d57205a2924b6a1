import { NativeSelect, type NativeSelectProps } from "@mantine/core";
import { ChevronDown } from "lucide-react";

/** The platform's own select: one knows how to use it on every device. */
export const Choice = (props: NativeSelectProps) => (
  <NativeSelect rightSection={<ChevronDown size={16} aria-hidden="true" />} {...props} />
);
