"""What the door of text messages keeps: channels, numbers, messages as they came, and receipts on their way.

Numbers and texts are sealed: under the person's own key once it is known whose they are, else under one of
the mission's. A number is found by its keyed index alone.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from observer.missions.access import Act, may
from observer.missions.models import Membership
from observer.missions.wall import BelowMission, MissionForeignKey, inside


class SmsChannel(BelowMission):
    """A gateway through which a mission gets text messages. Its address holds a token that nobody guesses."""

    changeable = ("closed_by", "closed_at")

    class Gateway(models.TextChoices):
        """The codes of `gateways.sms.adapters`."""

        GENERIC = "generic", _("Signed JSON (modem or phone)")
        TWILIO = "twilio", "Twilio"
        VONAGE = "vonage", "Vonage"

    label = models.CharField(max_length=80)
    gateway = models.CharField(max_length=16, choices=Gateway)
    token_hash = models.BinaryField(max_length=32, unique=True)
    settings_sealed = models.BinaryField()
    made_by = inside("missions.Membership", related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_by = inside("missions.Membership", null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="made_by", name="sms_channel_made_by_member"),
            MissionForeignKey(field="closed_by", name="sms_channel_closed_by_member"),
            models.CheckConstraint(
                name="sms_channel_gateway_known", condition=Q(gateway__in=["generic", "twilio", "vonage"])
            ),
            models.CheckConstraint(
                name="sms_channel_closed_by_somebody",
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class SmsNumber(BelowMission):
    """A number that text messages come from, and whose it is.

    `source` says how that is known; a number somebody assigned or turned away stays so until somebody changes
    it, one of the register follows the register.
    """

    changeable = (
        "number_index",
        "number_sealed",
        "membership",
        "source",
        "language",
        "settled_by",
        "settled_at",
    )

    class Source(models.TextChoices):
        REGISTER = "register", _("from the register of people")
        ASSIGNED = "assigned", _("assigned by a coordinator")
        UNKNOWN = "unknown", _("unknown")
        REJECTED = "rejected", _("turned away")

    number_index = models.BinaryField(max_length=32)
    number_sealed = models.BinaryField()
    membership = inside(
        "missions.Membership", null=True, blank=True, related_name="sms_numbers", db_index=True
    )
    source = models.CharField(max_length=10, choices=Source)
    # In which receipts are written; empty: the mission's first.
    language = models.CharField(max_length=16, blank=True)
    settled_by = inside("missions.Membership", null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["mission", "number_index"], name="sms_number_once"),
            MissionForeignKey(field="membership", name="sms_number_of_member"),
            MissionForeignKey(field="settled_by", name="sms_number_settled_by_member"),
            models.CheckConstraint(
                name="sms_number_source_known",
                condition=Q(source__in=["register", "assigned"], membership__isnull=False)
                | Q(source__in=["unknown", "rejected"], membership__isnull=True),
            ),
        ]


class SmsThread(BelowMission):
    """The messages of a member that build one report: one form, one place, one day."""

    append_only = True

    membership = inside("missions.Membership", related_name="+")
    checklist = inside("checklists.Checklist", related_name="+")
    # As the register spells it, or as typed; empty where an incident is tied to no place.
    place = models.CharField(max_length=64, blank=True)
    day = models.DateField()
    # Which of the day's reports of this form; of an incident without a number, a name of its own.
    number = models.CharField(max_length=40)
    report_client_id = models.UUIDField()
    visit_client_id = models.UUIDField()
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(
                fields=["membership", "checklist", "place", "day", "number"], name="sms_thread_once"
            ),
            MissionForeignKey(field="membership", name="sms_thread_of_member"),
            MissionForeignKey(field="checklist", name="sms_thread_of_checklist"),
        ]


class SmsMessageQuerySet(models.QuerySet["SmsMessage"]):
    def visible_to(self, membership: Membership) -> SmsMessageQuerySet:
        """The mission's messages, for those who work on them: they lie in no region yet."""
        if not may(membership, Act.WORK_MESSAGES):
            return self.none()
        return self.filter(mission=membership.mission_id)

    def waiting(self) -> SmsMessageQuerySet:
        """What a person must look at: not understood, of unknown numbers, or with a part that never came."""
        return self.filter(state__in=SmsMessage.WAITING)


