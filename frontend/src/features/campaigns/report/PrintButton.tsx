import { Button } from "@mantine/core";
import { Printer } from "lucide-react";

export const PrintButton = () => (
  <Button
    variant="default"
    leftSection={<Printer size={16} aria-hidden="true" />}
    onClick={() => window.print()}
  >
    Print
  </Button>
);
