//! The second factor: time-based one-time passwords (RFC 6238) with SHA-1, six digits and steps
//! of 30 seconds, which is what authenticator apps take for granted.

use data_encoding::BASE32_NOPAD;
use farhand_protocol::Timestamp;
use hmac::{Hmac, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// Seconds of one step.
const STEP_S: u64 = 30;
/// Steps that a clock may be off.
const SKEW: u64 = 1;

/// The step whose code `code` is, from one before the present one to one after it.
#[must_use]
pub fn matching_step(secret: &[u8], code: &str, now: Timestamp) -> Option<u64> {
    let present = u64::try_from(now.0).unwrap_or(0) / 1000 / STEP_S;
    let code = code.trim();
    (present.saturating_sub(SKEW)..=present + SKEW)
        .find(|step| digits::<6>(secret, *step).as_bytes().ct_eq(code.as_bytes()).into())
}

/// The address that authenticator apps read as a QR code.
#[must_use]
pub fn address(secret: &[u8], site: &str, user_name: &str) -> String {
    let part = |text: &str| {
        url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
    };
    let (issuer, account, secret) = (part(site), part(user_name), BASE32_NOPAD.encode(secret));
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits=6&period=30"
    )
}

/// RFC 4226, section 5.3, for a counter.
fn digits<const N: usize>(secret: &[u8], counter: u64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes a key of any length");
    mac.update(&counter.to_be_bytes());
    let tag = mac.finalize().into_bytes();
    let start = usize::from(tag[19] & 15);
    let word = u32::from_be_bytes([tag[start], tag[start + 1], tag[start + 2], tag[start + 3]]) & 0x7fff_ffff;
    let modulus = 10u32.pow(u32::try_from(N).unwrap_or(9));
    format!("{:0N$}", word % modulus)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn the_test_vectors_of_rfc_6238() {
        for (time, expected) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(digits::<8>(SECRET, time / STEP_S), expected, "{time}");
        }
    }

    #[test]
    fn a_clock_may_be_one_step_off() {
        let code = digits::<6>(SECRET, 100);
        let step_at = |s: i64| matching_step(SECRET, &code, Timestamp(s * 1000));
        assert_eq!(step_at(3000), Some(100));
        assert_eq!(step_at(2970), Some(100));
        assert_eq!(step_at(3059), Some(100));
        assert_eq!(step_at(2969), None);
        assert_eq!(step_at(3060), None);
        assert_eq!(matching_step(SECRET, "", Timestamp(3_000_000)), None);
    }

    #[test]
    fn the_address_escapes_names() {
        assert_eq!(
            address(b"12345", "Example Support", "ines@x"),
            "otpauth://totp/Example%20Support:ines%40x?secret=GEZDGNBV&issuer=Example%20Support\
             &algorithm=SHA1&digits=6&period=30"
        );
    }
}
