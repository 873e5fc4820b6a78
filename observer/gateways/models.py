"""What the doors of other clients keep: each part has its own file."""

from observer.gateways.openrosa.models import AppUser, XForm
from observer.gateways.sms.models import SmsChannel, SmsMessage, SmsNumber, SmsReply, SmsThread

__all__ = ["AppUser", "SmsChannel", "SmsMessage", "SmsNumber", "SmsReply", "SmsThread", "XForm"]
