//! How the program gets into a session: back into the one from before, by an invitation, or by
//! asking for one.

use anyhow::{Context, Result, bail};
use tokio::sync::mpsc;
use url::Url;

use crate::appliance::{Appliance, Trust, trusted};
use crate::face::{Face, FaceEvent};
use crate::invite;
use crate::join::{self, Newcomer, NotJoined};
use crate::keepsake::Keepsake;
use crate::options::{Options, Source};
use crate::session::Outfit;

/// Everything that it takes.
pub struct Entrance<'a> {
    /// The command line.
    pub options: &'a Options,
    /// What the device has to offer.
    pub outfit: &'a Outfit,
    /// Who asks the customer.
    pub face: &'a mut dyn Face,
    /// What the customer answers.
    pub heard: &'a mut mpsc::UnboundedReceiver<FaceEvent>,
}

impl Entrance<'_> {
    /// The appliance, without the token, and what is to be kept. `None` when the customer does not
    /// want to.
    ///
    /// # Errors
    /// When there is no way in.
    pub async fn enter(mut self, kept: Option<Keepsake>) -> Result<Option<(Appliance, Keepsake)>> {
        match (kept, self.options.invitation()?) {
            (Some(kept), source) if is_of(&kept, source.as_ref()) => {
                tracing::info!("coming back to the session from before");
                Ok(Some((self.appliance(&Url::parse(&kept.site)?)?, kept)))
            }
            (_, Some(source)) => {
                let appliance = self.appliance(&source.invitation().site)?;
                self.join(appliance, source).await
            }
            (_, None) if self.options.headless => {
                bail!("say which session to join: --link, or --site with --code or --key")
            }
            (_, None) => self.ask().await,
        }
    }

    async fn ask(&mut self) -> Result<Option<(Appliance, Keepsake)>> {
        let Some(invitation) = invite::ask(self.face, self.heard).await else { return Ok(None) };
        let appliance = self.appliance(&invitation.site)?;
        let told = invite::tell_apart(invitation, &appliance).await;
        let invitation = told.context("the session cannot be joined")?;
        self.join(appliance, Source::Typed(invitation)).await
    }

    async fn join(&mut self, appliance: Appliance, source: Source) -> Result<Option<(Appliance, Keepsake)>> {
        let annotations = self.face.shows_annotations();
        let abilities = self.outfit.abilities(annotations).await;
        let (name, customer) = (self.outfit.name.clone(), self.options.customer.clone());
        let newcomer = Newcomer { name, customer, abilities };
        match join::join(source, &appliance, newcomer, self.face, self.heard).await {
            Ok(keepsake) => Ok(Some((appliance, keepsake))),
            Err(NotJoined::Declined) => Ok(None),
            Err(error) => Err(error).context("the session cannot be joined"),
        }
    }

    fn appliance(&self, site: &Url) -> Result<Appliance> {
        let trust = match &self.options.trust_cert {
            _ if site.scheme() == "http" => Trust::nobody(),
            Some(file) => Trust::with(
                trusted(file).with_context(|| format!("the file {} cannot be used", file.display()))?,
            ),
            None => Trust::with(Vec::new()),
        };
        Ok(Appliance::new(site, &trust)?)
    }
}

/// Whether a kept session is the one that is meant: joined by the same invitation, or none was named.
fn is_of(kept: &Keepsake, source: Option<&Source>) -> bool {
    source
        .map(Source::invitation)
        .is_none_or(|invitation| kept.site == invitation.site.as_str() && kept.with == invitation.with)
}