class SmsMessage(BelowMission):
    """A message as it came, once however often it is delivered. A part of a long one is a row of its own.

    `body_hash` proves that the text was never changed; the text itself is sealed anew when its number is
    assigned to somebody.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("just received")
        PART = "part", _("waits for its other parts")
        JOINED = "joined", _("read together with its first part")
        TAKEN = "taken", _("taken in")
        HELP = "help", _("asked how to write")
        UNCLEAR = "unclear", _("not understood")
        STRANGER = "stranger", _("from an unknown number")
        TORN = "torn", _("a part never came")
        AUTOMATIC = "automatic", _("an automatic message")
        REJECTED = "rejected", _("turned away")
        SETTLED = "settled", _("settled by hand")

    WAITING = (State.UNCLEAR, State.STRANGER, State.TORN)

    changeable = (
        "body_sealed",
        "membership",
        "state",
        "thread",
        "whole",
        "answers",
        "entered_by",
        "entered_at",
    )

    channel = inside("gateways.SmsChannel", related_name="messages")
    number = inside("gateways.SmsNumber", related_name="messages", db_index=True)
    # Whose key the text is sealed under; empty: the mission's.
    membership = inside("missions.Membership", null=True, blank=True, related_name="+")
    gateway_id = models.CharField(max_length=128)
    body_sealed = models.BinaryField()
    body_hash = models.BinaryField(max_length=32)
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField()
    part_reference = models.CharField(max_length=64, blank=True)
    part_number = models.PositiveSmallIntegerField(default=1)
    part_total = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    whole = inside("self", null=True, blank=True, related_name="parts")
    thread = inside("gateways.SmsThread", null=True, blank=True, related_name="messages", db_index=True)
    # What it answers, by question code; "" takes an answer back.
    answers = models.JSONField(default=dict, blank=True)
    # A coordinator who typed what it means, or put it away.
    entered_by = inside("missions.Membership", null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[SmsMessage]] = SmsMessageQuerySet.as_manager()

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            models.UniqueConstraint(fields=["channel", "gateway_id"], name="sms_message_once"),
            models.CheckConstraint(name="sms_message_hash_is_32_bytes", condition=Q(body_hash__length=32)),
            models.CheckConstraint(
                name="sms_message_part_in_range",
                condition=Q(part_number__gte=1, part_number__lte=F("part_total")),
            ),
            MissionForeignKey(field="channel", name="sms_message_of_channel"),
            MissionForeignKey(field="number", name="sms_message_of_number"),
            MissionForeignKey(field="membership", name="sms_message_of_member"),
            MissionForeignKey(field="whole", name="sms_message_of_whole"),
            MissionForeignKey(field="thread", name="sms_message_of_thread"),
            MissionForeignKey(field="entered_by", name="sms_message_entered_by_member"),
        ]
        indexes = [
            models.Index(fields=["mission", "-received_at", "-id"], name="sms_message_list"),
            models.Index(
                fields=["mission", "-received_at", "-id"],
                condition=Q(state__in=["unclear", "stranger", "torn"]),
                name="sms_message_waiting",
            ),
            models.Index(
                fields=["received_at"],
                condition=Q(state__in=["received", "part"]),
                name="sms_message_to_sweep",
            ),
        ]


class SmsReply(BelowMission):
    """A text on its way out: the outbox. At most one for a message, whatever crashes."""

    changeable = ("state", "attempts", "next_at", "claimed_at", "sent_at", "gateway_id", "failure")

    class State(models.TextChoices):
        QUEUED = "queued", _("waits")
        SENDING = "sending", _("is being sent")
        UNSURE = "unsure", _("was perhaps sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("could not be sent")
        WITHHELD = "withheld", _("held back: too many in an hour")

    channel = inside("gateways.SmsChannel", related_name="replies")
    number = inside("gateways.SmsNumber", related_name="replies", db_index=True)
    message = models.OneToOneField(
        SmsMessage, models.PROTECT, null=True, blank=True, db_constraint=False, related_name="reply"
    )
    # Our name for it at the gateway.
    reference = models.UUIDField(unique=True)
    membership = inside("missions.Membership", null=True, blank=True, related_name="+")
    text_sealed = models.BinaryField()
    text_hash = models.BinaryField(max_length=32)
    segments = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    gateway_id = models.CharField(max_length=128, blank=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta(BelowMission.Meta):
        constraints: ClassVar = [
            *BelowMission.Meta.constraints,
            MissionForeignKey(field="channel", name="sms_reply_by_channel"),
            MissionForeignKey(field="number", name="sms_reply_to_number"),
            MissionForeignKey(field="message", name="sms_reply_to_message"),
            MissionForeignKey(field="membership", name="sms_reply_to_member"),
            models.CheckConstraint(
                name="sms_reply_sent_has_a_time",
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=["queued", "sending", "unsure"]),
                name="sms_reply_to_send",
            ),
            models.Index(fields=["number", "-made_at"], name="sms_reply_of_number"),
        ]
