//! Asks the customer where to go, when the program was started without an invitation: from a file
//! manager, or right after the download.

use farhand_protocol::ErrorCode;
use tokio::sync::mpsc;

use crate::appliance::{Appliance, Fault};
use crate::face::{Ask, Face, FaceEvent};
use crate::invitation::{Entitled, Invitation, Unreadable};

/// Asks until what was typed can be read; none when the customer closes the window.
pub async fn ask(face: &mut dyn Face, heard: &mut mpsc::UnboundedReceiver<FaceEvent>) -> Option<Invitation> {
    let mut wrong = None;
    loop {
        face.ask(Some(&Ask::Invite { wrong: wrong.take() }));
        match read(answer(heard).await?) {
            Ok(invitation) => {
                face.ask(None);
                return Some(invitation);
            }
            Err(error) => wrong = Some(format!("That does not work: {error}.")),
        }
    }
}

/// What was typed: the link or address, and the code.
async fn answer(heard: &mut mpsc::UnboundedReceiver<FaceEvent>) -> Option<(String, String)> {
    loop {
        match heard.recv().await? {
            FaceEvent::Invited { address, code } => return Some((address, code)),
            FaceEvent::Declined | FaceEvent::Quit => return None,
            _ => {}
        }
    }
}

/// A link by itself, or a site's address with a code. Addresses are typed without their beginning.
fn read((address, code): (String, String)) -> Result<Invitation, Unreadable> {
    let address = address.trim();
    if code.trim().is_empty() {
        return Invitation::link(address);
    }
    let whole = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    Invitation::code(&whole, &code)
}

/// Typed digits may be a session key as well as a code: the appliance knows.
///
/// # Errors
/// When the appliance does not answer.
pub async fn tell_apart(invitation: Invitation, appliance: &Appliance) -> Result<Invitation, Fault> {
    let Entitled::Code(digits) = &invitation.with else { return Ok(invitation) };
    match appliance.offer(digits).await {
        Ok(_) => Ok(Invitation { with: Entitled::Key(digits.clone()), ..invitation }),
        Err(Fault::Refused(error)) if error.code == ErrorCode::KeyInvalid => Ok(invitation),
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_or_an_address_with_a_code() {
        let site = |address: &str, code: &str| {
            read((address.into(), code.into())).map(|invitation| invitation.site.to_string())
        };
        let expected = Ok("https://support.example.test/".to_owned());
        assert_eq!(site(" https://support.example.test/client?code=482913706 ", ""), expected);
        assert_eq!(site("support.example.test", "482 913 706"), expected);
        assert_eq!(site("support.example.test", "482"), Err(Unreadable::Digits));
        assert_eq!(site("support.example.test", ""), Err(Unreadable::Link));
    }
}
