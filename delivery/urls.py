"""Addresses that stand in letters, and the page of a preview. None of them knows who is logged in."""

from django.urls import path

from delivery.public import preferences, views

urlpatterns = [
    path("u/<str:token>", views.unsubscribe, name="unsubscribe"),
    path("m/<str:token>", preferences.preferences, name="preferences"),
    path("o/<str:token>.gif", views.opened, name="opened"),
    path("c/<str:token>/<int:number>", views.clicked, name="clicked"),
    path("preview/<str:token>", views.preview, name="preview"),
]
