//! Texts from people, made ready for display once, where they come in.

use farhand_protocol::chat::{Author, Body, Entry, SessionEvent};
use farhand_protocol::device::DeviceKind;
use farhand_protocol::keys::{InvitationState, Key, KeyState, Maker};
use farhand_protocol::session::Session;
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
    for participant in &mut session.participants {
        line(&mut participant.name);
    }
    if let Some(from) = &mut session.came_from {
        line(&mut from.by);
        from.address.iter_mut().chain(&mut from.external_reference).for_each(line);
    }
    session.attributes =
        session.attributes.into_iter().map(|(k, v)| (for_display_line(&k), for_display(&v))).collect();
    session
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
    if let Author::Representative { name, .. } = &mut entry.author {
        line(name);
    }
    match &mut entry.body {
        Body::Message { text } | Body::Note { text } => *text = for_display(text),
        // Names of files are made harmless where they are shown: they must stay what they are.
        Body::File { .. } => {}
        Body::Event { event } => self::event(event),
    }
    entry
}

fn event(event: &mut SessionEvent) {
    match event {
        SessionEvent::ConferenceMemberAdded { name }
        | SessionEvent::ConferenceMemberDeparted { name }
        | SessionEvent::ConferenceOwnerChanged { name }
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
        | SessionEvent::ScreenFailed { reason: name } => line(name),
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

/// The first name of a full name.
pub(crate) fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or("the customer")
}

fn line(text: &mut String) {
    *text = for_display_line(text);
}
