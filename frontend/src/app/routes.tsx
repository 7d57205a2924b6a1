import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";

import { ApiError } from "@/api/errors";
import { campaignsQuery } from "@/api/queries/campaigns";
import { homeQuery } from "@/api/queries/home";
import { meQuery } from "@/api/queries/me";
import { speakAsChosen } from "@/i18n/speak";

import { campaignSearch, guestSearch, joinSearch, loginSearch, sheetSearch } from "./search";

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet });

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: loginSearch,
  component: lazyRouteComponent(() => import("@/features/login/LoginPage"), "LoginPage"),
});

const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/join",
  validateSearch: joinSearch,
  component: lazyRouteComponent(() => import("@/features/login/JoinPage"), "JoinPage"),
});

/** A failure of an early request is told by the page that asks again. */
const shownByThePage = () => undefined;

/** Who is logged in, or the way to the log-in page and back here afterwards. */
async function requireMe(queryClient: QueryClient, href: string) {
  try {
    const me = await queryClient.query({ ...meQuery, staleTime: "static" });
    await speakAsChosen(me.language);
    return me;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403))
      throw redirect({ to: "/login", search: { next: href } });
    throw error;
  }
}

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: async ({ context, location }) => {
    const me = await requireMe(context.queryClient, location.publicHref);
    const [first] = me.organizations;
    if (first) throw redirect({ to: "/$org/home", params: { org: first.slug } });
  },
  component: lazyRouteComponent(() => import("./NoOrganization"), "NoOrganization"),
});

const orgRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/$org",
  beforeLoad: ({ context, location }) => requireMe(context.queryClient, location.publicHref),
  component: lazyRouteComponent(() => import("./Shell"), "Shell"),
});

const orgIndexRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/$org/home", params });
  },
});

const homeRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/home",
  // Asked for while the page's code is on its way, never waited for.
  loader: ({ context, params }) => {
    context.queryClient.query(homeQuery(params.org)).catch(shownByThePage);
  },
  component: lazyRouteComponent(() => import("@/features/home/HomePage"), "HomePage"),
});

const guestsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/guests",
  validateSearch: guestSearch,
  component: lazyRouteComponent(() => import("@/features/guests/GuestsPage"), "GuestsPage"),
});

const suggestionsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/guests/suggestions",
  component: lazyRouteComponent(
    () => import("@/features/guests/SuggestionsPage"),
    "SuggestionsPage",
  ),
});

const guestRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/guests/$guestId",
  component: lazyRouteComponent(() => import("@/features/guests/GuestPage"), "GuestPage"),
});

const arrivalsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/arrivals",
  component: lazyRouteComponent(() => import("@/features/arrivals/ArrivalsPage"), "ArrivalsPage"),
});

const arrivalSheetRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/arrivals/sheet",
  validateSearch: sheetSearch,
  component: lazyRouteComponent(
    () => import("@/features/arrivals/ArrivalSheetPage"),
    "ArrivalSheetPage",
  ),
});

const campaignsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/campaigns",
  validateSearch: campaignSearch,
  loader: ({ context, params }) => {
    context.queryClient.query(campaignsQuery(params.org)).catch(shownByThePage);
  },
  component: lazyRouteComponent(
    () => import("@/features/campaigns/list/CampaignsPage"),
    "CampaignsPage",
  ),
});

const campaignNewRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/campaigns/new",
  component: lazyRouteComponent(
    () => import("@/features/campaigns/compose/NewCampaignPage"),
    "NewCampaignPage",
  ),
});

const campaignRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/campaigns/$campaignId",
  component: lazyRouteComponent(() => import("@/features/campaigns/CampaignPage"), "CampaignPage"),
});

const campaignLetterRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/campaigns/$campaignId/letter",
  component: lazyRouteComponent(
    () => import("@/features/templates/editor/CampaignLetterPage"),
    "CampaignLetterPage",
  ),
});

const campaignReviewRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/campaigns/$campaignId/review",
  component: lazyRouteComponent(
    () => import("@/features/campaigns/review/ReviewPage"),
    "ReviewPage",
  ),
});

const segmentsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/segments",
  component: lazyRouteComponent(() => import("@/features/segments/SegmentsPage"), "SegmentsPage"),
});

const segmentRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/segments/$segmentId",
  component: lazyRouteComponent(() => import("@/features/segments/SegmentPage"), "SegmentPage"),
});

const listsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/segments/lists",
  component: lazyRouteComponent(() => import("@/features/segments/ListsPage"), "ListsPage"),
});

const listRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/segments/lists/$listId",
  component: lazyRouteComponent(() => import("@/features/segments/ListPage"), "ListPage"),
});

const formsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/forms",
  component: lazyRouteComponent(() => import("@/features/forms/FormsPage"), "FormsPage"),
});

const formRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/forms/$formId",
  component: lazyRouteComponent(() => import("@/features/forms/FormPage"), "FormPage"),
});

const templatesRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/templates",
  component: lazyRouteComponent(
    () => import("@/features/templates/TemplatesPage"),
    "TemplatesPage",
  ),
});

const galleryRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/templates/gallery",
  component: lazyRouteComponent(() => import("@/features/templates/GalleryPage"), "GalleryPage"),
});

const brandRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/settings/brand",
  component: lazyRouteComponent(() => import("@/features/brand/BrandPage"), "BrandPage"),
});

const templateImportRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/templates/import",
  component: lazyRouteComponent(
    () => import("@/features/templates/ImportTemplatePage"),
    "ImportTemplatePage",
  ),
});

const templateRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/templates/$templateId",
  component: lazyRouteComponent(() => import("@/features/templates/TemplatePage"), "TemplatePage"),
});

const connectionsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/connections",
  component: lazyRouteComponent(
    () => import("@/features/connections/ConnectionsPage"),
    "ConnectionsPage",
  ),
});

const connectionRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/connections/$connectionId",
  component: lazyRouteComponent(
    () => import("@/features/connections/ConnectionPage"),
    "ConnectionPage",
  ),
});

const connectionMappingRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/connections/$connectionId/mapping",
  component: lazyRouteComponent(() => import("@/features/connections/MappingPage"), "MappingPage"),
});

const connectionCalendarRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/connections/$connectionId/calendar",
  component: lazyRouteComponent(
    () => import("@/features/connections/CalendarPage"),
    "CalendarPage",
  ),
});

const importsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/imports",
  component: lazyRouteComponent(() => import("@/features/imports/ImportsPage"), "ImportsPage"),
});

const importNewRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/imports/new",
  component: lazyRouteComponent(() => import("@/features/imports/NewImportPage"), "NewImportPage"),
});

const ownFieldsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/imports/fields",
  component: lazyRouteComponent(() => import("@/features/imports/OwnFieldsPage"), "OwnFieldsPage"),
});

const importRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/imports/$importId",
  component: lazyRouteComponent(() => import("@/features/imports/ImportPage"), "ImportPage"),
});

const sendingRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/sending",
  component: lazyRouteComponent(() => import("@/features/sending/SendingPage"), "SendingPage"),
});

const complianceRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/compliance",
  component: lazyRouteComponent(() => import("@/features/compliance/RequestsPage"), "RequestsPage"),
});

const privacyRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/compliance/policy",
  component: lazyRouteComponent(() => import("@/features/compliance/PolicyPage"), "PolicyPage"),
});

const topicsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/compliance/topics",
  component: lazyRouteComponent(() => import("@/features/compliance/TopicsPage"), "TopicsPage"),
});

const retentionRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/compliance/retention",
  component: lazyRouteComponent(
    () => import("@/features/compliance/RetentionPage"),
    "RetentionPage",
  ),
});

const addressRulesRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/compliance/addresses",
  component: lazyRouteComponent(
    () => import("@/features/compliance/AddressesPage"),
    "AddressesPage",
  ),
});

const teamRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/team",
  component: lazyRouteComponent(() => import("@/features/team/TeamPage"), "TeamPage"),
});

const auditRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: "/team/audit",
  component: lazyRouteComponent(() => import("@/features/team/AuditPage"), "AuditPage"),
});

export const routeTree = rootRoute.addChildren([
  loginRoute,
  joinRoute,
  indexRoute,
  orgRoute.addChildren([
    orgIndexRoute,
    homeRoute,
    guestsRoute,
    suggestionsRoute,
    guestRoute,
    arrivalsRoute,
    arrivalSheetRoute,
    segmentsRoute,
    segmentRoute,
    listsRoute,
    listRoute,
    campaignsRoute,
    campaignNewRoute,
    campaignRoute,
    campaignLetterRoute,
    campaignReviewRoute,
    formsRoute,
    formRoute,
    templatesRoute,
    galleryRoute,
    templateImportRoute,
    templateRoute,
    brandRoute,
    connectionsRoute,
    connectionRoute,
    connectionMappingRoute,
    connectionCalendarRoute,
    importsRoute,
    importNewRoute,
    ownFieldsRoute,
    importRoute,
    sendingRoute,
    complianceRoute,
    privacyRoute,
    topicsRoute,
    retentionRoute,
    addressRulesRoute,
    teamRoute,
    auditRoute,
  ]),
]);
