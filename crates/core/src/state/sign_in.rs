//! Signing in: the health of the address first, so that each thing that can be wrong with it gets
//! its own sentence; then the password, and the second factor where it is on.
//!
//! With a kept token there is nothing to ask: the snapshot is fetched at once, and again and again
//! while the appliance cannot be reached. The sign-in page shows meanwhile, and works.

use farhand_protocol::API_VERSION;
use farhand_protocol::ErrorCode;
use farhand_protocol::auth::{Me, SignIn, SignedIn};
use farhand_protocol::site::Health;

use crate::contract::Secret;
use crate::contract::{SignInStep, SignInView, SignedInView, Topic, UiError};
use crate::effect::{Call, Effect, SiteAccess};
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::{State, link, sign_out, sites, tabs};
use crate::step::Step;
use crate::words;

/// What `/health` answers as its product.
const PRODUCT: &str = "farhand-appliance";

/// Signed in or not.
#[derive(Debug, Default)]
pub(crate) enum Phase {
    /// The store is still being read.
    #[default]
    Starting,
    /// The sign-in page.
    Out(SignInPage),
    /// The workplace.
    In(Account),
}

/// The sign-in page.
#[derive(Debug, Default)]
pub(crate) struct SignInPage {
    pub user_name: String,
    pub step: SignInStep,
    pub attempt: Option<Attempt>,
    pub error: Option<UiError>,
    /// Who was signed in until now: what was typed up to that moment is still handed over.
    pub left: Option<Account>,
}

/// A sign-in under way.
#[derive(Debug)]
pub(crate) enum Attempt {
    /// With a password.
    Password {
        /// What is sent.
        sign_in: SignIn,
        /// Whether to stay signed in.
        keep: bool,
    },
    /// With a kept token; `failed` after the first try.
    Token {
        /// Whether a try failed.
        failed: bool,
    },
    /// The embedded appliance is starting.
    Demo,
}

/// The one who is signed in.
#[derive(Debug)]
pub(crate) struct Account {
    pub site: String,
    pub site_name: String,
    pub portal: String,
    pub me: Me,
}

impl SignInPage {
    /// Whether the page waits.
    pub fn busy(&self) -> bool {
        matches!(self.attempt, Some(Attempt::Password { .. } | Attempt::Demo))
    }
}

/// Begins an attempt with a password.
pub(crate) fn sign_in(state: &mut State, step: &mut Step, sign_in: SignIn, keep: bool) {
    let Some(address) = state.sites.chosen.clone() else { return };
    let Phase::Out(page) = &mut state.phase else { return };
    page.error = None;
    page.user_name.clone_from(&sign_in.user_name);
    let code_step = page.step == SignInStep::Code;
    page.attempt = Some(Attempt::Password { sign_in: sign_in.clone(), keep });
    state.changes.mark(Topic::App);
    link::reset(state, step);
    if code_step {
        state.requests.ask(step, Asked::SignIn, Call::SignIn(sign_in));
    } else {
        state.requests.forget(|_| true);
        step.push(Effect::UseSite(Some(SiteAccess { address, token: None })));
        state.requests.ask(step, Asked::Health, Call::Health);
    }
}

/// The address answered: with what it is, or not.
pub(crate) fn health(state: &mut State, step: &mut Step, result: Result<Health, CallError>) {
    let Some(address) = state.sites.chosen.clone() else { return };
    let Phase::Out(SignInPage { attempt: Some(Attempt::Password { sign_in, .. }), .. }) = &state.phase else {
        return;
    };
    match result {
        Ok(health) if health.product != PRODUCT => {
            fail(state, words::sign_in_error(&address, CallError::NotAnAppliance));
        }
        Ok(health) if health.api_version < API_VERSION => fail(state, words::too_old(&address)),
        Ok(health) => {
            let call = Call::SignIn(sign_in.clone());
            state.requests.ask(step, Asked::SignIn, call);
            let mut site = state.sites.get_or_new(&address);
            if site.name.as_ref() != Some(&health.site) {
                site.name = Some(health.site);
                sites::put(state, step, site);
            }
        }
        Err(error) => fail(state, words::sign_in_error(&address, error)),
    }
}

