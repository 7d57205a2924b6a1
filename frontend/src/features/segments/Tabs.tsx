import { Tabs as Row } from "@/ui/Tabs";

/** Rules that find guests anew, and lists that stay as they were made. */
export const Tabs = () => (
  <Row
    label="Segments and lists"
    tabs={[
      { to: "/$org/segments", name: "Segments" },
      { to: "/$org/segments/lists", name: "Lists" },
    ]}
  />
);
