from django.urls import path

from analytics.api.views import EmailStatsView
from analytics.api.vitals import WebVitalsView

urlpatterns = [
    path("analytics/email-stats", EmailStatsView.as_view()),
    path("web-vitals", WebVitalsView.as_view()),
]
