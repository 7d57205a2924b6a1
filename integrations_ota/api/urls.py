"""Addresses below `/api/v1/orgs/{org}/`."""

from django.urls import path

from integrations_ota.api import calendar, products, steps, views

urlpatterns = [
    path("channels", steps.ChannelsView.as_view()),
    path("connections", views.ConnectionsView.as_view()),
    path("connections/<int:pk>", views.ConnectionView.as_view()),
    path("connections/<int:pk>/sync", views.ConnectionSyncView.as_view()),
    path("connections/<int:pk>/check", views.ConnectionCheckView.as_view()),
    path("connections/<int:pk>/issues", views.ConnectionIssuesView.as_view()),
    path("connections/<int:pk>/issues/<int:issue>/resolve", steps.IssueResolveView.as_view()),
    path("connections/<int:pk>/issues/<int:issue>/replay", steps.IssueReplayView.as_view()),
    path("connections/<int:pk>/capabilities", steps.ConnectionCapabilitiesView.as_view()),
    path("connections/<int:pk>/changed-days", steps.ChangedDaysView.as_view()),
    path("connections/<int:pk>/state", calendar.ConnectionStateView.as_view()),
    path("connections/<int:pk>/push", calendar.ConnectionPushView.as_view()),
    path("connections/<int:pk>/hook", calendar.ConnectionHookView.as_view()),
    path("connections/<int:pk>/mapping", products.MappingView.as_view()),
    path("connections/<int:pk>/products", products.RemoteProductsView.as_view()),
    path("room-types", products.RoomTypesView.as_view()),
    path("rate-plans", products.RatePlansView.as_view()),
    path("calendar", calendar.CalendarView.as_view()),
]
