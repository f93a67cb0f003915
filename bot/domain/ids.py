"""Row identities. A contact's id can not pass for a case's."""

from __future__ import annotations

from typing import NewType

ChannelAccountId = NewType("ChannelAccountId", int)
ContactId = NewType("ContactId", int)
PersonId = NewType("PersonId", int)
OfficeId = NewType("OfficeId", int)
AreaId = NewType("AreaId", int)
InboxId = NewType("InboxId", int)
OutboxId = NewType("OutboxId", int)
NoticeId = NewType("NoticeId", int)
JobId = NewType("JobId", int)
CaseId = NewType("CaseId", int)
QuestionId = NewType("QuestionId", int)
AttachmentId = NewType("AttachmentId", int)
HouseholdId = NewType("HouseholdId", int)
ImportId = NewType("ImportId", int)
SponsorId = NewType("SponsorId", int)
SponsorshipId = NewType("SponsorshipId", int)
ReminderId = NewType("ReminderId", int)
EventId = NewType("EventId", int)
SlotId = NewType("SlotId", int)
VacancyId = NewType("VacancyId", int)
RegistrationId = NewType("RegistrationId", int)
