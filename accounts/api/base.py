from rest_framework.request import Request
from rest_framework.views import APIView


class ApiView(APIView):
    """A view of the API that is not about one organisation. Strangers are counted before they are refused."""

    def check_permissions(self, request: Request) -> None:
        super().check_throttles(request)
        super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        """Done in check_permissions, so that a flood of refused requests is slowed too."""
