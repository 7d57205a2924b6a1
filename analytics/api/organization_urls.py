from django.urls import path

from analytics.api.views import CampaignResultsView, HomeView

urlpatterns = [
    path("home", HomeView.as_view()),
    path("campaigns/<int:campaign_id>/results", CampaignResultsView.as_view()),
]
