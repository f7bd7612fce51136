"""The users of the site, as the database knows them now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac


def active_users(ids: Iterable[str]) -> dict[str, Any]:
    """Those of them who exist and are active, by id; in one query."""
    model = get_user_model()
    keys = [key for key in map(user_key, ids) if key is not None]
    found = model._default_manager.in_bulk(keys) if keys else {}  # noqa: SLF001 - as Django's own backend asks
    return {str(key): user for key, user in found.items() if getattr(user, "is_active", True)}


def user_key(user_id: str | None) -> Any:
    """``None`` too for what cannot be the key of a user of this site."""
    try:
        return get_user_model()._meta.pk.to_python(user_id)  # noqa: SLF001
    except ValidationError:
        return None


def password_mark(user: Any) -> str:
    """Another one after each change of the password, of which it tells nothing; ``""`` where users have none."""
    if not hasattr(user, "get_session_auth_hash"):
        return ""
    return salted_hmac("djinar.accounts", user.get_session_auth_hash(), algorithm="sha256").hexdigest()[:32]