/// The appliance took the password, or not.
pub(crate) fn answered(state: &mut State, step: &mut Step, result: Result<SignedIn, CallError>) {
    let Some(address) = state.sites.chosen.clone() else { return };
    let Phase::Out(page) = &mut state.phase else { return };
    let Some(Attempt::Password { keep, .. }) = page.attempt else { return };
    match result {
        Ok(signed_in) => succeed(state, step, address, signed_in, keep),
        Err(CallError::Api(e)) if e.code == ErrorCode::SecondFactorRequired => {
            page.step = SignInStep::Code;
            page.attempt = None;
            state.changes.mark(Topic::App);
        }
        Err(error) => fail(state, words::sign_in_error(&address, error)),
    }
}

fn succeed(state: &mut State, step: &mut Step, address: String, signed_in: SignedIn, keep: bool) {
    let token = Secret(signed_in.token);
    step.push(Effect::UseSite(Some(SiteAccess { address: address.clone(), token: Some(token.clone()) })));
    step.push(match keep {
        true => Effect::KeepToken { site: address.clone(), token },
        false => Effect::ForgetToken { site: address.clone() },
    });
    let site_name = state.sites.get(&address).and_then(|site| site.name.clone());
    let account = Account {
        site_name: site_name.unwrap_or_default(),
        portal: address.clone(),
        site: address,
        me: signed_in.me,
    };
    enter(state, step, account);
    link::connect(state, step);
}

/// Opens the workplace.
pub(crate) fn enter(state: &mut State, step: &mut Step, account: Account) {
    let mut site = state.sites.get_or_new(&account.site);
    site.user_name = Some(account.me.user_name.clone());
    site.used_at = Some(step.now);
    sites::put(state, step, site);
    state.phase = Phase::In(account);
    tabs::restore(state);
    sign_out::mark_all(state);
}

/// Goes on with a kept token.
pub(crate) fn resume(state: &mut State, step: &mut Step, address: String, token: Secret) {
    let Phase::Out(page) = &mut state.phase else { return };
    page.attempt = Some(Attempt::Token { failed: false });
    step.push(Effect::UseSite(Some(SiteAccess { address, token: Some(token) })));
    link::connect(state, step);
}

/// Empties the page and drops what is under way.
pub(crate) fn start_over(state: &mut State, step: &mut Step, user_name: String) {
    let Phase::Out(page) = &mut state.phase else { return };
    let under_way = page.attempt.is_some();
    *page = SignInPage { user_name, ..SignInPage::default() };
    state.changes.mark(Topic::App);
    if under_way {
        link::reset(state, step);
        state.requests.forget(|_| true);
        step.push(Effect::UseSite(None));
    }
}

/// Leaves the code step.
pub(crate) fn back_to_password(state: &mut State, step: &mut Step) {
    if let Phase::Out(page) = &state.phase {
        let user_name = page.user_name.clone();
        start_over(state, step, user_name);
    }
}

/// The attempt failed.
pub(crate) fn fail(state: &mut State, error: UiError) {
    let Phase::Out(page) = &mut state.phase else { return };
    page.attempt = None;
    page.error = Some(error);
    state.changes.mark(Topic::App);
}

/// What the page shows; none while the first try with a kept token runs.
pub(crate) fn page_view(state: &State, page: &SignInPage) -> Option<SignInView> {
    if let Some(Attempt::Token { failed: false }) = page.attempt {
        return None;
    }
    Some(SignInView {
        sites: state.sites.rows(),
        site: state.sites.chosen.clone(),
        user_name: page.user_name.clone(),
        step: page.step,
        busy: page.busy(),
        error: page.error.clone(),
        demo_offered: state.program.demo_offered,
        secret_store: state.program.secret_store,
    })
}

/// What the workplace shows of the account.
pub(crate) fn account_view(state: &State, account: &Account) -> SignedInView {
    SignedInView {
        site: account.site.clone(),
        site_name: account.site_name.clone(),
        portal: account.portal.clone(),
        me: account.me.clone(),
        presence: state.desk.people.own(),
        auto: state.desk.people.auto(),
        secret_store: state.program.secret_store,
    }
}
