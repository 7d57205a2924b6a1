import { MantineProvider } from "@mantine/core";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";

import { cssVariables, theme } from "@/theme/theme";
import { Toasts } from "@/ui/Toasts";

import { queryClient } from "./queryClient";
import { router } from "./router";

const nonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";

interface AppProps {
  client?: QueryClient;
  routes?: typeof router;
}

export const App = ({ client = queryClient, routes = router }: AppProps) => (
  <MantineProvider
    // Tests look at once; a transition would hide what they look for.
    env={import.meta.env.MODE === "test" ? "test" : "default"}
    theme={theme}
    cssVariablesResolver={cssVariables}
    defaultColorScheme="auto"
    getStyleNonce={nonce}
  >
    <QueryClientProvider client={client}>
      <RouterProvider router={routes} />
      <Toasts />
    </QueryClientProvider>
  </MantineProvider>
);
