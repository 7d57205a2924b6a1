"""One error shape everywhere: `{"code", "message", "fields", "request_id"}`."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.errors import DomainError

logger = logging.getLogger(__name__)
CHECK_FIELDS = "Some of what was entered needs a change; the fields say what."


def error_response(problem: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. An unforeseen exception is logged with its traceback and answered with 500."""
    request_id = getattr(context["request"], "request_id", "")
    headers: dict[str, str] = {}
    if isinstance(problem, DomainError):
        status, code, message, fields = problem.http_status, problem.code, problem.message, problem.fields
    elif isinstance(problem, exceptions.ValidationError):
        status, code, message, fields = 400, "invalid", CHECK_FIELDS, flat(problem.detail)
    elif isinstance(problem, Http404 | exceptions.NotFound):
        status, code, message, fields = (
            404,
            "not_found",
            "There is nothing here, or it belongs to somebody else.",
            {},
        )
    elif isinstance(problem, PermissionDenied):
        status, code, message, fields = 403, "not_allowed", "You may not do this.", {}
    elif isinstance(problem, exceptions.APIException):
        status, code, message, fields = problem.status_code, str(problem.get_codes()), str(problem.detail), {}
        headers = retry_headers(problem)
    else:
        logger.error("Unforeseen error", exc_info=problem, extra={"request_id": request_id})
        status, code, fields = 500, "internal", {}
        message = "Something went wrong on our side; nothing was changed. Try again, or send us the request's number."
    body = {"code": code, "message": message, "fields": fields, "request_id": request_id}
    return Response(body, status=status, headers=headers)


def retry_headers(problem: exceptions.APIException) -> dict[str, str]:
    headers = {}
    wait = getattr(problem, "wait", None)
    if wait:
        headers["Retry-After"] = str(int(wait) + 1)
    if challenge := getattr(problem, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    return headers


def flat(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Nested messages of DRF as `{"audience.hotel_ids": ["…"]}`."""
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for name, inner in detail.items():
            found |= flat(inner, f"{path}.{name}" if path else str(name))
        return found
    if isinstance(detail, list):
        texts = [str(item) for item in detail if not isinstance(item, dict | list)]
        found = {path or "non_field_errors": texts} if texts else {}
        for number, item in enumerate(detail):
            if isinstance(item, dict | list):
                found |= flat(item, f"{path}.{number}" if path else str(number))
        return found
    return {path or "non_field_errors": [str(detail)]}
