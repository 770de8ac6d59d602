using System.Text.Json.Serialization;
using MatchGrid.Identifiers;

namespace MatchGrid.Patients;

/// <summary>What can happen to a patient. Discriminators carry the version of their shape and are part of the journal format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(InboxBegun), "begun.1")]
[JsonDerivedType(typeof(GroupReserved), "reserved.1")]
[JsonDerivedType(typeof(ReservationReleased), "released.1")]
[JsonDerivedType(typeof(RequestFinished), "finished.1")]
[JsonDerivedType(typeof(NoticeEntered), "notice.1")]
[JsonDerivedType(typeof(InboxTrimmed), "trimmed.1")]
[JsonDerivedType(typeof(ProfileSet), "profile.1")]
[JsonDerivedType(typeof(ConsentGiven), "consent.1")]
[JsonDerivedType(typeof(AccessNoted), "access.1")]
[JsonDerivedType(typeof(DeviceAdded), "device.1")]
[JsonDerivedType(typeof(DeviceRemoved), "device-removed.1")]
[JsonDerivedType(typeof(RelativeInvited), "relative-invited.1")]
[JsonDerivedType(typeof(RelativeJoined), "relative-joined.1")]
[JsonDerivedType(typeof(RelativeGone), "relative-gone.1")]
[JsonDerivedType(typeof(PersonAdded), "person.1")]
[JsonDerivedType(typeof(PersonGone), "person-gone.1")]
[JsonDerivedType(typeof(ContactToConfirm), "contact-asked.1")]
[JsonDerivedType(typeof(ContactMistaken), "contact-mistaken.1")]
[JsonDerivedType(typeof(ContactConfirmed), "contact.1")]
[JsonDerivedType(typeof(ContactRemoved), "contact-removed.1")]
[JsonDerivedType(typeof(MessageTried), "message-tried.1")]
public abstract record PatientEvent;

/// <summary>The first thing that is written of a patient.</summary>
public sealed record InboxBegun(string Epoch) : PatientEvent;

public sealed record GroupReserved(string Group, RequestId Request) : PatientEvent;

/// <summary>The request was refused, and is none of the patient's.</summary>
public sealed record ReservationReleased(RequestId Request) : PatientEvent;

/// <summary>The request ended for good; its group is free again.</summary>
public sealed record RequestFinished(RequestId Request) : PatientEvent;

/// <summary>Gets the next number of the inbox.</summary>
public sealed record NoticeEntered(PatientNotice Notice) : PatientEvent;

/// <summary>Entries before a number are kept no longer.</summary>
public sealed record InboxTrimmed(long First) : PatientEvent;

public sealed record ProfileSet(PatientProfile Profile) : PatientEvent;

/// <summary>A partner may see the patient's matches, or no longer.</summary>
public sealed record ConsentGiven(PatientId Patient, PartnerId Partner, bool Granted) : PatientEvent;

/// <summary>Somebody looked at, or changed, what is kept of the patient.</summary>
public sealed record AccessNoted(AccessEntry Entry) : PatientEvent;

/// <summary>A browser that is told from now on; one that is known gets its new keys.</summary>
public sealed record DeviceAdded(PushDevice Device) : PatientEvent;

/// <summary>Told no more: at the patient's wish, or as its push service knows it no longer.</summary>
public sealed record DeviceRemoved(string Endpoint) : PatientEvent;

/// <summary>Somebody may ask and answer for the patient, once they bring the code.</summary>
public sealed record RelativeInvited(string Id, string Name, string CodeHash, DateTimeOffset CodeUntil) : PatientEvent;

/// <summary>Somebody brought the code.</summary>
public sealed record RelativeJoined(string Id, PatientId Who, DateTimeOffset At) : PatientEvent;

/// <summary>May act no longer; or the code was not used in time.</summary>
public sealed record RelativeGone(string Id) : PatientEvent;

/// <summary>This one may act for somebody, as long as they let it.</summary>
public sealed record PersonAdded(CaredFor Person) : PatientEvent;

public sealed record PersonGone(PatientId Patient) : PatientEvent;

/// <summary>A code went to a contact.</summary>
public sealed record ContactToConfirm(ContactAsked Asked) : PatientEvent;

/// <summary>A wrong code was brought.</summary>
public sealed record ContactMistaken : PatientEvent;

/// <summary>The code came back: the patient is told there from now on.</summary>
public sealed record ContactConfirmed(Contact Contact) : PatientEvent;

public sealed record ContactRemoved : PatientEvent;

/// <summary>A message was sent, or was not.</summary>
/// <param name="NextAt">When it, or the one after it, is sent.</param>
public sealed record MessageTried(MessageDelivery Delivery, DateTimeOffset NextAt) : PatientEvent;
