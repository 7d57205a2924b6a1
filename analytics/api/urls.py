from django.urls import path

from analytics.api.views import EmailStatsView

urlpatterns = [path("analytics/email-stats", EmailStatsView.as_view())]
