import { createRouter } from "@tanstack/react-router";

import { Fault } from "./Fault";
import { NotHere } from "./NotHere";
import { Waiting } from "./Waiting";
import { queryClient } from "./queryClient";
import { routeTree } from "./routes";

export const createAppRouter = () =>
  createRouter({
    routeTree,
    basepath: "/app",
    context: { queryClient },
    defaultPreload: "intent",
    defaultPendingMs: 300,
    defaultPendingComponent: Waiting,
    defaultErrorComponent: Fault,
    defaultNotFoundComponent: NotHere,
    scrollRestoration: true,
  });

export const router = createAppRouter();

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
