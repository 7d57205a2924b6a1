from django.urls import path

from analytics.api.views import HomeView

urlpatterns = [path("home", HomeView.as_view())]
