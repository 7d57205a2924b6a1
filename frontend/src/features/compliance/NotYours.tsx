import { ShieldQuestion } from "lucide-react";
import type { ReactNode } from "react";

import { Card } from "@/ui/Card";
import { Empty } from "@/ui/Empty";

/** What is said to those whose role does not show a page. */
export const NotYours = ({ children }: { children: ReactNode }) => (
  <Card>
    <Empty icon={ShieldQuestion} title="Your role does not show this">
      {children}
    </Empty>
  </Card>
);
