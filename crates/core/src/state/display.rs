//! Texts from people, made ready for display once, where they come in.

use farhand_protocol::chat::{Author, Body, Entry, FellBackTo, SessionEvent};
use farhand_protocol::dashboard::{Activity, Happening, PersonLevel, QueueLevel, SessionLevel, Standing};
use farhand_protocol::device::DeviceKind;
use farhand_protocol::keys::{InvitationState, Key, KeyState, Maker};
use farhand_protocol::session::Session;
use farhand_protocol::team::TalkEntry;
use farhand_protocol::text::{for_display, for_display_line};

/// A session whose texts can be shown as they are.
pub(crate) fn session(mut session: Session) -> Session {
    let customer = &mut session.customer;
    line(&mut customer.name);
    for text in [&mut customer.company, &mut customer.language, &mut customer.browser].into_iter().flatten() {
        line(text);
    }
    if let Some(details) = &mut customer.details {
        *details = for_display(details);
    }
    if let Some(device) = &mut session.device {
        line(&mut device.name);
        if let DeviceKind::Client { version } = &mut device.kind {
            line(version);
        }
    }
    if let Some(issue) = &mut session.issue {
        line(&mut issue.title);
    }
    for participant in session.participants.iter_mut().chain(&mut session.monitors) {
        line(&mut participant.name);
    }
    people(&mut session);
    if let Some(from) = &mut session.came_from {
        line(&mut from.by);
        from.address.iter_mut().chain(&mut from.external_reference).for_each(line);
    }
    session.attributes =
        session.attributes.into_iter().map(|(k, v)| (for_display_line(&k), for_display(&v))).collect();
    session
}

/// Who is invited, offered a session, or has passed it on.
fn people(session: &mut Session) {
    for share in &mut session.shares {
        line(&mut share.name);
        line(&mut share.by_name);
        text(&mut share.note);
    }
    for helper in &mut session.helpers {
        line(&mut helper.name);
        line(&mut helper.invited_by);
    }
    if let Some(offer) = &mut session.assigning {
        line(&mut offer.name);
        offer.by.iter_mut().for_each(line);
    }
    if let Some(passed) = &mut session.passed {
        line(&mut passed.name);
        text(&mut passed.note);
    }
}

/// A session key whose texts can be shown as they are.
pub(crate) fn key(mut key: Key) -> Key {
    key.name.iter_mut().chain(&mut key.external_reference).for_each(line);
    match &mut key.made_by {
        Maker::Representative { name, .. } | Maker::Account { name } => line(name),
    }
    match &mut key.state {
        KeyState::Started { name, .. } | KeyState::Revoked { by: name, .. } => line(name),
        KeyState::Outstanding | KeyState::Expired { .. } => {}
    }
    for invitation in &mut key.invitations {
        line(&mut invitation.address);
        match &mut invitation.state {
            InvitationState::Delayed { words, .. } | InvitationState::Bounced { words } => line(words),
            InvitationState::Queued | InvitationState::Sent | InvitationState::Withdrawn => {}
        }
    }
    key.attributes =
        key.attributes.into_iter().map(|(k, v)| (for_display_line(&k), for_display(&v))).collect();
    key
}

/// An entry whose texts can be shown as they are.
pub(crate) fn entry(mut entry: Entry) -> Entry {
    if let Author::Representative { name, .. } | Author::Helper { name, .. } = &mut entry.author {
        line(name);
    }
    match &mut entry.body {
        Body::Message { text } | Body::Note { text } | Body::Whisper { text } => *text = for_display(text),
        // Names of files are made harmless where they are shown: they must stay what they are.
        Body::File { .. } => {}
        Body::Event { event } => self::event(event),
    }
    entry
}

