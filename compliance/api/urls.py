"""Addresses below `/api/v1/orgs/{org}/`."""

from django.urls import path

from compliance.api import topics

urlpatterns = [
    path("topics", topics.TopicListView.as_view()),
    path("topics/<int:topic_id>", topics.TopicDetailView.as_view()),
]
