//! `/i/{secret}`: the page of an invitation's link, or of a key's own. It names who invites, and starts
//! nothing before the customer presses the button.
//!
//! Looking changes nothing, so that programs which follow links in mails use nothing up. That a person
//! has the page in sight is told by its script once it is visible ([`opened`]), and by the button.
//!
//! A link that is over, or that there is none of, has a page of its own which names nobody.

pub mod app;
pub mod landing;
pub mod opened;
pub mod start;
mod ways;

use http::HeaderMap;

use super::notice::{Answer, Notice, Trouble, show};
use crate::http::guesses::guessable;
use crate::state::App;
use crate::store::{LinkLook, LinkStanding};

/// What a link that still starts a session leads to; else the page that says why it does not.
async fn look(app: &App, headers: &HeaderMap, secret: &str) -> Result<Result<LinkLook, Answer>, Trouble> {
    // Digits can be guessed, and have their own way.
    let found = if guessable(secret) { None } else { app.store.look_at_link(secret).await? };
    let notice = match found {
        Some(look) if look.standing == LinkStanding::Good => return Ok(Ok(look)),
        Some(look) => Notice::of_link(look.standing),
        None => Notice::no_link(),
    };
    Ok(Err(show(app, headers, notice).await))
}