fn event(event: &mut SessionEvent) {
    match event {
        SessionEvent::ConferenceOwnerChanged { name, from } => {
            line(name);
            from.iter_mut().for_each(line);
        }
        SessionEvent::ConferenceMemberAdded { name }
        | SessionEvent::ConferenceMemberDeparted { name }
        | SessionEvent::SessionHeld { queue: name }
        | SessionEvent::DeviceJoined { name, .. }
        | SessionEvent::ControlTaken { name }
        | SessionEvent::ControlReleased { name }
        | SessionEvent::ScreenshotTaken { name }
        | SessionEvent::SystemInformationRetrieved { name }
        | SessionEvent::SystemInformationKept { name, .. }
        | SessionEvent::FileRestored { path: name, .. }
        | SessionEvent::FileDeleted { path: name, .. }
        | SessionEvent::DirectoryCreated { path: name }
        | SessionEvent::ScreenFailed { reason: name }
        | SessionEvent::SessionAssigned { name, .. }
        | SessionEvent::SessionAssignmentResponse { name, .. }
        | SessionEvent::ShareDeclined { name }
        | SessionEvent::ShareCancelled { name }
        | SessionEvent::HelperInvited { name }
        | SessionEvent::HelperLinkExpired { name }
        | SessionEvent::ConferenceMemberRemoved { name }
        | SessionEvent::RepresentativeMonitoringStarted { name }
        | SessionEvent::RepresentativeMonitoringStopped { name } => line(name),
        SessionEvent::SessionTransferredToQueue { queue: name, note }
        | SessionEvent::SessionShared { name, note } => {
            line(name);
            text(note);
        }
        SessionEvent::SessionFellBack { from, to } => {
            from.iter_mut().for_each(line);
            fell_back(to);
        }
        SessionEvent::FileMoved { from, to } => {
            line(from);
            line(to);
        }
        SessionEvent::FileUpload(moved)
        | SessionEvent::FileDownload(moved)
        | SessionEvent::FileUploadFailed(moved)
        | SessionEvent::FileDownloadFailed(moved) => {
            line(&mut moved.name);
            moved.folder.iter_mut().chain(&mut moved.reason).for_each(line);
        }
        SessionEvent::CustomerExitSurveyCompleted { comment: Some(comment), .. } => {
            *comment = for_display(comment);
        }
        SessionEvent::SessionStart { .. }
        | SessionEvent::SessionEnd { .. }
        | SessionEvent::LegalAgreementResponse { .. }
        | SessionEvent::RecordingResponse { .. }
        | SessionEvent::CustomerAway
        | SessionEvent::CustomerReturned
        | SessionEvent::ElevationRequested
        | SessionEvent::ElevationAccepted
        | SessionEvent::ElevationDeclined
        | SessionEvent::ElevationTimedOut
        | SessionEvent::DeviceAway
        | SessionEvent::DeviceReturned
        | SessionEvent::DeviceLeft
        | SessionEvent::CapabilityRequested { .. }
        | SessionEvent::CapabilityGranted { .. }
        | SessionEvent::CapabilityDenied { .. }
        | SessionEvent::CapabilityLapsed { .. }
        | SessionEvent::CapabilityStopped { .. }
        | SessionEvent::CustomerExitSurveyCompleted { comment: None, .. } => {}
    }
}

fn fell_back(to: &mut FellBackTo) {
    match to {
        FellBackTo::Owner { name }
        | FellBackTo::LastQueue { queue: name }
        | FellBackTo::EntryQueue { queue: name }
        | FellBackTo::FallbackQueue { queue: name } => line(name),
        FellBackTo::End => {}
    }
}

/// A line of colleagues whose texts can be shown as they are.
pub(crate) fn talk_entry(mut entry: TalkEntry) -> TalkEntry {
    line(&mut entry.from_name);
    entry.text = for_display(&entry.text);
    entry
}

/// A queue of the dashboard.
pub(crate) fn queue_level(mut level: QueueLevel) -> QueueLevel {
    line(&mut level.name);
    level
}

/// A representative of the dashboard.
pub(crate) fn person_level(mut level: PersonLevel) -> PersonLevel {
    line(&mut level.name);
    level
}

/// A session of the dashboard.
pub(crate) fn session_level(mut level: SessionLevel) -> SessionLevel {
    line(&mut level.customer);
    level.issue.iter_mut().chain(&mut level.others).for_each(line);
    match &mut level.standing {
        Standing::Waiting { offered_to, .. } => offered_to.iter_mut().for_each(line),
        Standing::Active { name, .. } | Standing::Held { name, .. } => line(name),
    }
    level
}

/// A line of the dashboard's activity.
pub(crate) fn activity(mut activity: Activity) -> Activity {
    match &mut activity.what {
        Happening::Overdue { customer, .. } | Happening::Abandoned { customer, .. } => line(customer),
        Happening::Accepted { name, customer, .. }
        | Happening::OwnerChanged { name, customer }
        | Happening::NotTaken { name, customer, .. }
        | Happening::Joined { name, customer } => {
            line(name);
            line(customer);
        }
        Happening::Ended { name, customer, .. } => {
            name.iter_mut().for_each(line);
            line(customer);
        }
        Happening::Passed { name, customer, to } | Happening::Offered { name, customer, by: to } => {
            line(name);
            line(customer);
            line(to);
        }
        Happening::Returned { customer, to } => {
            line(customer);
            line(to);
        }
        Happening::Presence { name, .. } => line(name),
    }
    activity
}

/// The first name of a full name.
pub(crate) fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or("the customer")
}

fn line(text: &mut String) {
    *text = for_display_line(text);
}

fn text(text: &mut Option<String>) {
    if let Some(text) = text {
        *text = for_display(text);
    }
}
