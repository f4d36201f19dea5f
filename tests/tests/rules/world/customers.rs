//! Customers and their devices.

use farhand_appliance::random;
use farhand_appliance::store::{Beginning, Choice, Command, CustomerStore, DeviceStore};
use farhand_protocol::RepresentativeId;
use farhand_protocol::capability::CustomerAnswer;
use farhand_protocol::device::{
    Attach, AttachWith, DeviceAbilities, Elevation, FilesAbility, NewDevice, Platform,
};
use farhand_protocol::session::{Channel, Recording};

use super::{Done, World, done};
use crate::acts::{Case, Customer};
use crate::site::ISSUES;

impl World {
    pub(super) async fn begin(&mut self, issue: usize) -> Done {
        let (code, ..) = ISSUES[issue];
        self.choose(Choice::Issue(code.parse().expect("a code"))).await
    }

    pub(super) async fn pick(&mut self, who: RepresentativeId) -> Done {
        self.choose(Choice::Representative(who)).await
    }

    async fn choose(&mut self, choice: Choice) -> Done {
        let attempt = done(self.store.open_attempt(choice).await)?;
        let beginning = Beginning {
            name: format!("Customer {}", self.sessions.len()),
            company: None,
            details: None,
            recording: Recording::NotAsked,
            agreed: true,
            language: None,
            browser: None,
            channel: Channel::BrowserPhone,
            unattended: true,
        };
        let begun = done(self.store.begin_session(&attempt, beginning).await)?;
        self.sessions.push(begun.lsid);
        Ok(())
    }

    pub(super) async fn attach(&mut self, who: RepresentativeId, case: Case) -> Done {
        let lsid = self.sessions[case].clone();
        let answer = self.perform(who, Command::Elevate { lsid, purpose: None }).await?;
        let elevation: Elevation = serde_json::from_str(&answer).expect("a code");
        let abilities = DeviceAbilities {
            view: true,
            control: true,
            clipboard: true,
            annotations: false,
            files: FilesAbility::Yes,
            info: false,
        };
        let device = NewDevice {
            platform: Platform::Linux,
            name: "Depot 4".to_owned(),
            version: "1.0.0".to_owned(),
            abilities,
        };
        let with = AttachWith::Code { code: elevation.code };
        let attached = self.store.attach(Attach { id: None, with, device }).await.expect("a good code");
        self.devices.insert(case, random::hash(&attached.token));
        Ok(())
    }

    pub(super) async fn customer(&mut self, case: Case, what: Customer) -> Done {
        let lsid = self.sessions[case].clone();
        let store = &self.store;
        match what {
            Customer::Ends => done(store.customer_end(&lsid).await),
            Customer::Answer(ask, allow) => {
                done(store.answer(&lsid, CustomerAnswer { ask, allow, files: None, info: None }).await)
            }
            Customer::Withdraw(what) => done(store.withdraw(&lsid, what).await),
            Customer::DeviceLost | Customer::DeviceBack | Customer::DeviceLeaves => {
                let Some(token) = self.devices.get(&case).copied() else { return Ok(()) };
                done(match what {
                    Customer::DeviceLost => store.device_away(token, self.now()).await,
                    Customer::DeviceBack => store.device_here(token).await,
                    _ => store.device_leaves(token).await,
                })
            }
        }
    }
}
