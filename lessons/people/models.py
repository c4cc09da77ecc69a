"""Users, classrooms and memberships. No e-mail address and no real name is ever needed."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# No letter or digit that is mistaken for another when read from a board: no 0 O 1 I L 5 S 8 B U V.
CODE_ALPHABET = "ACDEFGHJKMNPQRTWXYZ234679"
CODE_LENGTH = 8  # 25^8 is 1.5e11: not found by guessing at the rate sign-in allows


class Role(models.TextChoices):
    TEACHER = "teacher", _("teacher")
    STUDENT = "student", _("student")


class Strictness(models.TextChoices):
    GENTLE = "gentle", _("gentle")
    NORMAL = "normal", _("normal")
    STRICT = "strict", _("strict")


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Sign-in ignores case: phones capitalise the first letter."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in. `nickname` is what others see."""

    username = models.CharField(
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("This user name is taken; choose another.")},
    )
    nickname = models.CharField(max_length=40)
    role = models.CharField(max_length=10, choices=Role, default=Role.STUDENT)
    is_active = models.BooleanField(default=True)
    joined = models.DateTimeField(default=timezone.now)
    instrument = models.CharField(max_length=40, blank=True)
    voice = models.JSONField(default=dict, blank=True)  # chosen wording, see voices.py

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="username_unique",
                violation_error_message=_("This user name is taken; choose another."),
            )
        ]

    def __str__(self) -> str:
        return self.nickname or self.username

    @property
    def is_teacher(self) -> bool:
        return self.role == Role.TEACHER

    @property
    def is_student(self) -> bool:
        return self.role == Role.STUDENT


def new_join_code() -> str:
    """A fresh code such as "K7QW-M3TD"."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return f"{code[:4]}-{code[4:]}"


class Classroom(models.Model):
    """A teacher's class; students join with its code."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="classrooms")
    name = models.CharField(max_length=80)
    join_code = models.CharField(max_length=12, unique=True, default=new_join_code)
    strictness = models.CharField(
        max_length=10,
        choices=Strictness,
        default=Strictness.NORMAL,
        help_text="How close is close enough, for every take in this class.",
    )
    voice = models.JSONField(default=dict, blank=True)  # wording for students who chose none themselves
    archived = models.BooleanField(default=False)
    created = models.DateTimeField(default=timezone.now)
    students = models.ManyToManyField(User, through="Membership", related_name="classes")

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A student in a class, under the nickname the class knows."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="memberships")
    student = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    nickname = models.CharField(max_length=40)
    joined = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = [Lower("nickname"), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["classroom", "student"], name="member_once"),
            models.UniqueConstraint("classroom", Lower("nickname"), name="nickname_once_in_class"),
        ]

    def __str__(self) -> str:
        return f"{self.nickname} in {self.classroom}"
