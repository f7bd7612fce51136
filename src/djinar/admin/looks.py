"""Looks at the picture of a session: who began one, and for how long it lasts.

A look is logged when it begins. What it is known by afterwards holds for one user and one session.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core import signing

from djinar.models import StreamSession

LASTS = timedelta(minutes=10)

_SALT = "djinar.admin.looks"


def new(session: StreamSession, user: AbstractBaseUser | AnonymousUser) -> str:
    return signing.dumps(_whose(session, user), salt=_SALT)


def is_valid(look: str, session: StreamSession, user: AbstractBaseUser | AnonymousUser) -> bool:
    try:
        whose = signing.loads(look, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return False
    return bool(whose == _whose(session, user))


def _whose(session: StreamSession, user: AbstractBaseUser | AnonymousUser) -> list[str]:
    return [str(session.pk), str(user.pk)]
