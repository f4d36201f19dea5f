//! What is filled in, as the appliance wants it; and what cannot be used of it, in words.

use farhand_protocol::keys::{InviteSetup, NewInvitations, NewKey};
use farhand_protocol::text::neutralised;
use farhand_protocol::{IssueCode, QueueId, limits};

use crate::contract::{InviteForm, UiError, UiErrorCode as Code};
use crate::email;
use crate::state::State;

/// A form that fits what the site has set up now: what is not there any more goes back to the ordinary.
pub(super) fn fitting(state: &State, mut form: InviteForm) -> InviteForm {
    let setup = &state.desk.keys.setup;
    form.queue = form.queue.filter(|queue| state.desk.queues.get(*queue).is_some());
    form.life_s = form.life_s.filter(|life| life_fits(setup, *life));
    if !portal_is_there(setup, &form.portal) {
        form.portal.clear();
    }
    if !template_is_there(setup, &form.template) {
        form.template.clear();
    }
    if !language_is_there(setup, &form.template, &form.language) {
        form.language.clear();
    }
    form
}

/// The key that a form wants.
///
/// # Errors
/// The first thing that cannot be used.
pub(super) fn new_key(state: &State, form: &InviteForm) -> Result<NewKey, UiError> {
    let setup = &state.desk.keys.setup;
    let account = state.account().ok_or_else(|| UiError::new(Code::SignedOut, "Sign in first."))?;
    let queue = form.queue.unwrap_or(QueueId::Personal(account.me.id));
    refuse_if(form.queue.is_some() && state.desk.queues.get(queue).is_none(), "Choose one of your queues.")?;
    if form.life_s.is_some_and(|life| !life_fits(setup, life)) {
        let most = span(most_life(setup));
        return Err(wrong(format!("A key lives at least one minute and at most {most}.")));
    }
    refuse_if(!portal_is_there(setup, &form.portal), "Choose one of the site's portals.")?;
    attributes(form)?;
    Ok(NewKey {
        queue,
        life_s: form.life_s,
        external_reference: field("The reference", &form.external_reference)?,
        portal: some(&form.portal),
        starts_as: form.starts_as,
        name: field("The customer's name", &form.name)?,
        attributes: form.attributes.clone(),
    })
}

/// The invitations that a form wants.
///
/// # Errors
/// The first thing that cannot be used.
pub(super) fn invitations(state: &State, form: &InviteForm) -> Result<NewInvitations, UiError> {
    let setup = &state.desk.keys.setup;
    let recipients = email::recipients(&form.recipients)?;
    refuse_if(!template_is_there(setup, &form.template), "Choose one of the site's templates.")?;
    let there = language_is_there(setup, &form.template, &form.language);
    refuse_if(!there, "Choose one of the template's languages.")?;
    let line = form.line.trim();
    let most = limits::INVITATION_LINE;
    if line.chars().count() > most {
        return Err(wrong(format!("The personal line has at most {most} characters.")));
    }
    refuse_if(line.chars().any(neutralised), "The personal line has hidden characters in it.")?;
    Ok(NewInvitations {
        recipients,
        template: some(&form.template),
        language: some(&form.language),
        line: some(line),
    })
}

/// A text of one line, where there is one.
fn field(what: &str, text: &str) -> Result<Option<String>, UiError> {
    let (text, most) = (text.trim(), limits::CUSTOMER_FIELD);
    if text.chars().count() > most {
        return Err(wrong(format!("{what} has at most {most} characters.")));
    }
    if text.chars().any(|c| c.is_control() || neutralised(c)) {
        return Err(wrong(format!("{what} must be one line without hidden characters.")));
    }
    Ok(some(text))
}

fn attributes(form: &InviteForm) -> Result<(), UiError> {
    let mut bytes = 0;
    for (name, value) in &form.attributes {
        if name.parse::<IssueCode>().is_err() {
            return Err(wrong("An attribute's name is made of letters, digits, - and _."));
        }
        if value.len() > limits::ATTRIBUTE_BYTES {
            return Err(wrong(format!("The attribute “{name}” is too long: at most 1 KiB.")));
        }
        bytes += name.len() + value.len();
    }
    refuse_if(bytes > limits::ATTRIBUTES_BYTES, "The attributes are too long: at most 10 KiB together.")
}

/// Whether a key may live so long.
pub(super) fn life_fits(setup: &InviteSetup, life_s: u32) -> bool {
    (limits::KEY_LIFE_MIN_S..=most_life(setup)).contains(&life_s)
}

/// Seconds that a key may live at most.
pub(super) fn most_life(setup: &InviteSetup) -> u32 {
    // Before the snapshot nothing is known of the site's own limit.
    if setup.life_max_s == 0 { limits::KEY_LIFE_MAX_S } else { setup.life_max_s }
}

fn portal_is_there(setup: &InviteSetup, portal: &str) -> bool {
    portal.is_empty() || setup.portals.iter().any(|there| there.address == portal)
}

fn template_is_there(setup: &InviteSetup, code: &str) -> bool {
    code.is_empty() || setup.templates.iter().any(|template| template.code == code)
}

fn language_is_there(setup: &InviteSetup, code: &str, language: &str) -> bool {
    let mut templates = setup.templates.iter();
    let template = if code.is_empty() { templates.next() } else { templates.find(|t| t.code == code) };
    language.is_empty() || template.is_some_and(|template| template.languages.iter().any(|l| l == language))
}

/// A length of time in words.
pub(super) fn span(seconds: u32) -> String {
    let words = |n: u32, one: &str| if n == 1 { format!("one {one}") } else { format!("{n} {one}s") };
    match seconds {
        s if s >= 86_400 && s % 86_400 == 0 => words(s / 86_400, "day"),
        s if s >= 3_600 && s % 3_600 == 0 => words(s / 3_600, "hour"),
        s => words(s / 60, "minute"),
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn wrong(message: impl Into<String>) -> UiError {
    UiError::new(Code::InvalidField, message)
}

fn refuse_if(refused: bool, message: &str) -> Result<(), UiError> {
    if refused { Err(wrong(message)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_read_easily() {
        for (seconds, words) in
            [(60, "one minute"), (5_400, "90 minutes"), (3_600, "one hour"), (604_800, "7 days")]
        {
            assert_eq!(span(seconds), words);
        }
    }
}
