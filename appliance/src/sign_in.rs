//! Signing in: passwords with argon2id, the second factor, tokens.

use std::net::IpAddr;
use std::sync::Arc;

use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use farhand_protocol::auth::{SignIn, SignedIn};
use farhand_protocol::{ApiError, ErrorCode, limits};
use tokio::sync::Semaphore;

use crate::domain::{field, second_factor};
use crate::random;
use crate::state::App;
use crate::store::{AccountSecrets, Refusal, SignInTry, StoreError};

/// What a name that nobody has is compared with, so that it takes as long as any other.
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$ZmFyaGFuZC1kZWNveS1zYWx0\
                     $AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes passwords, at most two at a time: each takes 19 MiB and a good part of a core.
pub struct Hasher(Arc<Semaphore>);

impl Default for Hasher {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(2)))
    }
}

impl Hasher {
    /// The hash to keep of a password.
    ///
    /// # Errors
    /// `invalid_field` for an empty or overlong password.
    pub async fn hash(&self, password: &str) -> Result<String, ApiError> {
        check_password(password)?;
        let password = password.to_owned();
        self.work(move || {
            let salt = SaltString::generate(&mut OsRng);
            argon2().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string()).ok()
        })
        .await?
        .ok_or_else(|| ApiError::new(ErrorCode::Internal, "the password could not be hashed"))
    }

    /// Whether the password is the one with this hash. Without a hash it never is.
    async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, ApiError> {
        let (known, hash) = (hash.is_some(), hash.unwrap_or(DECOY).to_owned());
        let password = password.to_owned();
        let fits = self
            .work(move || {
                PasswordHash::new(&hash)
                    .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(fits && known)
    }

    /// Whoever leaves before the end does not stop the work, which keeps its turn until then.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let stopping = || ApiError::new(ErrorCode::Unavailable, "the appliance is stopping");
        let turn = self.0.clone().acquire_owned().await.map_err(|_| stopping())?;
        let job = move || {
            let _turn = turn;
            work()
        };
        tokio::task::spawn_blocking(job).await.map_err(|_| stopping())
    }
}

/// OWASP's second recommendation: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}

fn check_password(password: &str) -> Result<(), ApiError> {
    field::text("password", password, limits::PASSWORD_BYTES).map_err(refused)
}

fn refused(refusal: Refusal) -> ApiError {
    StoreError::from(refusal).into()
}

/// Signs in.
///
/// # Errors
/// `rate_limited`, `account_locked`, `invalid_credentials`, `second_factor_required`,
/// `second_factor_invalid`, `invalid_field`.
pub async fn sign_in(app: &App, source: IpAddr, request: SignIn) -> Result<SignedIn, ApiError> {
    app.sign_ins.take(source, app.clock.now())?;
    let user_name = field::line("user_name", &request.user_name, limits::USER_NAME).map_err(refused)?;
    check_password(&request.password)?;
    let (attempts_left, account) = match app.store.try_sign_in(&user_name).await? {
        SignInTry::Locked { retry_after_s } => return Err(locked(retry_after_s)),
        SignInTry::Open { attempts_left, account } => (attempts_left, account),
    };
    let hash = account.as_ref().map(|a| a.password_hash.as_str());
    let fits = app.hasher.verify(&request.password, hash).await?;
    let Some(account) = account.filter(|_| fits) else {
        return Err(wrong(ErrorCode::InvalidCredentials, attempts_left));
    };
    let step = match second_factor(app, &account, request.code.as_deref()) {
        Ok(step) => step,
        Err(ErrorCode::SecondFactorRequired) => {
            app.store.uncount_try(&user_name).await?;
            let message = "type the code from your authenticator app";
            return Err(ApiError::new(ErrorCode::SecondFactorRequired, message));
        }
        Err(code) => return Err(wrong(code, attempts_left)),
    };
    let token = random::secret::<32>();
    match app.store.open_token(&user_name, account.id, random::hash(&token), step).await {
        Ok((kept, me)) => {
            // Whoever types a password sits there.
            app.active(kept.who).await?;
            Ok(SignedIn { token, expires_at: kept.expires_at, me })
        }
        Err(StoreError::Refused(Refusal::SecondFactorInvalid)) => {
            Err(wrong(ErrorCode::SecondFactorInvalid, attempts_left))
        }
        Err(e) => Err(e.into()),
    }
}

/// The time step whose code was given; none where the second factor is off.
fn second_factor(app: &App, account: &AccountSecrets, code: Option<&str>) -> Result<Option<u64>, ErrorCode> {
    let Some(secret) = &account.second_factor else { return Ok(None) };
    let code = code.filter(|code| !code.trim().is_empty()).ok_or(ErrorCode::SecondFactorRequired)?;
    second_factor::matching_step(secret, code, app.clock.now())
        .map(Some)
        .ok_or(ErrorCode::SecondFactorInvalid)
}

fn wrong(code: ErrorCode, attempts_left: u32) -> ApiError {
    if attempts_left == 0 {
        return locked(limits::SIGN_IN_PAUSE_S);
    }
    let message = match code {
        ErrorCode::SecondFactorInvalid => Refusal::SecondFactorInvalid.to_string(),
        _ => "user name and password do not match".to_owned(),
    };
    ApiError { attempts_left: Some(attempts_left), ..ApiError::new(code, message) }
}

fn locked(retry_after_s: u32) -> ApiError {
    let message = "too many wrong passwords; the account pauses for a while";
    ApiError { retry_after_s: Some(retry_after_s), ..ApiError::new(ErrorCode::AccountLocked, message) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_name_fits() {
        let hasher = Hasher::default();
        let hash = hasher.hash("correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.verify("correct horse", Some(&hash)).await.unwrap());
        assert!(!hasher.verify("correct house", Some(&hash)).await.unwrap());
        assert!(!hasher.verify("correct horse", None).await.unwrap());
    }

    #[tokio::test]
    async fn who_leaves_early_lets_nobody_hash_beside_the_two() {
        let hasher = Arc::new(Hasher::default());
        let (started, mut starts) = tokio::sync::mpsc::unbounded_channel();
        let mut gates = Vec::new();
        for _ in 0..2 {
            let (gate, closed) = std::sync::mpsc::channel::<()>();
            gates.push(gate);
            let (hasher, started) = (hasher.clone(), started.clone());
            let asking = tokio::spawn(async move {
                let work = move || {
                    started.send(()).unwrap();
                    // Open once the gate is dropped.
                    let _ = closed.recv();
                };
                hasher.work(work).await
            });
            starts.recv().await.unwrap();
            asking.abort();
            assert!(asking.await.unwrap_err().is_cancelled());
        }
        assert_eq!(hasher.0.available_permits(), 0, "both still work");
        drop(gates);
        assert_eq!(hasher.work(|| 5).await.unwrap(), 5);
    }

    #[test]
    fn the_decoy_is_well_formed() {
        let decoy = PasswordHash::new(DECOY).unwrap();
        assert_eq!(decoy.hash.unwrap().len(), 32);
    }
}
