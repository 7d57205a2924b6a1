"""Addresses below `/api/v1/orgs/{org}/`."""

from django.urls import path

from compliance.api import papers, policy, retention, topics

urlpatterns = [
    path("papers/<slug:kind>", papers.PaperView.as_view()),
    path("processors", papers.ProcessorListView.as_view()),
    path("processors/<int:processor_id>", papers.ProcessorDetailView.as_view()),
    path("privacy-policy", policy.PolicyView.as_view()),
    path("privacy-policy/publish", policy.PolicyPublishView.as_view()),
    path("retention", retention.RetentionView.as_view()),
    path("topics", topics.TopicListView.as_view()),
    path("topics/<int:topic_id>", topics.TopicDetailView.as_view()),
]
