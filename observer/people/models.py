"""Who: people's accounts, and the phones that act for them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from observer.people.rows import append_only_triggers

# Check constraints ask for the length of binary columns.
models.BinaryField.register_lookup(Length)


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, *, email: str | None = None, password: str | None = None) -> User:
        """An account; without a password it can only act through an enrolled device."""
        user = self.model(username=username, email=self.normalize_email(email) if email else None)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. Holds no name: names live encrypted in `missions.PersonalRecord`.

    `username` is an opaque code; only headquarters people have an e-mail address, for signing in.
    """

    username = models.CharField(_("code"), max_length=64, unique=True)
    email = models.EmailField(_("e-mail"), max_length=254, null=True, blank=True, unique=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.username


class Device(models.Model):
    """A phone and the keyed hash of its token; the token itself is shown once and never stored."""

    append_only = True

    user = models.ForeignKey(User, models.PROTECT, related_name="devices")
    token_hash = models.BinaryField(max_length=32, unique=True)
    label = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = append_only_triggers()
        constraints = [
            models.CheckConstraint(
                name="device_token_hash_is_32_bytes", condition=models.Q(token_hash__length=32)
            ),
        ]

    def __str__(self) -> str:
        return f"device {self.pk}"


class DeviceRevocation(models.Model):
    """A phone that may no longer report: by whom, when and why. What it still sends is held."""

    append_only = True

    device = models.OneToOneField(Device, models.PROTECT, related_name="revocation")
    revoked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=200)

    class Meta:
        triggers = append_only_triggers()
