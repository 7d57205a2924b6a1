import type { QueryClient } from "@tanstack/react-query";
import { createRouter, type RouterHistory } from "@tanstack/react-router";

import { Fault } from "./Fault";
import { NotHere } from "./NotHere";
import { Waiting } from "./Waiting";
import { queryClient } from "./queryClient";
import { routeTree } from "./routes";

export const createAppRouter = (client: QueryClient, history?: RouterHistory) =>
  createRouter({
    routeTree,
    ...(history ? { history } : {}),
    basepath: "/app",
    context: { queryClient: client },
    defaultPreload: "intent",
    defaultPendingMs: 300,
    defaultPendingComponent: Waiting,
    defaultErrorComponent: Fault,
    defaultNotFoundComponent: NotHere,
    scrollRestoration: true,
  });

export const router = createAppRouter(queryClient);

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
